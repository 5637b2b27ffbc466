"""What a client names and may not see is missing, wherever the framework looks for it.

Many methods look for a document before they check a permission, or check none; their refusals would tell which
restricted cases exist. So the look itself finds nothing: a document that the request names, in whichever argument, and
that the rule closes to its user, is not there. Closed and missing ones take the same way through the framework, with
the same statements, words and time. What the app's own code looks up because it follows from something else is named
by nobody, and stays.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from typing import Any

import frappe
from frappe import _

from cfm_app import doctype_access
from cfm_app.privacy.access_rule import access, open_documents, own_types
from cfm_app.privacy.file_contents import files
from cfm_app.privacy.request_words import RequestWords, comparable
from cfm_app.privacy.sql_conditions import is_storable

MODULE = "CFM App"
Pair = tuple[str, str]
_SPELT = {
    comparable(each): each
    for each in (*doctype_access.PROTECTED, *doctype_access.CHILDREN, open_documents.FILE)
}


@dataclass
class _Lookups:
    """What is known of a request: its words, what is open to its users, and what is looked up whatever they name."""

    request: Any
    words: RequestWords
    is_free: bool = False
    open: set[tuple[str, str, str]] = field(default_factory=set)
    kept: list[frozenset[Pair]] = field(default_factory=list)


def guard(**_job: Any) -> None:
    """Have the framework's lookups ask the rule; once in each process."""
    database, document = (
        ("frappe.database.database", "Database"),
        ("frappe.model.document", "Document"),
    )
    _replace(*database, "get_value", _value)
    _replace(*database, "get_values", _values)
    _replace(*database, "exists", _existing)
    _replace(*document, "load_from_db", _loaded)
    _replace(*document, "_validate_links", _with_links)


@contextmanager
def own_lookups() -> Iterator[None]:
    """Within this context the app looks for what a client named, and decides itself what it tells of it."""
    lookups = _at_hand()
    if lookups is None or lookups.is_free:
        yield
        return
    lookups.is_free = True
    try:
        yield
    finally:
        lookups.is_free = False


def reveal(doctype: str, name: str) -> None:
    """Say that the app lets the user see this document for the rest of the request, by a rule of its own."""
    if lookups := _at_hand():
        lookups.open.add((frappe.session.user, doctype, name))


def words_of(request: Any, form: Any) -> RequestWords:
    """The texts of a request; of the one that is being answered they are read once."""
    lookups = _at_hand()
    is_answered = lookups is not None and lookups.request is request
    return lookups.words if lookups and is_answered else RequestWords.of(request, form)


def add_words(values: Any) -> RequestWords | None:
    """Treat values as if the client had sent them openly; the words of the request with them."""
    lookups = _at_hand()
    if lookups is None:
        return None
    lookups.words = lookups.words.with_more(values)
    return lookups.words


def is_missing(doctype: object, name: object) -> bool:
    """Whether the request names this protected document, and its user may not see it or there is none."""
    lookups = _at_hand()
    if lookups is None or lookups.is_free or not lookups.words.name(name):
        return False
    # Between a password and its code, a bench's session has no user.
    user = frappe.session.user or "Guest"
    if user == "Administrator":
        return False
    key = (user, str(doctype), str(name))
    if key in lookups.open or any(key[1:] in each for each in lookups.kept):
        return False
    if _SPELT.get(comparable(key[1]), doctype) != doctype:
        # Rules compare the names of DocTypes exactly, a database does not.
        return True
    with own_lookups():
        if not is_guarded(doctype):
            return False
        if not is_storable(key[2]):
            return True
        if is_open(str(doctype), str(name), user):
            lookups.open.add(key)
            return False
        open_documents.require_proof(str(doctype))
    return True


def is_guarded(doctype: object) -> bool:
    """Whether the rule decides about each document, or each row. Files count: they follow what they are attached to."""
    return (
        doctype == open_documents.FILE
        or own_types.follows_rule(doctype)
        or own_types.is_row_of_case(doctype)
        or _is_tool(doctype)
    )


def _is_tool(doctype: object) -> bool:
    """Whether these are documents of the framework that only the Administrator uses."""
    return doctype in doctype_access.INTERNAL and frappe.get_meta(doctype).module != MODULE


def is_open(doctype: str, name: str, user: str) -> bool:
    """Whether a user may see a guarded document. A row is as open as the document that holds it."""
    if doctype == open_documents.FILE:
        return files.is_readable(name)
    if _is_tool(doctype):
        return False
    if not own_types.is_row_of_case(doctype):
        return access.may_see(doctype, name, user)
    row = frappe.db.get_value(doctype, name, ["parenttype", "parent"])
    if not row:
        return False
    kind, parent = map(str, row)
    return not own_types.follows_rule(kind) or access.may_see(kind, parent, user)


