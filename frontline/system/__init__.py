"""The edges of the program: files, signals, links, spreadsheets, terminals, third-party parts."""
