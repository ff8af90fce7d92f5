"""Watching what serves: its true error rate by blind answers, drift, alarms, and what to label next."""