def _at_hand() -> _Lookups | None:
    """What is known of the request that is being answered; None outside of one."""
    request = getattr(frappe.local, "request", None)
    if request is None or getattr(frappe.local, "session", None) is None:
        return None
    known: _Lookups | None = frappe.local.flags.cfm_lookups
    if known is None or known.request is not request:
        known = _Lookups(request, RequestWords.of(request, frappe.local.form_dict))
        frappe.local.flags.cfm_lookups = known
    return known


def _require_plain(conditions: object) -> None:
    """Throw for conditions that a client sent where a name belongs: what they match would tell of contents."""
    lookups = _at_hand()
    if (
        lookups
        and not lookups.is_free
        and frappe.session.user != "Administrator"
        and lookups.words.hold(conditions)
    ):
        frappe.throw(_("A document is named by its name, and by nothing else."))


def _is_hidden(doctype: object, filters: object) -> bool:
    """Whether a lookup by a name, or by conditions with one, finds nothing."""
    if isinstance(filters, Mapping):
        _require_plain(filters)
        url = filters.get("file_url")
        if doctype == open_documents.FILE and url and "name" not in filters:
            return _is_closed_file(url)
        filters = filters.get("name")
    return isinstance(filters, int | str) and is_missing(doctype, filters)


def _is_closed_file(url: object) -> bool:
    """Whether the client names this address, and the user may read no file there."""
    lookups = _at_hand()
    if lookups is None or lookups.is_free or not lookups.words.name(url):
        return False
    with own_lookups():
        return not files.is_readable_at(str(url))


def _value(
    original: Any, db: Any, doctype: Any, filters: Any = None, *given: Any, **named: Any
) -> Any:
    return None if _is_hidden(doctype, filters) else original(db, doctype, filters, *given, **named)


def _values(
    original: Any, db: Any, doctype: Any, filters: Any = None, *given: Any, **named: Any
) -> Any:
    if isinstance(filters, list | tuple):
        if any(not isinstance(each, int | str) for each in filters):
            _require_plain(filters)
        filters = [each for each in filters if not _is_hidden(doctype, each)]
    elif _is_hidden(doctype, filters):
        return []
    return original(db, doctype, filters, *given, **named)


def _existing(original: Any, db: Any, dt: Any, dn: Any = None, *given: Any, **named: Any) -> Any:
    doctype, filters = (dt.get("doctype"), dt) if isinstance(dt, Mapping) else (dt, dn)
    return None if _is_hidden(doctype, filters) else original(db, dt, dn, *given, **named)


def _loaded(original: Any, doc: Any, *given: Any, **named: Any) -> Any:
    name = doc.name
    if _is_hidden(doc.doctype, name):
        # The framework's words for what is not there, to the letter.
        frappe.throw(_("{0} {1} not found").format(_(doc.doctype), name), frappe.DoesNotExistError)
    return original(doc, *given, **named)


def _with_links(original: Any, doc: Any) -> Any:
    """Links are looked up for whoever may create the document; stored ones lead where they led."""
    lookups = _at_hand()
    if lookups and doc.is_new() and not doc.flags.ignore_permissions:
        _require_creatable(doc)
    before = doc.get_doc_before_save() if lookups else None
    if not lookups or not before:
        return original(doc)
    lookups.kept.append(frozenset(_links_of(before)))
    try:
        return original(doc)
    finally:
        lookups.kept.pop()


def _require_creatable(doc: Any) -> None:
    """Throw first if the user may not create this: the framework looks where links lead before it asks."""
    if not doc.meta.istable and not frappe.has_permission(doc.doctype, "create"):
        doc.check_permission("create")


def _links_of(doc: Any) -> Iterator[Pair]:
    for each in (doc, *doc.get_all_children()):
        for df in each.meta.get_link_fields():
            if value := each.get(df.fieldname):
                yield df.options, value
        for df in each.meta.get_dynamic_link_fields():
            if value := each.get(df.fieldname):
                yield str(each.get(df.options)), value


def _replace(module: str, owner: str, method: str, own: Callable[..., Any]) -> None:
    """Put ``own`` before a method of the framework, which it is given; a class that asks is left as it is."""
    found = getattr(import_module(module), owner)
    original = getattr(found, method)
    if hasattr(original, "asks_rule"):
        return

    @wraps(original)
    def asking(self: Any, *given: Any, **named: Any) -> Any:
        return own(original, self, *given, **named)

    asking.asks_rule = True  # type: ignore[attr-defined]
    setattr(found, method, asking)
