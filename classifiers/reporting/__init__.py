"""The report on a model: figures with intervals, comparison, drift, mistakes, as one HTML file and its JSON."""
