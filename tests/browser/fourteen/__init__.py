"""The fourteen tasks from real life, whole: a manager, by screens alone, and whoever feels the effect.

Each is counted against the number of steps that it took when it was tried for the first time.
"""
