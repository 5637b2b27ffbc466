"""Who may see which document: the one rule, its hooks, and what is kept, numbered or sent by it."""
