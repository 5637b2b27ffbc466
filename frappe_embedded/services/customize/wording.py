"""Finding a text as people see it on the screens, and rewriting it for a language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import throw
from ...kernel.document.controllers import get_controller, new_document
from ...kernel.i18n import _
from ...kernel.i18n.bases import chain
from ...kernel.i18n.catalogs import app_catalog, message_key
from ...kernel.i18n.places import places
from ...kernel.i18n.translator import get_all_translations
from ...kernel.permissions.roles import only_for_setup
from .translation import check_places, refuse_places

_MOST = 60
_CONTEXT = re.compile(r"^(?P<source>.+?\S):(?P<context>[A-Za-z][A-Za-z ]{0,28})$", re.DOTALL)
_REFERENCE_LANGUAGES = ("fr", "ar", "en")
"""Their catalogues know every text of the programs."""

_LABELS = (
    ("DocField", "label", "parent"),
    ("DocField", "description", "parent"),
    ("Custom Field", "label", "dt"),
    ("Custom Field", "description", "dt"),
    ("Property Setter", "value", "doc_type"),
    ("DocType", "name", "name"),
    ("Role", "name", "name"),
    ("Workflow State", "name", "name"),
    ("Workflow Action Master", "name", "name"),
)
"""Tables whose texts the screens translate, and where each text then stands."""


@dataclass
class Text:
    """A text of the screens: what the programs call it, what people read in a language, where it stands."""

    key: str
    shown: str
    read: str
    """What whoever looks for it reads, in their own language."""
    changed: bool
    places: set[str] = field(default_factory=set)

    def as_dict(self) -> dict[str, Any]:
        source, context = split_key(self.key)
        return {
            "key": self.key,
            "source": source,
            "context": context,
            "shown": self.shown,
            "read": self.read,
            "changed": self.changed,
            "places": sorted(self.places)[:4],
        }


def split_key(key: str) -> tuple[str, str]:
    """The source and the context of a catalogue's key."""
    found = _CONTEXT.match(key)
    return (found["source"], found["context"]) if found else (key, "")


def find_texts(language: str, words: str) -> list[Text]:
    """The texts that hold these words, the nearest first.

    They are looked for in the language, in that of whoever looks, and in the programs' own.
    """
    only_for_setup()
    wanted = _folded(words)
    if not wanted:
        return []
    ranked = []
    for text in _all_texts(language).values():
        seen, other = _folded(text.shown), (_folded(text.read), _folded(text.key))
        rank = min(_rank(wanted, seen), *(_rank(wanted, each) + 1 for each in other))
        if rank < _NOWHERE:
            ranked.append((rank, len(text.shown), text.key, text))
    ranked.sort(key=lambda entry: entry[:3])
    return [text for _rank_, _length, _key, text in ranked[:_MOST]]


_NOWHERE = 9


def _rank(wanted: str, text: str) -> int:
    if text == wanted:
        return 0
    if text.startswith(wanted):
        return 2
    return 4 if wanted in text else _NOWHERE


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())


def changed_texts(language: str) -> list[Text]:
    """The texts that somebody rewrote for a language."""
    only_for_setup()
    return [text for text in _all_texts(language).values() if text.changed]


def _all_texts(language: str) -> dict[str, Text]:
    current = get_all_translations(language)
    read = get_all_translations(str(local.lang or "en"))
    own = set(_rows(language))
    places = _places()
    keys = {*current, *own, *places}
    for each in _REFERENCE_LANGUAGES:
        keys.update(get_all_translations(each))
    return {
        key: Text(
            key=key,
            shown=current.get(key) or split_key(key)[0],
            read=read.get(key) or split_key(key)[0],
            changed=key in own,
            places=places.get(key, set()),
        )
        for key in keys
    }


def _places() -> dict[str, set[str]]:
    """Where the texts of DocTypes, fields, roles and states stand."""
    found: dict[str, set[str]] = {}
    for table, column, place in _LABELS:
        condition = (
            " where property in ('label', 'description')" if table == "Property Setter" else ""
        )
        for text, where in local.db.sql(
            f"select `{column}`, `{place}` from `tab{table}`{condition}"
        ):
            if text:
                found.setdefault(str(text), set()).add(str(_(where)))
    for options, where in local.db.sql(
        "select options, parent from `tabDocField` where fieldtype = 'Select'"
        " union all select options, dt from `tabCustom Field` where fieldtype = 'Select'"
    ):
        for option in str(options or "").split("\n"):
            if option.strip():
                found.setdefault(option.strip(), set()).add(str(_(where)))
    return found


def _rows(language: str) -> dict[str, str]:
    """The site's own translations: key and name of the record."""
    rows: Iterable[_dict] = local.db.get_all(
        "Translation",
        filters={"language": language},
        fields=["name", "source_text", "context"],
        order_by="creation asc",
    )
    return {message_key(row.source_text, row.context): row.name for row in rows}


def rewrite(language: str, key: str, text: str) -> str:
    """Let a text read as ``text`` in a language from now on; returns what people read then.

    ``ValidationError`` if a place for a value, such as ``{0}``, would be lost.
    """
    only_for_setup()
    wanted = text.strip()
    if not wanted:
        throw(_("Write the text that people are to read."))
    source, context = split_key(key)
    check_places(source, wanted)
    if set(places(wanted) or ()) != set(places(source) or ()):
        refuse_places(source)
    if wanted == _delivered(language, key):
        return take_back(language, key)
    name = _rows(language).get(key)
    if name:
        doc = get_controller("Translation")("Translation", name)
        doc.translated_text = wanted
        doc.save()
    else:
        new_document(
            "Translation",
            language=language,
            source_text=source,
            context=context or None,
            translated_text=wanted,
        ).insert()
    return wanted


def take_back(language: str, key: str) -> str:
    """Back to the text that was delivered; returns it."""
    only_for_setup()
    name = _rows(language).get(key)
    if name:
        get_controller("Translation")("Translation", name).delete()
    return _delivered(language, key)


def _delivered(language: str, key: str) -> str:
    """What a text reads without the office's word for it: as shipped, or as what stands in for the language."""
    texts: dict[str, str] = {}
    for app in local.site_state.installed_apps():
        texts.update(app_catalog(app, language))
    for base in chain(language)[1:2]:
        texts = {**get_all_translations(base), **texts}
    return texts.get(key) or split_key(key)[0]
