"""Life-cycle events: the controller, then what apps hooked, then the engine's subscribers."""

from collections.abc import Callable
from typing import Any

from ..core.context import local
from ..core.hooks import hook_functions
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
    """The functions of ``doc_events`` for one DocType and for all, in that order, each once."""
    found: dict[tuple[str, str], list[Handler]] = local.site_state.cache.get_value(
        "event_handlers", dict
    )
    if (doctype, method) not in found:
        found[doctype, method] = [
            *dict.fromkeys(hook_functions("doc_events", doctype, method)),
            *dict.fromkeys(hook_functions("doc_events", "*", method)),
        ]
    return found[doctype, method]


def _combined(first: Any, second: Any) -> Any:
    if isinstance(first, dict) and isinstance(second, dict):
        return {**first, **second}
    return first if second is None else second
