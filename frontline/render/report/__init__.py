"""Scene and two days → a finished report: one document, and what writes it in each format."""
