"""Scene and two dates → a complete report: one document, and a writer for each format."""
