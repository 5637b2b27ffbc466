"""How well unusual trends are found, on offices that are made up: see `python -m benchmarks.trend_detection`."""
