"""Migrations: each brings the tables from one version to the next, and back."""

HEAD = "0011"
"""The newest revision."""
