"""Writing it: days, place, topics in their order, words in each language."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from cfm_app.base.arguments import as_day, required_text
from cfm_app.base.counting import counted
from cfm_app.base.table_rows import move_row, row_of
from cfm_app.figures import suppression
from cfm_app.figures.releases import entry as releases
from cfm_app.figures.releases.you_said import entry, topics

PROPOSED, MOST_TOPICS = 5, 12
LONGEST_DAYS = 366
LONGEST_SAID, LONGEST_DONE = 300, 500
SAID, DONE = "said", "done"
"""What the fields of a form say about a topic: ``<row>:said``, ``<row>:done``."""


def begin(values: dict[str, Any]) -> Document:
    """Begin with title, first_day, last_day and location, and the topics with most cases. Returns it stored."""
    releases.require_composer()
    found = frappe.new_doc(entry.DOCTYPE)
    found.update({"composed_by": frappe.session.user, "composed_on": now_datetime()})
    _take(found, values)
    for topic in topics.found(found.first_day, found.last_day, found.location)[:PROPOSED]:
        found.append("topics", {"category": topic.category})
    found.insert(ignore_permissions=True)
    return found


def change(name: str, values: dict[str, Any]) -> Document:
    """Change title, days and place; the topics must stand for enough cases in these, too."""
    found = entry.composed(name)
    _take(found, values)
    for row in found.topics:
        _require_many(found, row.category)
    return releases.save(found)


def add_topic(name: str, category: str) -> Document:
    """Speak about one category more."""
    found = entry.composed(name)
    if not frappe.db.exists("Case Category", category):
        frappe.throw(_("Choose the category from the list."))
    if any(row.category == category for row in found.topics):
        frappe.throw(_("It speaks about this already."))
    if len(found.topics) >= MOST_TOPICS:
        frappe.throw(counted(_("It speaks about {0} topics at most."), MOST_TOPICS))
    _require_many(found, category)
    found.append("topics", {"category": category})
    return releases.save(found)


def remove_topic(name: str, row: str) -> Document:
    """Leave a topic out, with its words."""
    found = entry.composed(name)
    found.remove(row_of(found.topics, row))
    found.set("texts", [each for each in found.texts if each.topic != row])
    return releases.save(found)


def move_topic(name: str, row: str, way: str) -> Document:
    """Speak about a topic earlier (``up``) or later."""
    found = entry.composed(name)
    move_row(found, "topics", row, way)
    return releases.save(found)


def write(name: str, language: str, words: dict[str, Any]) -> Document:
    """Write what was said and what was done about the topics, in one language that people speak."""
    found = entry.composed(name)
    if not frappe.db.get_value("CFM Language", language, "enabled"):
        frappe.throw(_("Choose the language from the list."))
    rows = {row.name for row in found.topics}
    found.set(
        "texts",
        [each for each in found.texts if each.language != language or each.topic not in rows],
    )
    for row in found.topics:
        said = _text(words.get(f"{row.name}:{SAID}"), LONGEST_SAID)
        done = _text(words.get(f"{row.name}:{DONE}"), LONGEST_DONE)
        if said or done:
            text = {"topic": row.name, "language": language, "you_said": said, "we_did": done}
            found.append("texts", text)
    return releases.save(found)


def _text(given: Any, longest: int) -> str:
    text = str(given or "").strip()
    if len(text) > longest:
        frappe.throw(counted(_("Write {0} characters at most."), longest))
    return text


def _require_many(found: Any, category: str) -> None:
    number = topics.number(category, found.first_day, found.last_day, found.location)
    if number < suppression.least_told():
        frappe.throw(
            _(
                "Too few people spoke about {0} then: somebody could be recognised. Choose a wider topic."
            ).format(_(category))
        )


def _take(found: Document, values: dict[str, Any]) -> None:
    found.title = required_text(values.get("title"), _("Write the title."))[:140]
    found.first_day = as_day(values.get("first_day"), _("Choose the first day."))
    found.last_day = as_day(values.get("last_day"), _("Choose the last day."))
    if found.last_day < found.first_day:
        frappe.throw(_("The last day is before the first day."))
    if found.last_day > getdate():
        frappe.throw(_("The last day has not come yet."))
    if (found.last_day - found.first_day).days > LONGEST_DAYS:
        frappe.throw(_("Choose a year at most."))
    found.location = values.get("location") or None
    if found.location and not frappe.db.exists("CFM Location", found.location):
        frappe.throw(_("Choose the place from the list."))
