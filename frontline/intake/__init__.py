"""Files of a map folder → Dataset, validated."""
