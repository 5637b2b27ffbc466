"""Answers of 500: whose code broke off, as the error that is sent along tells."""

from __future__ import annotations

import re

from cfm_app.hooks import override_whitelisted_methods
from tests.leaks.matrix import Answer

from .requests import Request

FRAME = re.compile(r'File \\*"([^"\\]+)\\*", line \d+, in (\w+)')
ERROR = re.compile(r"\b((?:[a-z_]+\.)*[A-Z]\w*(?:Error|Exception|Exists|NotFound))\b")
APP, FRAMEWORK = "/cfm_app/", "/frappe/"
# The app stands before doors of the framework, which break off as they do without it.
STANDING_BEFORE = frozenset(override_whitelisted_methods.values())


def cause(answer: Answer) -> str:
    """Where it broke off, and with what."""
    frames, errors = FRAME.findall(answer.text), ERROR.findall(answer.text)
    place = "an unknown place"
    if frames:
        path, function = frames[-1]
        place = f"{'/'.join(path.split('/')[-3:])} {function}"
    return f"{place}: {errors[-1] if errors else 'no error named'}"


def is_ours(request: Request, answer: Answer) -> bool:
    """Whether the app broke off, or one of its own doors handed on what the framework cannot take.

    Arguments that are missing or no JSON never reach the app.
    """
    paths = [path for path, _function in FRAME.findall(answer.text)]
    deciding = [path for path in paths if APP in path or FRAMEWORK in path]
    if not deciding or APP in deciding[-1]:
        return True
    door = request.path.removeprefix("/api/method/")
    is_own = door.startswith("cfm_app.") and door not in STANDING_BEFORE
    return is_own and any(APP in path for path in paths)
