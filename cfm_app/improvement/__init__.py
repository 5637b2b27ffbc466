"""What those who work here would have better: proposed from any screen, seconded, decided, answered."""
