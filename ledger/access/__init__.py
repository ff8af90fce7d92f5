"""Who may read what: tokens, and the account of every look at what is otherwise masked or withheld."""
