"""The meaning of a partner's words here: categories, places, channels, sexes, ages, by agreement.

A word that equals one of our names needs no row. Any other gets a row without a meaning on arrival; a
manager sets it, with proposals. Nothing is guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.base.settings import setting
from cfm_app.channels import plain_text
from cfm_app.exchange import mapping
from cfm_app.exchange.agencies import entry, own_class, states
from cfm_app.exchange.headers import fold
from cfm_app.exchange.vocabulary import Vocabulary

DOCTYPE = consts.EXCHANGE_WORD
CATEGORY, PLACE = "Category", "Place"
FIELDS = {
    CATEGORY: "category",
    PLACE: "location",
    "Channel": "channel",
    "Sex": "sex",
    "Age group": "age_group",
}
"""The field of a case that each kind of word fills."""
LONGEST, MOST = 140, 1000
OPEN = (*states.COMPOSING, states.WAITING, states.AGREED)


@dataclass
class Meant:
    """Values of a case, and unmapped words by kind."""

    values: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads words under one agreement; caches its table and the office's names."""

    def __init__(self, agreement: Document) -> None:
        self.agreement = agreement
        self._known = {(row.kind, fold(row.word)): row.meaning for row in rows_of(agreement.name)}
        self._by_name: dict[str, mapping.Converter] = {}

    def meaning(self, kind: str, word: str) -> str | None:
        """What a word means here: empty where it says that nothing is known, None where nobody has said it."""
        if kept := self._known.get((kind, fold(word))):
            return kept
        if kind not in self._by_name:
            self._by_name[kind] = mapping.converter(FIELDS[kind])
        found = self._by_name[kind](word)
        return None if found is None else str(found)

    def read(self, told: Mapping[str, str]) -> Meant:
        """What the words of a case mean, by kind."""
        found = Meant()
        for kind, name in FIELDS.items():
            word = told.get(kind, "")
            meant = self.meaning(kind, word) if word else ""
            if meant:
                found.values[name] = meant
            elif meant is None:
                found.unknown[kind] = word
        return found

    def ask(self, kind: str, words: list[str]) -> None:
        """Note unmapped words for a manager. Nothing of a restricted class."""
        if self.agreement.restricted_class:
            # The word for it would tell whoever keeps agreements that such a case came.
            return
        room = MOST - len(self._known)
        for word in dict.fromkeys(words):
            if room > 0 and (kind, fold(word)) not in self._known:
                _keep(self.agreement.name, kind, word, "")
                self._known[kind, fold(word)] = ""
                room -= 1


def rows_of(agreement: str) -> list[Any]:
    """The table of an agreement, what nobody has mapped yet before the rest."""
    return frappe.get_all(
        DOCTYPE,
        filters={"agreement": agreement},
        fields=["kind", "word", "meaning"],
        order_by="meaning asc, kind asc, word asc",
        limit_page_length=0,
    )


def set_meaning(agreement: str, kind: str, word: str, meaning: str) -> None:
    """Set the meaning of a word; without one it is asked for again."""
    entry.require_composer()
    found = entry.in_state(agreement, *OPEN)
    given = (word or "").strip()
    if kind not in FIELDS or not given or len(given) > LONGEST:
        frappe.throw(_("Choose what kind of word it is, and write it as the partner does."))
    meant = _ours(kind, meaning)
    if kind == CATEGORY and meant and found.restricted_class and not own_class.fits(found, meant):
        told = _("{0} is no category of the class {1}, to which this agreement belongs.")
        frappe.throw(told.format(_(meant), _(found.restricted_class)))
    _keep(found.name, kind, plain_text.escaped(given), meant)


def _ours(kind: str, meaning: str) -> str:
    """The record or option that somebody chose, by its name or as it reads."""
    given = (meaning or "").strip()
    if not given:
        return ""
    choices = choices_of(kind)
    by_text = {fold(label): name for name, label in reversed(choices)}
    by_text |= {fold(name): name for name, _label in choices}
    found = by_text.get(fold(given)) or mapping.converter(FIELDS[kind])(given)
    if found not in {name for name, _label in choices}:
        frappe.throw(_("{0} is not in the list. Choose one of it.").format(given))
    return str(found)


def choices_of(kind: str) -> list[tuple[str, str]]:
    """What a word of a kind may mean: name and label of each."""
    df = mapping.field_fed(FIELDS[kind])
    if df.fieldtype == "Link":
        return list(Vocabulary.of(df.options).labels.items())
    return [(each, _(each)) for each in (df.options or "").split("\n") if each]


def unclear_class() -> str:
    """The class of a case whose category nobody has mapped."""
    found = setting("unclear_sensitivity")
    if not found:
        frappe.throw(_("Choose which class an unmapped category has."))
    return str(found)


def _keep(agreement: str, kind: str, word: str, meaning: str) -> None:
    name = hashlib.sha256(f"{agreement}\n{kind}\n{fold(word)}".encode()).hexdigest()
    values: dict[str, Any] = {"meaning": meaning, "set_by": None, "set_on": None}
    if meaning:
        values |= {"set_by": frappe.session.user, "set_on": now_datetime()}
    if frappe.db.exists(DOCTYPE, name):
        row = frappe.get_doc(DOCTYPE, name, for_update=True)
        row.update(values)
        row.save(ignore_permissions=True)
        return
    about = {"agreement": agreement, "kind": kind, "word": word[:LONGEST]}
    row = frappe.get_doc({"doctype": DOCTYPE, "name": name, **about, **values})
    try:
        row.insert(ignore_permissions=True, set_name=name)
    except frappe.DuplicateEntryError:
        # Another message brought the same word at the same moment.
        frappe.clear_last_message()
