"""Where a proposal stands, and what may follow."""

NEW, ACCEPTED, DONE, DECLINED = "New", "Accepted", "Done", "Declined"
OPEN = (NEW, ACCEPTED)
DECIDED = (DONE, DECLINED)
FOLLOWS = {NEW: (ACCEPTED, DONE, DECLINED), ACCEPTED: (DONE, DECLINED)}
"""Which states may follow one; an end has none."""

ANSWER_IS_WRONG = "An answer is wrong"
