"""Recognition engines behind one protocol, and the second reading of words that count."""
