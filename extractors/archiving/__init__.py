"""The archive copy of a letter: a searchable PDF/A with the scan as it is."""
