"""Learning: folding, segmenting, features, training, calibration, cards, model folders."""
