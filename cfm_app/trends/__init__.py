"""What the office learns from its cases: figures, breakdowns, and what may be told of them."""
