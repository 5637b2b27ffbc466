"""The question before a record gets another name: what follows, and whether it goes into another one."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request

from ...services.customize.other_name import effect_of
from .answers import answer


@answer("/app/other-name")
def effect_answer(request: Request) -> Any:
    """How many records name a record, by kind, and whether another name is taken."""
    given = request.args
    effect = effect_of(given.get("doctype", ""), given.get("name", ""), given.get("other", ""))
    told: dict[str, Any] = {"uses": effect.uses, "total": effect.total, "taken": effect.taken}
    return told
