"""Intake without a network: devices that the office prepares, what they take along, and what they bring back."""
