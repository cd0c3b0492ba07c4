"""Messages of the interface in each language, and lists of untranslated texts."""
