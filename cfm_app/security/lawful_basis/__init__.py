"""On which basis a person's data is used: consent by purpose, its givers, other bases, persons who refuse."""
