"""Pages that were never seen before: invented letters, drawn, read by every engine, and compared."""
