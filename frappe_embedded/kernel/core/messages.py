"""Messages to the user: collected during a request, sent with its answer."""

from collections.abc import Sequence
from typing import Any, NoReturn

from .context import has_context, local
from .dict import _dict
from .exceptions import ValidationError


def msgprint(
    msg: Any,
    title: str | None = None,
    raise_exception: bool | type[Exception] | Exception = False,
    as_table: bool = False,
    as_list: bool = False,
    indicator: str | None = None,
    alert: bool = False,
    primary_action: str | None = None,
    is_minimizable: bool = False,
    wide: bool = False,
    *,
    realtime: bool = False,
) -> None:
    """Show ``msg`` to the user with the answer; raise it as well when ``raise_exception`` is set.

    ``as_list`` joins a sequence of messages; ``as_table`` is refused, since no screen uses it.
    """
    if as_table:
        raise ValueError("msgprint(as_table=True) is not supported by this engine")
    text = _joined(msg) if as_list and isinstance(msg, (list, tuple)) else str(msg)
    message = _dict(message=text, title=title or "Message")
    if as_list:
        message.as_list = 1
    if raise_exception:
        message.raise_exception = 1
    if indicator:
        message.indicator = indicator
    elif raise_exception:
        message.indicator = "red"
    if alert:
        message.alert = 1
    if primary_action:
        message.primary_action = primary_action
    if wide:
        message.wide = wide
    if has_context() and not local.flags.mute_messages:
        local.message_log.append(message)
    if raise_exception:
        raise _exception(raise_exception, str(msg))


def throw(
    msg: Any,
    exc: type[Exception] | Exception = ValidationError,
    title: str | None = None,
    is_minimizable: bool = False,
    wide: bool = False,
    as_list: bool = False,
    primary_action: str | None = None,
) -> NoReturn:
    """Refuse with a message for the user; the HTTP status is that of ``exc``."""
    msgprint(
        msg,
        raise_exception=exc,
        title=title,
        indicator="red",
        is_minimizable=is_minimizable,
        wide=wide,
        as_list=as_list,
        primary_action=primary_action,
    )
    raise AssertionError("unreachable: msgprint raised")


def bold(text: object) -> str:
    return f"<strong>{text}</strong>"


def get_message_log() -> list[_dict]:
    return local.message_log


def clear_messages() -> None:
    local.message_log = []


def clear_last_message() -> None:
    if local.message_log:
        local.message_log = local.message_log[:-1]


def _joined(messages: Sequence[object]) -> str:
    items = "".join(f"<li>{message}</li>" for message in messages)
    return f"<ul>{items}</ul>" if items else ""


def _exception(given: bool | type[Exception] | Exception, text: str) -> Exception:
    if isinstance(given, Exception):
        return given
    if isinstance(given, type) and issubclass(given, Exception):
        return given(text)
    return ValidationError(text)
