"""What a client names and may not see is missing, wherever the framework looks for it.

Many methods look for a document before they check a permission, or check none; their refusals would tell which
restricted cases exist. So the look itself finds nothing: a document that the request names, in whichever argument, and
that the rule closes to its user, is not there. Closed and missing ones take the same way through the framework, with
the same statements, words and time. What the app's own code looks up because it follows from something else is named
by nobody, and stays.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import frappe
from frappe import _
from frappe.database.database import Database
from frappe.model.document import Document
from werkzeug.wrappers import Request

from cfm_app.base import doctype_access
from cfm_app.security import framework_methods
from cfm_app.security.access_rule import access, open_documents, own_types
from cfm_app.security.file_contents import files
from cfm_app.security.request_words import RequestWords, comparable
from cfm_app.security.sql_conditions import is_storable

MODULE, DOCTYPE = "CFM App", "DocType"
APP = "cfm_app"
LOOKS = ("read", "select")
# Where a bench gathers why a right is missing.
REASONS = "has_permission_check_logs"
# Through these pass the lookups of whoever asks.
LOOKING = (
    "contextlib",
    "frappe",
    __name__,
    framework_methods.__name__,
    *(".".join(each.__module__.split(".")[:2]) for each in (Database, Document)),
)
KNOWN = "cfm_lookups"
Pair = tuple[str, str]
_SPELT = {
    comparable(each): each
    for each in (*doctype_access.PROTECTED, *doctype_access.CHILDREN, open_documents.FILE)
}


@dataclass
class _Lookups:
    """What is known of a request: its words, what is open to its users, and what is looked up whatever they name."""

    words: RequestWords
    is_free: bool = False
    is_ours: bool = False
    open: set[tuple[str, str, str]] = field(default_factory=set)
    kept: list[frozenset[Pair]] = field(default_factory=list)


def guard(**_job: Any) -> None:
    """Have the framework's lookups ask the rule."""
    _install()


@cache
def _install() -> None:
    """Once in each process."""
    for owner, method, make in (
        (Database, "get_value", _value),
        (Database, "get_values", _values),
        (Database, "exists", _existing),
        (Document, "load_from_db", _loaded),
        (Document, "_validate_links", _with_links),
        (framework_methods.find("frappe.model", "base_document"), "import_controller", _controlled),
    ):
        framework_methods.replace(owner, method, make)


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
    lookups = _at_hand() if request is getattr(frappe.local, "request", None) else None
    return lookups.words if lookups else RequestWords.of(request, form)


def is_asked() -> bool:
    """Whether a request is being answered."""
    return _at_hand() is not None


def is_named(text: str) -> bool:
    """Whether the request that is being answered names this."""
    lookups = _at_hand()
    return lookups is not None and lookups.words.name(text)


def add_words(values: Any) -> RequestWords | None:
    """Treat values as if the client had sent them openly; the words of the request with them."""
    lookups = _at_hand()
    if lookups is None:
        return None
    lookups.words = lookups.words.with_more(values)
    return lookups.words


def is_guarded(doctype: object) -> bool:
    """Whether a rule decides about each document, or each row. Files count: they follow what they are attached to."""
    return own_types.closes(doctype) or own_types.is_row_of_case(doctype)


def is_open(doctype: str, name: str, user: str) -> bool:
    """Whether a user may see a guarded document. A row is as open as the document that holds it."""
    if own_types.is_row_of_case(doctype):
        return _is_open_row(doctype, name, user)
    if doctype == open_documents.FILE:
        return files.is_readable(name)
    if own_types.follows_rule(doctype):
        return _may_look(doctype, user) and access.may_see(doctype, name, user)
    if not frappe.db.exists(doctype, name):
        return False
    return _may_look(doctype, user, frappe.get_doc(doctype, name))


def _is_open_row(doctype: str, name: str, user: str) -> bool:
    row = frappe.db.get_value(doctype, name, ["parenttype", "parent"])
    if not row:
        return False
    kind, parent = map(str, row)
    return not is_guarded(kind) or is_open(kind, parent, user)


def _may_look(doctype: str, user: str, doc: Document | None = None) -> bool:
    """Whether a user may read, or choose, documents of a DocType at all, or this one."""
    return any(frappe.has_permission(doctype, right, doc, user) for right in LOOKS)


