"""What class a case has, decided from all signs: what was chosen, its category, team, columns and words."""
