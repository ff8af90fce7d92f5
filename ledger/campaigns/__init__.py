"""Campaigns: lists of cases that are worked off together."""
