"""What a document refers to, by its fields: links, dynamic links, and those in its tables.

Any DocType may refer to a case: Frappe's, another app's, and custom ones; nobody has to list them here.
Some Frappe DocTypes hold the name as plain text; `doctype_access.CARRIERS` lists these.
"""

from collections.abc import Iterator
from typing import Any

from frappe.model.document import Document

from cfm_app.base import doctype_access

Place = tuple[str, str]
"""DocType and name of a document."""


def of(doc: Document) -> set[Place]:
    """All documents that a document and its rows refer to."""
    found = set(_of_row(doc))
    for table in doc.meta.get_table_fields():
        for row in doc.get(table.fieldname) or []:
            found |= set(_of_row(row))
    return found


def _of_row(row: Any) -> Iterator[Place]:
    fields = [(df.options, df.fieldname) for df in row.meta.get_dynamic_link_fields()]
    if row.doctype in doctype_access.CARRIERS:
        fields.append(doctype_access.CARRIERS[row.doctype])
    for kind_field, name_field in fields:
        if (kind := row.get(kind_field)) and (name := row.get(name_field)):
            yield kind, str(name)
    for df in row.meta.get_link_fields():
        if name := row.get(df.fieldname):
            yield df.options, str(name)
