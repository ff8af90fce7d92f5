"""The order of judgement: one step a file, one question each, and several matters."""
