"""The interface for other programs, version 1: read cases, follow events, tell what was done with a case."""
