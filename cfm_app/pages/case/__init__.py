"""One case as a story: who it is about, where it stands, what to do next, and what happened."""
