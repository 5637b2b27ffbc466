"""Life-cycle events: the controller, then what apps hooked, then the engine's subscribers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from ..core.context import local
from ..core.hooks import get_attr, get_hooks
from ..core.signals import document_event

Handler = Callable[..., Any]


def run_method(doc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
    """Run a method of the controller with everything that hangs on it.

    The answer is the last one that is not ``None``; answers that are dicts are merged.
    """
    answer = None
    own = getattr(doc, method, None)
    if callable(own):
        answer = own(*args, **kwargs)
    for handler in handlers(doc.doctype, method):
        answer = _combined(answer, handler(doc, method, *args, **kwargs))
    document_event.send(doc, method)
    return answer


def handlers(doctype: str, method: str) -> list[Handler]:
    """The functions of ``doc_events`` for one DocType and for all, in that order."""
    known = cast(
        dict[tuple[str, str], list[Handler]],
        local.site_state.cache.get_value("doc_event_handlers", dict),
    )
    key = (doctype, method)
    if key not in known:
        events = get_hooks("doc_events", {})
        paths = [*_paths(events, doctype, method), *_paths(events, "*", method)]
        known[key] = [get_attr(path) for path in paths]
    return known[key]


def _paths(events: dict[str, Any], doctype: str, method: str) -> list[str]:
    return list(dict.fromkeys(events.get(doctype, {}).get(method, [])))


def _combined(first: Any, second: Any) -> Any:
    if isinstance(first, dict) and isinstance(second, dict):
        return {**first, **second}
    return first if second is None else second
