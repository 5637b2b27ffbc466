"""What a manager changes without code, one test a task, and the guide that comes of it.

Each test starts from a fresh demo office, works with mouse and keyboard alone, in at most ten steps,
and looks at the effect in the session of somebody else. With CFM_GUIDE=docs/manager-guide the same
run, once in each language, writes the guide with its pictures.
"""
