"""The screens in which a manager sets the site up without code."""
