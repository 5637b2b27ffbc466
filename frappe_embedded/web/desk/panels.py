"""What a form shows for the documents of one type beside its generated fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Place = Literal["above", "below", "beside"]


def _nothing(doc: Any) -> dict[str, Any]:
    return {}


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
    template: str = ""
    place: Place = "below"
    styles: tuple[str, ...] = ()
    data: Callable[[Any], dict[str, Any]] = field(default=_nothing)
    preset: dict[str, Any] = field(default_factory=dict)


_registered: dict[str, list[Panel]] = {}


def register_panel(panel: Panel) -> None:
    """Let the forms of a DocType show a panel; one with the same script takes its place."""
    others = [each for each in _registered.get(panel.doctype, []) if each.script != panel.script]
    _registered[panel.doctype] = [*others, panel]


def panels_of(doctype: str) -> tuple[Panel, ...]:
    return tuple(_registered.get(doctype, ()))
