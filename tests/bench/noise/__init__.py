"""Reading noise: messages drawn as pages, read back, and judged beside their true words."""
