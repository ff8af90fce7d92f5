"""Moving a ledger from one database into another, and the proof that both say the same."""
