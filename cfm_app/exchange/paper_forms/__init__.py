"""Pads of paper forms with numbers, for those who record without any device."""
