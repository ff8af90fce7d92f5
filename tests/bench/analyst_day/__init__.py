"""An analyst's day, done through the command line on invented letters: the pictures of `docs/analyst.md`."""
