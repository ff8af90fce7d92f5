"""Claims: which process reads which scan, where several read from one ledger."""
