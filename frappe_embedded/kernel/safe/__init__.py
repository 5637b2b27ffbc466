"""Running what managers and administrators write: expressions, templates, scripts."""
