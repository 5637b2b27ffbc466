"""Personal data: where it is, who asks for it, when it goes; breaches and unusual readings."""
