"""What is to be done about a case, by whom and until when; how an office is set up."""
