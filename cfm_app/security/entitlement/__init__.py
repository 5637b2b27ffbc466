"""Who is entitled: what a user may know by their roles, who handles a class, and who stands in for them."""
