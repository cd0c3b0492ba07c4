"""How each class of control looks: colors, patterns and words."""
