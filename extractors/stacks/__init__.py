"""Several letters in one file: stacks of scans and ZIP files, and how they are parted."""
