"""Like letters: signatures, keys, passages that agree."""
