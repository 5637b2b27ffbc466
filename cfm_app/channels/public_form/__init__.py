"""The public form: what it asks, who may send it, and how what is sent becomes a conversation."""