@contextmanager
def _unnoted() -> Iterator[None]:
    """Within this context a missing right is not among what the framework tells of its own check."""
    told = frappe.flags.pop(REASONS, None)
    shown = len(frappe.local.message_log)
    try:
        yield
        # Frappe 16 shows at once what is missing: that would tell a closed document from none.
        del frappe.local.message_log[shown:]
    finally:
        if told is not None:
            frappe.flags[REASONS] = told


def _is_kept_by_app(doctype: object) -> bool:
    """Whether the app's own code looks for a record of the app that has a rule of its own, which that code asks.

    A key that a client sends, a code that they know, published figures, an import of one's own.
    """
    if doctype not in doctype_access.RULED_APART or frappe.get_meta(doctype).module != MODULE:
        return False
    return framework_methods.asking_module(sys._getframe(1), LOOKING).startswith("cfm_app.")


def _at_hand() -> _Lookups | None:
    """What is known of the request that is being answered; None outside of one, or where the app is not installed."""
    request = getattr(frappe.local, "request", None)
    if not isinstance(request, Request):
        return None
    known: _Lookups | None = request.__dict__.get(KNOWN)
    if known is None:
        known = _Lookups(RequestWords.of(request, frappe.local.form_dict))
        setattr(request, KNOWN, known)
        # A process may serve other sites as well.
        known.is_ours = APP in frappe.get_installed_apps()
    return known if known.is_ours else None


def _is_hidden(doctype: object, filters: object) -> bool:
    """Whether a lookup by a name, or by conditions with one, finds nothing."""
    if isinstance(filters, float):
        # Frappe takes it for no condition, and finds the newest document there is.
        frappe.throw(_("A document is named by its name, and by nothing else."))
    lookups = _at_hand()
    if lookups is None:
        return False
    name = filters.get("name") if isinstance(filters, Mapping) else filters
    if isinstance(name, str) and not is_storable(name):
        # The database would stop at it, so no document has such a name.
        return True
    if lookups.is_free:
        return False
    if isinstance(filters, Mapping):
        _require_plain(lookups, filters)
        url = filters.get("file_url")
        if doctype == open_documents.FILE and url and "name" not in filters:
            return _is_closed_file(lookups, url)
        filters = filters.get("name")
    # Most lookups end here: they are by names that nobody sent.
    if not isinstance(filters, int | str) or comparable(str(filters)) not in lookups.words.texts:
        return False
    return _is_missing(lookups, doctype, filters)


def _is_missing(lookups: _Lookups, doctype: object, name: int | str) -> bool:
    """Whether the user may not see what they name, or there is none."""
    if doctype == DOCTYPE and _is_spelt_otherwise(str(name)):
        return True
    # Between a password and its code, a bench's session has no user.
    user = frappe.session.user or "Guest"
    key = (user, str(doctype), str(name))
    if (
        user == "Administrator"
        or key in lookups.open
        or any(key[1:] in each for each in lookups.kept)
    ):
        return False
    if _SPELT.get(comparable(key[1]), doctype) != doctype:
        # Rules compare the names of DocTypes exactly, a database does not.
        return True
    with own_lookups(), _unnoted():
        if not is_guarded(doctype) or _is_kept_by_app(doctype):
            return False
        if is_storable(name) and (is_open(*key[1:], user) or _is_led_to(lookups, *key)):
            lookups.open.add(key)
            return False
        open_documents.require_proof(str(doctype))
    return True


def _is_spelt_otherwise(name: str) -> bool:
    """Whether a database takes this for the name of a DocType that is written in another way."""
    with own_lookups():
        stored = frappe.db.get_value(DOCTYPE, name, "name") if is_storable(name) else None
    return bool(stored) and str(stored) != name


def _is_led_to(lookups: _Lookups, user: str, doctype: str, name: str) -> bool:
    """Whether a document that the request names, and that is open, is stored with a link to this one.

    Who may see it sends all of it: a focal point their referral, with the number of a case that they may not open.
    """
    opened = [(kind, each) for who, kind, each in lookups.open if who == user]
    return any(name in _linked(kind, each, doctype) for kind, each in opened)


