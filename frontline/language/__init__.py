"""Messages of the interface in each language, and what is not translated."""
