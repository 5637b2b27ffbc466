"""What sealing covers and what not, field by field, from metadata."""

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.base.fields import field_of
from cfm_app.data_protection.personal_data import field_map
from cfm_app.data_protection.personal_data.case_documents import CASE_FIELD
from cfm_app.security.sealing import body, reporters

# DocTypes of a case without a link field of their own.
BESIDE = (consts.CONVERSATION, consts.MESSAGE, consts.CALL, "Community Member", "CFM Envelope")
# Frappe's DocTypes with words about a case.
AROUND = ("Comment", "ToDo", "Communication", "Email Queue", "Notification Log")
TELLING = (field_map.WORDS, field_map.SPECIAL, field_map.IDENTITY, field_map.CONTACT)


def of_office() -> dict[str, Any]:
    """The sealed fields of a report, and all other telling fields of a restricted case."""
    return {
        "sealed": [
            *(_labels(doctype, body.fields_of(doctype)) for doctype in _sealed_tables()),
            _labels(reporters.PERSON, _told_of_person()),
        ],
        "plain": [*_plain(), *({"kind": _(each), "fields": ""} for each in AROUND)],
    }


def _sealed_tables() -> list[str]:
    tables = [df.options for df in frappe.get_meta(body.REPORT).get_table_fields()]
    return [body.REPORT, *(each for each in tables if body.fields_of(each))]


def _told_of_person() -> list[str]:
    """The sealed fields of a person that a form shows."""
    return [field for field in reporters.fields() if not field_of(reporters.PERSON, field).hidden]


def _plain() -> Iterator[dict[str, str]]:
    sealed = set(_sealed_tables())
    for doctype in field_map.mapped_doctypes():
        meta = frappe.get_meta(doctype)
        is_of_case = doctype in BESIDE or (meta.has_field(CASE_FIELD) and not meta.istable)
        if not is_of_case:
            continue
        for each in (doctype, *(df.options for df in meta.get_table_fields())):
            kept = set(body.fields_of(each)) if each in sealed else set()
            if each == reporters.PERSON:
                kept = {*reporters.fields(), reporters.SEALED}
            if fields := [field for field in _telling(each) if field not in kept]:
                yield _labels(each, fields)


def _telling(doctype: str) -> list[str]:
    return [
        field
        for field, entry in field_map.of(doctype).items()
        if entry.is_of_people and entry.ending == field_map.EMPTY and entry.category in TELLING
    ]


def _labels(doctype: str, fields: list[str]) -> dict[str, str]:
    meta = frappe.get_meta(doctype)
    labels = [_(df.label) for field in fields if (df := meta.get_field(field)) and df.label]
    return {"kind": _(doctype), "fields": ", ".join(dict.fromkeys(labels))}
