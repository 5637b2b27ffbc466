"""Texts and conditions that people of the office write: filled in from data, never run as programs."""
