"""The bulletin: what a period's letters tell in figures, protected so that nobody can be picked out, and its pages."""
