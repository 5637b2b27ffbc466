"""Answers of 500: whose code broke off, as the error that is sent along tells."""

from __future__ import annotations

import re

from tests.leaks.matrix import Answer

from .requests import Request

FRAME = re.compile(r'File \\*"([^"\\]+)\\*", line \d+, in (\w+)')
ERROR = re.compile(r"([A-Za-z_.]*(?:Error|Exception|Interrupt|Exists|NotFound)\b[^\\\n]{0,80})")


def cause(answer: Answer) -> str:
    """Where it broke off, and with what."""
    frames = FRAME.findall(answer.text)
    place = "an unknown place"
    if frames:
        path, function = frames[-1]
        place = f"{'/'.join(path.split('/')[-3:])} {function}"
    errors = ERROR.findall(answer.text)
    named = errors[-1].split(":")[0].split("(")[0] if errors else "no error named"
    return f"{place}: {named}"


def is_ours(request: Request, answer: Answer) -> bool:
    """Whether the app broke off, or one of its functions handed on what the framework cannot take."""
    frames = FRAME.findall(answer.text)
    is_own_door = "/api/method/cfm_app." in request.path
    return is_own_door or not frames or "/cfm_app/" in frames[-1][0]
