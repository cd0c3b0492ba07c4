"""Claims → who holds what, when: bookkeeping on dates, no geometry."""
