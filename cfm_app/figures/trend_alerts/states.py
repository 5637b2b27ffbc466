"""The states of an alert."""

NEW, TAKEN, DECIDED = "New", "Being looked at", "Decided"
DISMISSED, CLOSED = "Dismissed", "Closed"
OPEN = (NEW, TAKEN, DECIDED)
ENDED = (DISMISSED, CLOSED)
