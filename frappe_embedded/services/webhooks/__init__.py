"""Telling other programs what happens to documents: the Webhook DocType."""
