"""What a request names, in whatever form: DocTypes, documents, rows, files, links.

It reads the address and the arguments of both versions of the API, and refuses forms that no client uses.
`request_gate` decides who may see what is named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import frappe
from frappe import _

from cfm_app import consts
from cfm_app.privacy.access_rule import own_types
from cfm_app.privacy.gates.known_methods import APP, CALLING
from cfm_app.privacy.gates.packed_arguments import body_of, sets_in, unpacked
from cfm_app.privacy.gates.written_links import TABLES, links_of, targets_in

# How requests name a document: the key of the DocType, and the keys of one name or several.
PAIRS: dict[str, tuple[str, ...]] = {
    # Nobody renames what is protected: a new name, too, is taken, closed or was never given.
    "doctype": (
        *("name", "docname", "doc_name", "old_name", "new_name", "old", "new"),
        *("names", "docnames", "items"),
    ),
    "doc": ("name",),
    "dt": ("dn",),
    "parenttype": ("parent",),
    "reference_doctype": ("reference_name",),
    "reference_type": ("reference_name",),
    "reminder_doctype": ("reminder_docname",),
    "ref_doctype": ("ref_docname", "ref_name", "docname"),
    "attached_to_doctype": ("attached_to_name",),
    "share_doctype": ("share_name",),
    "document_type": ("document_name",),
    "deleted_doctype": ("deleted_name",),
    "link_doctype": ("link_name",),
    "allow": ("for_value",),
}
# Arguments that name a document of one DocType, whatever stands beside them.
DOCTYPE_OF = {"data_import": "Data Import", "data_import_name": "Data Import"}
# The links of documents by which they belong to a case or a person.
LINKS = {
    "cfm_case": "Case",
    "duplicate_of": "Case",
    "community_member": "Community Member",
    "merged_into": "Community Member",
    "consent": "Consent",
    "supersedes": "Consent",
    "conversation": consts.CONVERSATION,
}
TYPE = re.compile(r"/api/(?:v\d/)?(?:resource|document)/([^/]+)")
ADDRESS = re.compile(r"/api/(?:v\d/)?(?:resource|document)/([^/]+)/(.+)")
WRITTEN = re.compile(r"/api/(?:v\d/)?(?:resource|document)/([^/]+)(?:/(.+))?")
# A bench looks for such a method beside the controller of the DocType.
METHOD_OF_TYPE = re.compile(r"/api/v2/method/([^/]+)/([^/]+)")
# Where pages of the framework name a method among the arguments; both show nothing of documents.
COMMANDING = ("/", "/login")
READING = ("GET", "HEAD")
# Whatever stands behind, guests are sent from there to the log-in, and back afterwards.
DESK = re.compile(r"/(?:app|desk)(?:/|$)")
METHOD = re.compile(r"/api/(?:v\d/)?method/([^/]+)")
# Conditions are not names: lists answer them by what the user may see.
CONDITIONS = frozenset(("filters", "or_filters", "fields", "current_filters", "columns"))
# These give a new document its name.
CREATING = frozenset(("frappe.client.insert", "frappe.client.insert_many"))
# Its `docs` are of the DocType beside them.
COMMON_ACTIONS = "frappe.model.workflow.get_common_transition_actions"
# Its `items` are DocTypes.
COUNTS_OF_LINKS = "frappe.desk.notifications.get_open_count"
FILE = "File"
LONGEST_NAME = 140
UNSAVED = "new-"
# Here a document is named by an argument that means something else everywhere else.
NEIGHBOURS, OF_NEIGHBOURS = "frappe.desk.form.utils.get_next", "value"
# Methods that mean a File without saying so, and the argument that names it, or several.
FILES_IN = {
    **{
        f"{module}.{method}": key
        for module in ("frappe.core.api.file", "frappe.core.doctype.file.file")
        for method, key in (
            ("unzip_file", "name"),
            ("zip_files", "files"),
            ("move_file", "file_list"),
        )
    },
    "frappe.desk.form.utils.remove_attach": "fid",
    "frappe.core.doctype.communication.email.make": "attachments",
    **dict.fromkeys(("upload_file", "frappe.handler.upload_file"), "library_file_name"),
}
# The methods that are looked at here by their names.
RULED = CREATING | FILES_IN.keys() | CALLING.keys() | {COMMON_ACTIONS, COUNTS_OF_LINKS, NEIGHBOURS}


@dataclass(frozen=True)
class ApiRequest:
    """A request: its address, its method if any, its arguments, and the document in its body."""

    verb: str
    path: str
    method: str | None
    form: Any
    body: Any = None

    @classmethod
    def of(cls, request: Any, form: Any) -> "ApiRequest":
        method = _method_at(request.path) or (
            form.get("cmd") if request.path in COMMANDING else None
        )
        return cls(request.method, request.path, method, form, body_of(request))

    @classmethod
    def at_hand(cls) -> "ApiRequest":
        """The request that is being answered."""
        return cls.of(frappe.local.request, frappe.form_dict)

    @property
    def method_of_address(self) -> str | None:
        """The method in the address, whatever the arguments name."""
        return _method_at(self.path)

    def require_command_in_its_place(self) -> None:
        """Refuse a method among the arguments anywhere but at the root and the log-in, where clients send it.

        Frameworks differ in whether they run it or what the address is for, and no check could know which.
        """
        if self.form.get("cmd") is not None and self.path not in COMMANDING:
            frappe.throw(_("A method is named in the address: /api/method/NAME."))

    def require_plain_names(self) -> None:
        """Refuse conditions in place of a document's name.

        Frappe looks for a match before it checks permissions, so its refusal would reveal what closed
        documents hold.
        """
        named = [
            values[key]
            for values, kind_key, kind in self.kinds
            for key in self._keys_beside(kind_key)
            if key in values and (key == OF_NEIGHBOURS or not _is_table(kind, key))
        ]
        if key := FILES_IN.get(self.method or ""):
            given = self.form.get(key)
            # This one alone takes what is known of each file; for others that is conditions.
            named.append(_named_files(given) if key == "file_list" else given)
        if not all(_is_plain(value) for value in named):
            frappe.throw(_("A document is named by its name, and by nothing else."))

    def _keys_beside(self, kind_key: str) -> tuple[str, ...]:
        """The arguments in which documents are named beside their DocType."""
        more = (OF_NEIGHBOURS,) if self.method == NEIGHBOURS else ()
        return (*PAIRS[kind_key], *more)

    def require_creatable(self) -> None:
        """Refuse a new document that the user may not create.

        Frappe checks where its links lead before it checks this permission.
        """
        if not self.creates:
            return
        found = TYPE.match(self.path)
        kinds = [found[1]] if found else [each.get("doctype") for each in self.sets]
        for kind in kinds:
            meta = meta_of(kind) if isinstance(kind, str) else None
            if meta and not meta.istable and not frappe.has_permission(kind, "create"):
                frappe.new_doc(kind).check_permission("create")

    def require_readers_of_the_app(self) -> None:
        """Refuse another app's method that reads documents on behalf of the method that it is passed to.

        Such a method gets its name in an argument where no check looks for names.
        """
        by = self.form.get(CALLING.get(self.method or "", ""))
        if by and _is_guarded(self.form.get("doctype")) and not str(by).startswith(APP):
            frappe.throw(_("{0} is not a method.").format(by), frappe.PermissionError)

    @property
    def opens_desk(self) -> bool:
        """Whether the request only opens a page of the desk, which runs nothing for guests."""
        return self.verb in READING and not self.method and bool(DESK.match(self.path))

    @property
    def creates(self) -> bool:
        """Whether a name in the request is that of a document that does not exist yet."""
        if self.method:
            return self.method in CREATING
        return self.verb == "POST" and self.path.startswith("/api/")

    def types(self) -> Iterator[str]:
        """The DocTypes that the request names, as the client spelled them."""
        if found := TYPE.match(self.path):
            yield found[1]
        yield from (kind for _set, _key, kind in self.kinds if len(kind) <= LONGEST_NAME)
        yield from (kind for key, kind in DOCTYPE_OF.items() if key in self.form)

    def addressed(self) -> Iterator[tuple[str, str]]:
        """The protected document in the address, whatever method stands beside it."""
        found = ADDRESS.match(self.path)
        if found and _is_guarded(found[1]):
            yield found[1], found[2].split("/method/")[0].rstrip("/")

    def rows(self) -> Iterator[tuple[str, str]]:
        """The rows of protected documents that the arguments name, for any method.

        Frappe reads a single row for whoever has a permission on any document of its parent DocType.
        """
        yield from ((kind, name) for kind, name in self.named() if own_types.is_row_of_case(kind))

    def named(self) -> Iterator[tuple[str, str]]:
        """The protected documents that the arguments name."""
        if self.method in FILES_IN:
            yield from ((FILE, name) for name in _files(self.form.get(FILES_IN[self.method])))
        for values, kind_key, kind in self.kinds:
            if _is_guarded(kind) and not (kind_key == "doctype" and self.creates):
                yield from self._named_beside(values, kind_key, kind)

    def links(self) -> Iterator[tuple[str, str]]:
        """The protected documents that a new document in the request links to.

        Frappe checks whether links lead anywhere before it checks who may write.
        """
        if ADDRESS.match(self.path):
            return
        for values in self.sets:
            if self.creates or values.get("__islocal") or not values.get("name"):
                for field, doctype in LINKS.items():
                    if given := values.get(field):
                        yield from ((doctype, name) for name in _names(given))

    def written(self) -> Iterator[tuple[str, str]]:
        """The protected documents that the written values would link to, by any field.

        Frappe reveals whether a link leads anywhere before it checks who may write, and together with all that is
        wrong otherwise.
        """
        for doctype, stored, values in self._documents:
            yield from links_of(doctype, stored, values)

    def targets(self) -> Iterator[str]:
        """The DocTypes that the written values would link to, as the client spelled them."""
        for doctype, _stored_name, values in self._documents:
            yield from targets_in(doctype, values, LONGEST_NAME)

    @cached_property
    def _documents(self) -> list[tuple[str, Any, Any]]:
        return list(self._written_documents())

    def _written_documents(self) -> Iterator[tuple[str, Any, Any]]:
        """What the request writes: DocType, name of the stored document or None, and values."""
        if self.verb in READING and not self.method:
            return
        found = WRITTEN.match(self.path)
        addressed = (self.form, self.body, unpacked(self.form.get("data")))
        for values in self.sets:
            # Rows that lie in what is sent to an address are looked at with it.
            at_address = found if values in addressed else None
            kind, name = (at_address[1], at_address[2]) if at_address else (None, None)
            doctype = values.get("doctype") or kind
            if not isinstance(doctype, str) or not meta_of(doctype):
                continue
            stored = None if self.creates else values.get("name") or values.get("docname") or name
            yield doctype, stored, values
            if changed := _changed_fields(values):
                yield doctype, stored, changed

    def _named_beside(self, values: Any, kind_key: str, kind: str) -> Iterator[tuple[str, str]]:
        for key in self._keys_beside(kind_key):
            if key == "items" and self.method == COUNTS_OF_LINKS:
                continue
            names = _names(values.get(key))
            yield from ((kind, name) for name in names if not _is_unsaved(name, values))

    @cached_property
    def sets(self) -> list[Any]:
        """The arguments, and every set of fields packed in them or in the body."""
        # A body of JSON is what the framework made the arguments of.
        is_known = isinstance(self.body, dict) and _is_part(self.body, self.form)
        return list(sets_in((self.form,) if is_known else (self.form, self.body), CONDITIONS))

    @cached_property
    def kinds(self) -> list[tuple[Any, str, str]]:
        """The DocTypes that the arguments name: for each, its set of fields, its key, and the value."""
        beside = self.form.get("doctype") if self.method == COMMON_ACTIONS else None
        return [
            (values, key, kind)
            for values in self.sets
            for key in PAIRS
            if isinstance(kind := values.get(key) or (beside if key == "doctype" else None), str)
            and kind
        ]


def _is_part(values: dict[str, Any], of: Any) -> bool:
    """Whether all of these values stand in the other arguments too."""
    return all(key in of and of[key] == value for key, value in values.items())


def _method_at(path: str) -> str | None:
    """The method that an address of the API is for."""
    if found := METHOD_OF_TYPE.match(path):
        meta = meta_of(found[1])
        app = meta and frappe.db.get_value("Module Def", meta.module, "app_name")
        kind = frappe.scrub(found[1])
        return app and f"{app}.{frappe.scrub(meta.module)}.doctype.{kind}.{kind}.{found[2]}"
    found = METHOD.match(path)
    return found[1] if found else None


def _is_protected(kind: Any) -> bool:
    """Whether a DocType is protected, or a table of a protected one."""
    if not isinstance(kind, str):
        return False
    return own_types.follows_rule(kind) or own_types.is_row_of_case(kind)


def _is_guarded(kind: Any) -> bool:
    """Whether a closed document must look like a missing one. Files count: they follow what they are attached to."""
    return _is_protected(kind) or kind == FILE


def _is_unsaved(name: str, values: Any) -> bool:
    """Whether a name is the desk's placeholder for an unsaved document; no stored document has such a name.

    Only the sender says that a document is new.
    """
    return bool(values.get("__islocal")) and name.startswith(UNSAVED)


def _is_plain(value: Any) -> bool:
    """Whether a value is one name or a list of names."""
    value = unpacked(value)
    if isinstance(value, list):
        return not any(isinstance(each, dict | list) for each in value)
    return not isinstance(value, dict)


def _is_table(kind: str, fieldname: str) -> bool:
    """Whether a field with the key of a name is a table in this document."""
    meta = meta_of(kind)
    df = meta and meta.get_field(fieldname)
    return bool(df) and df.fieldtype in TABLES


def _changed_fields(values: Any) -> dict[str, Any]:
    """The values set by a method that takes field names as arguments."""
    given = unpacked(values.get("fieldname"))
    if isinstance(given, str):
        return {given: values.get("value")}
    return given if isinstance(given, dict) else {}


def _names(value: Any) -> list[str]:
    """A single name, or those of a list, given as JSON or as it is."""
    value = unpacked(value)
    if isinstance(value, list):
        return [each for each in value if isinstance(each, str) and each]
    return [value] if isinstance(value, str) and value else []


def _files(value: Any) -> list[str]:
    """The names of files, given alone or as objects with more details."""
    return _names(_named_files(value))


def _named_files(value: Any) -> Any:
    """The value where files are named, reduced to the names."""
    value = unpacked(value)
    if isinstance(value, list):
        return [each.get("name") if isinstance(each, dict) else each for each in value]
    return value


def meta_of(doctype: str) -> Any:
    """The cached metadata of a DocType; None where there is no such DocType."""
    try:
        return frappe.get_meta(doctype)
    except frappe.DoesNotExistError:
        frappe.clear_last_message()
        return None
