"""Screens with which managers change forms, rights and people without code."""
