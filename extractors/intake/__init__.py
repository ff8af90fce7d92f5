"""Files as they are dropped: what kind each is, whether it is whole, what is refused."""
