"""Which trained models there are, which serve, and what a new one must show before it may."""
