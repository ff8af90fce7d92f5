"""The way of the data: `path.py` as plain functions, and the Prefect flows around it."""
