"""Long runs: files made in the background, by workers that may be killed at any point.

`ordering` says what is wanted, `tasks` is what a worker does with it, `lease` who works on a run.
What is made follows from stored content, so doing a step twice is harmless.
"""
