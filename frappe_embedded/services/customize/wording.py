"""Texts on the screens: found as people see them, rewritten for a language, and languages of the office's own."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.messages import throw
from ...kernel.document.controllers import core_controller, get_controller, new_document
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.i18n.bases import chain
from ...kernel.i18n.catalogs import app_catalog, message_key
from ...kernel.i18n.places import keeps_places, places
from ...kernel.i18n.translator import get_all_translations
from ...kernel.permissions.roles import only_for_setup

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


_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


def add_language(code: str, name: str, base: str) -> str:
    """Make a language that screens are shown in, or say what one is based on; returns its code.

    A code such as ``ar-SD`` reads as Arabic on a bench, too.
    """
    only_for_setup()
    code, name = code.strip(), name.strip()
    if not _CODE.fullmatch(code):
        throw(
            _(
                "Write the code of the language as two or three small letters, such as {0} or {1}."
            ).format("shu", "ar-SD")
        )
    if not name:
        throw(_("Write what the language is called."))
    if not local.db.exists("Language", base):
        throw(_("Choose the language that stands in where nothing is written."))
    if code in chain(base):
        throw(_("A language cannot be based on itself."))
    if local.db.exists("Language", code):
        doc = get_controller("Language")("Language", code)
        doc.update({"based_on": base, "enabled": 1})
        doc.save(ignore_permissions=True)
    else:
        new_document(
            "Language", language_code=code, language_name=name, based_on=base, enabled=1
        ).insert(ignore_permissions=True)
    return code


@core_controller("Translation")
class Translation(Document):
    """Words in the place of words; what the program fills in stays as it is."""

    def validate(self) -> None:
        check_places(str(self.source_text or ""), str(self.translated_text or ""))


def check_places(source: str, translated: str) -> None:
    """``ValidationError`` where a translation holds more for a program than its source."""
    if not keeps_places(source, translated):
        refuse_places(source)


def refuse_places(source: str) -> NoReturn:
    """Say which places a translation keeps."""
    kept = ", ".join(sorted(places(source) or ())) or str(_("none"))
    throw(
        _("Places such as {0} are filled in by the program. Keep exactly these: {1}").format(
            "{0}", kept
        )
    )
