"""What metadata asks of the permissions layer, which stands above it."""

from collections.abc import Callable
from typing import Any

_answers: dict[str, Callable[..., Any]] = {}


def provide(question: str, answer: Callable[..., Any]) -> None:
    """The permissions layer says here how a question about a user's access is answered."""
    _answers[question] = answer


def ask(question: str, *args: Any, **kwargs: Any) -> Any:
    return _answers[question](*args, **kwargs)
