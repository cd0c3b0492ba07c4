"""Files, links, spreadsheets, terminals and interrupts: the edges of the program."""
