"""Recording without a network: devices, what they take along, and what they send."""
