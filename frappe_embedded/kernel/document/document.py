"""A document with its life cycle, as controllers extend it and apps use it."""

from __future__ import annotations

from typing import Any

from ..core.context import local
from ..core.dict import _dict
from ..core.exceptions import DoesNotExistError, PermissionError
from ..core.messages import throw
from ..core.whitelist import is_whitelisted, whitelist
from ..i18n import _
from ..meta.loader import get_meta
from ..permissions.api import get_doc_permissions, has_permission, refuse
from ..permissions.fields import apply_fieldlevel_read_permissions, has_access_to
from ..utils.dates import now
from ..utils.text import cstr
from . import lifecycle
from .controllers import get_controller, set_fallbacks
from .defaults import default_values
from .deletion import delete_doc
from .events import run_method
from .links import validate_links
from .passwords import get_decrypted_password, is_dummy
from .renaming import rename_doc
from .storage import Stored, insert_row, read_document, set_children, update_row, update_single
from .tools import DocumentTools


class Document(DocumentTools):
    """One document of a DocType. Controllers are subclasses that add their events."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__["flags"] = _dict()
        if args and isinstance(args[0], str):
            self.__dict__["doctype"] = args[0]
            name = args[1] if len(args) > 1 else args[0]
            self.__dict__["name"] = _found_name(args[0], name) if isinstance(name, dict) else name
            self.flags.for_update = kwargs.get("for_update")
            if self.flags.for_update:
                local.db.begin()
            self.load_from_db()
        elif args and isinstance(args[0], dict):
            super().__init__(args[0])
        elif kwargs:
            super().__init__(kwargs)
        else:
            raise ValueError("Illegal arguments: a document is made from a name or from values")

    # -- loading --------------------------------------------------------------

    @classmethod
    def cached(cls, doctype: str, name: Any) -> Document:
        """A document whose stored values are kept for all requests until one of its tables changes."""
        doc = object.__new__(cls)
        doc.__dict__.update(doctype=doctype, name=name, flags=_dict())
        return doc._fill(cls.stored(doctype, name))

    @staticmethod
    def stored(doctype: str, name: Any) -> Stored | None:
        """What is kept of a document for all requests. Nobody may change it."""
        kept: Stored | None = local.db.cached(
            ("document", doctype, str(name)),
            get_meta(doctype).own_tables,
            lambda: read_document(doctype, name),
        )
        return kept

    def load_from_db(self) -> Document:
        """Read the stored values; ``DoesNotExistError`` when there is no such document."""
        return self._fill(read_document(self.doctype, self.name))

    def _fill(self, stored: Stored | None) -> Document:
        own = self.__dict__
        doctype, flags, parent = own["doctype"], self.flags, own.get("parent_doc")
        if stored is None:
            throw(_("{0} {1} not found").format(_(doctype), self.name), DoesNotExistError)
        own.clear()
        own.update(stored.values)
        own["doctype"] = doctype
        own["flags"] = flags
        if parent is not None:
            own["parent_doc"] = parent
        if get_meta(doctype).issingle:
            own["name"] = doctype
            self.update_if_missing({} if stored.values else _first_values(doctype))
        self._fill_missing()
        set_children(self, stored.tables)
        if hasattr(self, "__setup__"):
            self.__setup__()
        return self

    def reload(self) -> Document:
        return self.load_from_db()

    def load_doc_before_save(self, *, raise_exception: bool = False) -> None:
        """Keep the stored state at hand as ``get_doc_before_save()``."""
        before = None
        if not self.is_new():
            try:
                before = get_controller(self.doctype)(self.doctype, self.name)
            except DoesNotExistError:
                if raise_exception:
                    raise
        self.__dict__["_doc_before_save"] = before

    def get_doc_before_save(self) -> Any:
        return self.__dict__.get("_doc_before_save")

    def _validate_links(self) -> None:
        """Under this name apps that know Frappe look for it."""
        validate_links(self)

    def has_value_changed(self, fieldname: str) -> bool:
        """Whether a save changes a field; true for new documents."""
        before = self.get_doc_before_save()
        if not before:
            return True
        old, new = before.get(fieldname), self.get(fieldname)
        if hasattr(old, "isoformat") or hasattr(old, "total_seconds"):
            return cstr(old) != cstr(new)
        return bool(old != new)

    # -- storing --------------------------------------------------------------

    def insert(
        self,
        ignore_permissions: bool | None = None,
        ignore_links: bool | None = None,
        ignore_if_duplicate: bool = False,
        ignore_mandatory: bool | None = None,
        set_name: str | None = None,
        set_child_names: bool = True,
    ) -> Document:
        """Store a new document: names it, checks it, runs its events. Returns itself."""
        if self.flags.in_print:
            return self
        self.flags.notifications_executed = []
        if ignore_permissions is not None:
            self.flags.ignore_permissions = ignore_permissions
        if ignore_links is not None:
            self.flags.ignore_links = ignore_links
        if ignore_mandatory is not None:
            self.flags.ignore_mandatory = ignore_mandatory
        self.flags.ignore_if_duplicate = ignore_if_duplicate
        lifecycle.insert(self, set_name, set_child_names)
        return self

    def save(
        self, ignore_permissions: bool | None = None, ignore_version: bool | None = None
    ) -> Document:
        """Store the changes, or insert what is new. Returns itself."""
        if self.flags.in_print:
            return self
        self.flags.notifications_executed = []
        if ignore_permissions is not None:
            self.flags.ignore_permissions = ignore_permissions
        if ignore_version is not None:
            self.flags.ignore_version = ignore_version
        if self.get("__islocal") or not self.get("name"):
            return self.insert()
        lifecycle.save(self)
        return self

    def _save(self, *args: Any, **kwargs: Any) -> Document:
        return self.save(*args, **kwargs)

    @whitelist(methods=["POST", "PUT"])
    def submit(self) -> Document:
        self.docstatus = 1
        return self.save()

    @whitelist(methods=["POST", "PUT"])
    def cancel(self) -> Document:
        self.docstatus = 2
        return self.save()

    def delete(
        self,
        ignore_permissions: bool = False,
        force: bool = False,
        *,
        delete_permanently: bool = False,
    ) -> Any:
        return delete_doc(
            self.doctype,
            self.name,
            ignore_permissions=ignore_permissions,
            flags=self.flags,
            force=force,
            delete_permanently=delete_permanently,
        )

    def rename(
        self, name: str, merge: bool = False, force: bool = False, validate_rename: bool = True
    ) -> None:
        self.name = rename_doc(
            self.doctype, self.name, name, merge=merge, force=force, validate=validate_rename
        )
        self.reload()

    def db_set(
        self,
        fieldname: str | dict[str, Any],
        value: Any = None,
        update_modified: bool = True,
        notify: bool = False,
        commit: bool = False,
    ) -> None:
        """Store values at once, past all validation; runs ``before_change`` and ``on_change``."""
        values = fieldname if isinstance(fieldname, dict) else {fieldname: value}
        self.update(values)
        if update_modified and (self.doctype, self.name) not in local.flags.currently_saving:
            self.set("modified", now())
            self.set("modified_by", local.session.user)
        self.load_doc_before_save()
        run_method(self, "before_change")
        if self.name is None:
            return
        local.db.set_value(
            self.doctype,
            self.name,
            values,
            modified=self.modified,
            modified_by=self.modified_by,
            update_modified=update_modified,
        )
        run_method(self, "on_change")
        self.clear_cache()
        if commit:
            local.db.commit()

    def db_get(self, fieldname: str) -> Any:
        return local.db.get_value(self.doctype, self.name, fieldname)

    def db_insert(self, *args: Any, ignore_if_duplicate: bool = False, **kwargs: Any) -> None:
        """Store the row alone: no naming, no checks, no events, no rows of tables."""
        insert_row(self, ignore_if_duplicate)

    def db_update(self, *args: Any, **kwargs: Any) -> None:
        if self.meta.issingle:
            update_single(self)
        else:
            update_row(self)

    def db_update_all(self) -> None:
        self.db_update()
        for row in self.get_all_children():
            row.db_update()

    def clear_cache(self) -> None:
        local.document_cache.pop((self.doctype, str(self.name)), None)

    # -- events ---------------------------------------------------------------

    def run_method(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Run a method with everything that apps and managers hung on it."""
        return run_method(self, method, *args, **kwargs)

    def is_whitelisted(self, method_name: str) -> None:
        """``PermissionError`` unless clients may call a method of this document."""
        is_whitelisted(getattr(self, method_name))

    def notify_update(self) -> None:
        """Frappe tells open browsers here; this engine has no push channel."""

    def queue_action(self, action: str, **kwargs: Any) -> Any:
        return getattr(self, action)(**kwargs)

    def extract_images_from_editor(self) -> None:
        """Hook of the files layer: embedded images become files (see ``files.inline``)."""

    # -- permissions ----------------------------------------------------------

    def has_permission(
        self, permtype: str = "read", *, debug: bool = False, user: str | None = None
    ) -> bool:
        if self.flags.ignore_permissions:
            return True
        return has_permission(self.doctype, permtype, self, user=user)

    def check_permission(self, permtype: str = "read", permlevel: Any = None) -> None:
        """``PermissionError`` unless the user has the right on this document."""
        if not self.has_permission(permtype):
            self.raise_no_permission_to(permtype)

    def raise_no_permission_to(self, perm_type: str) -> None:
        insufficient = _("Insufficient Permission for {0}").format(_(self.doctype))
        local.flags.error_message = f"{insufficient} (<strong>{_(perm_type)}</strong>)"
        refuse(self.doctype, perm_type, self)
        raise PermissionError

    def get_permissions(self) -> _dict:
        return get_doc_permissions(self)

    def has_permlevel_access_to(
        self, fieldname: str, df: Any = None, permission_type: str = "read"
    ) -> bool:
        return has_access_to(self, fieldname, permission_type)

    def get_permlevel_access(self, permission_type: str = "write") -> list[int]:
        """The levels whose fields the user may read or write."""
        return self.meta.get_permlevel_access(permission_type)

    def apply_fieldlevel_read_permissions(self) -> None:
        """Take out what the user's permission levels do not cover, before the document goes out."""
        apply_fieldlevel_read_permissions(self)

    # -- passwords ------------------------------------------------------------

    def get_password(self, fieldname: str = "password", raise_exception: bool = True) -> str | None:
        """The secret of a Password field in plain."""
        value = self.get(fieldname)
        if value and not is_dummy(value):
            return str(value)
        return get_decrypted_password(self.doctype, self.name, fieldname, raise_exception)


def _found_name(doctype: str, filters: dict[str, Any]) -> Any:
    name = local.db.get_value(doctype, filters, "name")
    if name is None:
        throw(_("{0} {1} not found").format(_(doctype), filters), DoesNotExistError)
    return name


def _first_values(doctype: str) -> dict[str, Any]:
    """What a Single holds before it is stored for the first time."""
    return {**default_values(get_meta(doctype)), "owner": local.session.user}


set_fallbacks(Document, Document)
