"""Where a proposal stands, and what may follow."""

from cfm_app.base import consts

NEW, ACCEPTED = "New", "Accepted"
OPEN = (NEW, ACCEPTED)
DONE, DECLINED = DECIDED = consts.DECIDED_PROPOSALS
FOLLOWS = {NEW: (ACCEPTED, DONE, DECLINED), ACCEPTED: (DONE, DECLINED)}
"""Which states may follow one; an end has none."""

ANSWER_IS_WRONG = "An answer is wrong"
