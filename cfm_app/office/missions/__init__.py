"""Field missions: planned, approved, taken along on paper, reported."""
