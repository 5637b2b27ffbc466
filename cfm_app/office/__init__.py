"""How the office works on itself: missions, quality, improvements, and the watch on what must run."""
