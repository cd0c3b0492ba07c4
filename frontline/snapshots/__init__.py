"""An archive of daily maps → a map folder."""
