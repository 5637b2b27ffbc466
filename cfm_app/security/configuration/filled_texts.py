"""Texts by managers that programs fill in: translations, and patterns of titles.

A program fills them in with ``format``, which reads attributes of its arguments (through an exception or
a row, even the keys of the site), obeys widths, and fails where a placeholder has no value. Frappe's desk
runs ``{{ … }}`` in a text as a script. So a translation may hold words and the placeholders of its
source, nothing else.
"""

import re
import string
from collections import Counter
from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base.counting import GROUP

# As often as in its source may a place stand in a translation: once in each form of what is counted.
FORMS = 6
PATTERNS = ("options", "default")
NAMED = 5
_TAG = re.compile(r"<[^>]*>")
_PROGRAM = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PROGRAM_SIGN = re.compile(r"\{[{%#]|[}%#]\}")
_PLAIN = re.compile(r"\{\w*\}")


def check(doc: Document, method: str | None = None) -> None:
    """Refuse a translation with more placeholders than its source, and such a pattern of a title."""
    if doc.doctype == "Translation":
        _check_translation(doc)
    elif any(not _is_plain(text) for text in _patterns(doc)):
        frappe.throw(_("A title may name fields, such as {0}, and nothing else.").format("{name}"))


def _check_translation(doc: Document) -> None:
    source, translated = doc.source_text or "", doc.translated_text or ""
    if not keeps_places(source, translated):
        kept = ", ".join(sorted(places(source) or ())) or str(_("none"))
        frappe.throw(
            _("Places such as {0} are filled in by the program. Keep exactly these: {1}").format(
                "{0}", kept
            )
        )


def _patterns(doc: Document) -> Iterator[str]:
    """The patterns from which Frappe makes titles: options and default of a field `title`."""
    if doc.doctype == "Property Setter":
        if doc.field_name == "title" and doc.property in PATTERNS:
            yield doc.value or ""
        return
    for row in (doc, *doc.get_all_children()):
        if row.get("fieldname") == "title":
            yield from (row.get(name) or "" for name in PATTERNS)


def _is_plain(text: str) -> bool:
    found = places(text)
    return found is not None and all(map(_PLAIN.fullmatch, found))


def keeps_places(source: str, translated: str) -> bool:
    """Whether a translation has only placeholders of its source, and no program.

    Frappe looks up a source without its tags, so placeholders inside tags do not count.
    """
    for program in _PROGRAM.findall(source):
        translated = translated.replace(program, "", 1)
    source = _PROGRAM.sub("", source)
    if _PROGRAM_SIGN.search(translated) and not _PROGRAM_SIGN.search(source):
        return False
    expected, found = places(_TAG.sub("", source)), places(translated)
    if expected is None or found is None:
        return expected is None and not found
    if any(times > FORMS * expected[place] for place, times in found.items()):
        return False
    counted = {group[0] for group in GROUP.findall(translated) if group[0]}
    return counted <= {place.strip("{}") for place in expected}


def places(text: str) -> Counter[str] | None:
    """The placeholders of a text as they are written, such as `{0}`; None if it cannot be filled in."""
    found: Counter[str] = Counter()
    try:
        for _words, name, spec, conversion in string.Formatter().parse(text):
            if name is not None:
                kind = f"!{conversion}" if conversion else ""
                found[f"{{{name}{kind}{f':{spec}' if spec else ''}}}"] += 1
    except ValueError:
        return None
    return found


def take_out() -> None:
    """Delete the site's translations that fail this check, and print them during a migration.

    Deleted Document keeps them.
    """
    for name, source in _unfit():
        frappe.delete_doc("Translation", name, ignore_permissions=True)
        print(_("A translation was deleted that a program would have obeyed: {0}").format(source))


def findings() -> list[tuple[str, str, str]]:
    """For the doctor: subject, what was found, and what to do (empty where all is well)."""
    subject = _("Translations")
    sources = [source for _name, source in _unfit()]
    if not sources:
        return [(subject, _("hold words and the places of their texts"), "")]
    return [
        (
            subject,
            _("hold what a program would obey: {0}").format("; ".join(sources[:NAMED])),
            _("Find out who wrote them, and delete them; the next migration does it, too."),
        )
    ]


def _unfit() -> list[tuple[str, str]]:
    rows = frappe.get_all("Translation", fields=["name", "source_text", "translated_text"])
    return [
        (row.name, row.source_text or "")
        for row in rows
        if not keeps_places(row.source_text or "", row.translated_text or "")
    ]
