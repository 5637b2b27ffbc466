"""Who may change who sees what: delegated administration, two people for what widens access, accounts."""
