"""How much a run tries: little by itself, everything with ``CFM_ATTACK=long``, or a share that is told."""

from __future__ import annotations

import os

IS_LONG = os.environ.get("CFM_ATTACK") == "long"
# Requests or writes of each user, drawn from all.
EACH = 10**9 if IS_LONG else int(os.environ.get("CFM_ATTACK_EACH", "250"))
# The part of all arguments and links that is asked with conditions.
SHARE = 1.0 if IS_LONG else float(os.environ.get("CFM_ATTACK_SHARE", "0.03"))
