"""Rules tried on past letters."""
