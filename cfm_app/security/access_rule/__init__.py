"""Who may see which document: the one rule, its rows and what refers to it, its hooks; numbers, and what leaves."""
