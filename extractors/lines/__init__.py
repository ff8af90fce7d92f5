"""A page's lines: their place, their order, their text in one form."""
