"""The guard: who is accused, and how a letter is kept from them."""
