"""Learning: training, calibration, cards, model folders."""
