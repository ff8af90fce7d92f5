"""The flat rows of the ledger, kept beside the cases so that lists, exports and searches need not build each record."""
