"""Exports: the ledger as files for people and programs, masked unless it was asked for by right."""
