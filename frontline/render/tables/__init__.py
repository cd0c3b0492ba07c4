"""Scene → tables, in the formats of reports and spreadsheets."""
