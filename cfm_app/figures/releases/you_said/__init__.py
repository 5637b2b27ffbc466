"""You said, we did: what people spoke about and what was done, in plain words, for everybody.

Closing the loop with a whole community, beside the answer that each person gets: accountability to affected
populations asks for both (IASC, Core Humanitarian Standard, commitment 5).
"""
