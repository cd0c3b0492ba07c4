"""Geographic data of others → the files of a map's ``base/``."""
