"""The desk: what other programs, and later people, reach over the network."""
