"""What managers write that a program would obey or show: forms, templates, expressions, SQL, charts."""