def _linked(kind: str, name: str, doctype: str) -> Iterator[str]:
    """The documents of a DocType that a stored document or its rows link to."""
    meta = frappe.get_meta(kind)
    if fields := _links_to(meta, doctype):
        yield from frappe.db.get_value(kind, name, [*fields, "name"]) or ()
    for df in meta.get_table_fields():
        for field_name in _links_to(frappe.get_meta(df.options), doctype):
            about = {"parent": name, "parenttype": kind, field_name: ["is", "set"]}
            yield from frappe.get_all(df.options, about, pluck=field_name, parent_doctype=kind)


def _links_to(meta: Any, doctype: str) -> list[str]:
    return [df.fieldname for df in meta.get_link_fields() if df.options == doctype]


def _require_plain(lookups: _Lookups, conditions: object) -> None:
    """Throw for conditions that a client sent where a name belongs: what they match would tell of contents."""
    if lookups.words.hold(conditions) and frappe.session.user != "Administrator":
        frappe.throw(_("A document is named by its name, and by nothing else."))


def _is_closed_file(lookups: _Lookups, url: object) -> bool:
    """Whether the client names this address, and the user may read no file there."""
    if not lookups.words.name(url):
        return False
    with own_lookups():
        return not files.is_readable_at(str(url))


def _value(original: Any) -> Any:
    def get_value(db: Any, doctype: Any, filters: Any = None, *given: Any, **named: Any) -> Any:
        if _is_hidden(doctype, filters):
            return None
        return original(db, doctype, filters, *given, **named)

    return get_value


def _values(original: Any) -> Any:
    def get_values(db: Any, doctype: Any, filters: Any = None, *given: Any, **named: Any) -> Any:
        if isinstance(filters, list | tuple):
            lookups = _at_hand()
            if lookups and not lookups.is_free:
                if any(not isinstance(each, int | str) for each in filters):
                    _require_plain(lookups, filters)
                filters = [each for each in filters if not _is_hidden(doctype, each)]
        elif _is_hidden(doctype, filters):
            return []
        return original(db, doctype, filters, *given, **named)

    return get_values


def _existing(original: Any) -> Any:
    def exists(db: Any, dt: Any, dn: Any = None, *given: Any, **named: Any) -> Any:
        doctype, filters = (dt.get("doctype"), dt) if isinstance(dt, Mapping) else (dt, dn)
        if _is_hidden(doctype, filters):
            return None
        return original(db, dt, dn, *given, **named)

    return exists


def _controlled(original: Any) -> Any:
    """A DocType that there is not is missing; the framework says that a module of its own is."""

    def import_controller(doctype: Any) -> Any:
        try:
            return original(doctype)
        except ImportError:
            if is_asked() and not frappe.db.exists(DOCTYPE, doctype):
                open_documents.refuse(DOCTYPE, str(doctype))
            raise

    return import_controller


def _loaded(original: Any) -> Any:
    def load_from_db(doc: Any, *given: Any, **named: Any) -> Any:
        if _is_hidden(doc.doctype, doc.name):
            open_documents.refuse(doc.doctype, doc.name)
        return original(doc, *given, **named)

    return load_from_db


def _with_links(original: Any) -> Any:
    """Links are looked up for whoever may create the document; stored ones lead where they led."""

    def _validate_links(doc: Any) -> Any:
        lookups = _at_hand()
        if lookups is None:
            return original(doc)
        if doc.is_new() and not doc.flags.ignore_permissions:
            _require_creatable(doc)
        before = doc.get_doc_before_save()
        lookups.kept.append(frozenset(_links_of(before) if before else ()))
        try:
            return original(doc)
        finally:
            lookups.kept.pop()

    return _validate_links


def _require_creatable(doc: Any) -> None:
    """Throw first if the user may not create this: the framework looks where links lead before it asks."""
    if not doc.meta.istable and not frappe.has_permission(doc.doctype, "create"):
        frappe.new_doc(doc.doctype).check_permission("create")


def _links_of(doc: Any) -> Iterator[Pair]:
    for each in (doc, *doc.get_all_children()):
        for df in each.meta.get_link_fields():
            if value := each.get(df.fieldname):
                yield df.options, value
        for df in each.meta.get_dynamic_link_fields():
            if value := each.get(df.fieldname):
                yield str(each.get(df.options)), value
