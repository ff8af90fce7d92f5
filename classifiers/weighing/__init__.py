"""Evidence and how it is weighed: kinds, combiner, thresholds, the judging model."""
