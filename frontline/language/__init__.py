"""The words of the interface in each language, and what is missing in one."""
