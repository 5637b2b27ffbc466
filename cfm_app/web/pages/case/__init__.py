"""The page of one case: who it is about, where it stands, what to do next, and what happened."""
