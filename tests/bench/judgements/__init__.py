"""Judgements against what people said of the same letters: letters, figures, plots."""
