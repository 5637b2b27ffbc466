"""Telling people on their devices that something waits for them, and nothing else (Web Push)."""
