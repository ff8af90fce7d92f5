"""What a letter states: one finder a field, over the letter laid out."""
