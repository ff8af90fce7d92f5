"""Labels of letters: read from files and Label Studio, settled, grouped, kept as snapshots."""
