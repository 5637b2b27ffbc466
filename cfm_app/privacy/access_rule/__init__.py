"""Who may see which document: the one rule and its hooks; numbers, traces and particulars of cases; what leaves."""
