"""What a form shows for the documents of one type beside its generated fields."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Place = Literal["above", "below", "beside"]
Data = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Panel:
    """A part of the form of one DocType.

    ``template`` is drawn above or below the fields or, where there is room, beside them, with what
    ``data`` gives of the document as ``panel``. ``script`` is a module such as ``area/name`` for
    ``static/js/area/name.js``; it exports ``start(form)``, and the form's data hold what ``data``
    gave under ``panels[script]``. A new document begins with the values of ``preset``.
    """

    doctype: str
    script: str
    data: Data
    template: str = ""
    place: Place = "below"
    styles: tuple[str, ...] = ()
    preset: dict[str, Any] = field(default_factory=dict)


_registered: dict[str, list[Panel]] = {}


def panel(
    doctype: str,
    script: str,
    *,
    template: str = "",
    place: Place = "below",
    styles: tuple[str, ...] = (),
    preset: dict[str, Any] | None = None,
) -> Callable[[Data], Data]:
    """Decorator: the function gives the data of a panel; one with the same script is replaced."""

    def decorate(data: Data) -> Data:
        others = [each for each in _registered.get(doctype, []) if each.script != script]
        made = Panel(doctype, script, data, template, place, styles, preset or {})
        _registered[doctype] = [*others, made]
        return data

    return decorate


def panels_of(doctype: str) -> tuple[Panel, ...]:
    return tuple(_registered.get(doctype, ()))
