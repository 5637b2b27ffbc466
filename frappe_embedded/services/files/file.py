"""The File DocType: what is attached to what, and who may read it."""

import base64
import mimetypes
from pathlib import PurePosixPath
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import (
    DoesNotExistError,
    MandatoryError,
    MaxFileSizeReachedError,
    PermissionError,
    ValidationError,
)
from ...kernel.core.messages import throw
from ...kernel.document.comments import add_comment
from ...kernel.document.controllers import core_controller, get_controller, new_document
from ...kernel.document.deletion import document_deleted
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.docperm import get_role_permissions
from ...kernel.permissions.hooks import core_has_permission, core_query_conditions
from ...kernel.permissions.roles import ADMINISTRATOR, GUEST, get_roles
from ...kernel.utils.hashing import content_hash
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from . import storage

_DEFAULT_MAX_BYTES = 25 * 1024 * 1024
_ATTACHMENTS = "Home/Attachments"
_HOME = "Home"


class AttachmentLimitReached(ValidationError):
    pass


class FileAbsentError(ValidationError, OSError):
    """Nothing lies at a public address. Frappe raises an ``OSError``, for which a client gets 500."""


@core_controller("File")
class File(Document):
    """A file, a link to one elsewhere, or a folder."""

    file_name: str | None
    file_url: str | None
    folder: str | None
    is_private: int
    is_folder: int

    def autoname(self) -> None:
        if self.is_folder:
            if self.file_name != _HOME:
                self.set_folder()
            self.name = f"{self.folder}/{self.file_name}" if self.folder else self.file_name
        else:
            self.name = None

    def before_insert(self) -> None:
        if self.is_folder:
            return
        if not (self.file_name or self.file_url):
            throw(_("Fields `file_name` or `file_url` must be set for File"), MandatoryError)
        self.set_folder()
        self.check_attachment_limit()
        content = self.__dict__.pop("content", None)
        if content is not None:
            self.store(content)
        else:
            self.check_url()
        self.file_name = self.file_name or str(self.file_url).rpartition("/")[2]
        self.file_type = _kind(self.file_name)

    def set_folder(self) -> None:
        if not self.folder:
            self.folder = _ATTACHMENTS if self.attached_to_doctype else _HOME

    def store(self, content: Any) -> None:
        """Write the bytes; equal bytes of the same document's privacy lie on the disk once.

        They are private if the file says so or names an address of the private folder.
        """
        if isinstance(content, str):
            content = content.encode()
        if cint(self.get("decode")):
            if b"," in content[:100]:
                content = content.split(b",", 1)[1]
            # Some clients leave out the padding.
            content = base64.b64decode(content + b"===")
        self.delete_key("decode")
        self.check_size(len(content))
        asked = PurePosixPath(self.file_url or "")
        self.file_name = storage.clean_name(self.file_name or asked.name)
        self.is_private = int(
            cint(self.is_private) or str(asked).startswith(storage.PRIVATE_PREFIX)
        )
        self.file_size = len(content)
        self.content_hash = content_hash(content)
        self.file_url = self.find_twin()
        if not self.file_url:
            self.file_url = storage.save_bytes(self.file_name, content, bool(self.is_private))

    def find_twin(self) -> str | None:
        """The URL of the same bytes that this user put here before, under the same ending.

        Bytes of other people's files are never shared: a File on them would open theirs.
        """
        ending = PurePosixPath(str(self.file_name)).suffix
        url: str | None = local.db.get_value(
            "File",
            {
                "file_url": ["like", f"%{ending}"],
                "content_hash": self.content_hash,
                "is_private": self.is_private,
                "owner": local.session.user,
                "is_folder": 0,
            },
            "file_url",
        )
        path = storage.path_of(url) if url else None
        return url if path is not None and path.exists() else None

    def check_size(self, size: int) -> None:
        limit = (
            cint(local.conf.max_file_size) or cint(system_setting("max_file_size")) * 1024 * 1024
        )
        limit = limit or _DEFAULT_MAX_BYTES
        if size > limit:
            throw(
                _("File size exceeded the maximum allowed size of {0} MB").format(
                    round(limit / 1024 / 1024, 1)
                ),
                MaxFileSizeReachedError,
            )

    def check_url(self) -> None:
        """A URL names a file of this site that the user may read, or an address elsewhere."""
        url = self.file_url or ""
        if url.startswith(("http://", "https://")):
            self.is_private = 0
            return
        path = storage.path_of(url)
        if path is None:
            throw(_("The File URL you've entered is incorrect"))
        self.is_private = int(url.startswith(storage.PRIVATE_PREFIX))
        if not self.flags.ignore_permissions:
            self.check_may_take_over(url)
        if not path.exists():
            throw(_("File {0} does not exist").format(url), FileAbsentError)
        content = storage.read_bytes(url)
        self.file_size, self.content_hash = len(content), content_hash(content)

    def check_may_take_over(self, url: str) -> None:
        if not self.is_private or local.session.user == ADMINISTRATOR:
            return
        names = local.db.get_all("File", filters={"file_url": url}, pluck="name")
        if not any(has_permission("File", "read", name) for name in names):
            throw(_("You cannot attach {0}: it is not yours").format(url), PermissionError)

    def check_attachment_limit(self) -> None:
        doctype, name = self.attached_to_doctype, self.attached_to_name
        if not (doctype and name) or not meta_exists(doctype):
            return
        limit = cint(get_meta(doctype).max_attachments)
        count = local.db.count("File", {"attached_to_doctype": doctype, "attached_to_name": name})
        if limit and count >= limit:
            throw(
                _("Maximum Attachment Limit of {0} has been reached for {1} {2}.").format(
                    f"<strong>{limit}</strong>", _(doctype), name
                ),
                AttachmentLimitReached,
                title=_("Attachment Limit Reached"),
            )

    def validate(self) -> None:
        if self.is_folder or self.is_new():
            return
        before = self.get_doc_before_save()
        if before and before.file_url != self.file_url and before.is_private == self.is_private:
            throw(_("The URL of a file cannot be changed"))
        if before and cint(before.is_private) != cint(self.is_private):
            self.move(bool(cint(self.is_private)))

    def move(self, is_private: bool) -> None:
        """Change between public and private; the bytes and the field of the document follow."""
        old_url = self.get_doc_before_save().file_url
        content = storage.read_bytes(old_url)
        name = storage.clean_name(self.file_name or "")
        self.file_url = storage.save_bytes(name, content, is_private)
        storage.delete_bytes(old_url)
        doctype, name, fieldname = (
            self.attached_to_doctype,
            self.attached_to_name,
            self.attached_to_field,
        )
        if doctype and name and fieldname and get_meta(doctype).has_field(fieldname):
            local.db.set_value(doctype, name, fieldname, self.file_url)

    def after_insert(self) -> None:
        doc = self.attached_document()
        if doc is not None and not self.flags.ignore_comment:
            icon = " <i class='fa fa-lock'></i>" if self.is_private else ""
            add_comment(
                doc,
                "Attachment",
                f"<a href='{self.file_url}' target='_blank'>{self.file_name}</a>{icon}",
            )

    def attached_document(self) -> Any:
        doctype, name = self.attached_to_doctype, self.attached_to_name
        if not (doctype and name) or not meta_exists(doctype) or not local.db.exists(doctype, name):
            return None
        return get_controller(doctype)(doctype, name)

    def on_trash(self) -> None:
        if self.get("is_home_folder") or self.get("is_attachments_folder"):
            throw(_("Cannot delete Home and Attachments folders"))
        if self.is_folder and local.db.exists("File", {"folder": self.name}):
            throw(_("Folder {0} is not empty").format(self.name))

    def after_delete(self) -> None:
        if self.is_folder:
            return
        if self.file_url:
            storage.delete_bytes(self.file_url)
        doc = None if self.flags.in_document_deletion else self.attached_document()
        if doc is not None:
            add_comment(doc, "Attachment Removed", _("Removed {0}").format(self.file_name))

    def get_content(self) -> Any:
        """The content: text when it is UTF-8, else bytes."""
        content = storage.read_bytes(self.file_url or "")
        try:
            return content.decode()
        except UnicodeDecodeError:
            return content

    def get_full_path(self) -> str:
        """Where the bytes lie; they can be read there unless the site is encrypted."""
        path = storage.path_of(self.file_url or "")
        if path is None:
            throw(_("File {0} does not exist").format(self.file_url), DoesNotExistError)
        return str(path)


def _kind(name: str) -> str | None:
    guessed = mimetypes.guess_type(name)[0]
    extension = mimetypes.guess_extension(guessed) if guessed else None
    return extension.lstrip(".").upper() if extension else None


def save_file(
    fname: str,
    content: Any,
    dt: str | None,
    dn: Any,
    folder: str | None = None,
    decode: bool = False,
    is_private: int = 0,
    df: str | None = None,
) -> Any:
    """Store a file and attach it; the user's right to do so is the caller's business."""
    return new_document(
        "File",
        file_name=fname,
        content=content,
        decode=decode,
        attached_to_doctype=dt,
        attached_to_name=str(dn) if dn is not None else None,
        attached_to_field=df,
        folder=folder,
        is_private=cint(is_private),
    ).insert(ignore_permissions=True)


def attachments_of(doctype: str, name: Any) -> list[_dict]:
    """The files of a document, for its form."""
    rows: list[_dict] = local.db.get_all(
        "File",
        fields=["name", "file_name", "file_url", "is_private"],
        filters={"attached_to_doctype": doctype, "attached_to_name": str(name)},
        order_by="creation asc",
    )
    return rows


def _may(doc: Any, ptype: str | None, user: str) -> bool | None:
    """Public files are for everybody who is logged in; private ones go with their document."""
    if user == GUEST:
        return False
    if user == ADMINISTRATOR:
        return None
    is_folder = bool(doc.get("is_folder"))
    if (is_folder or not doc.get("is_private")) and ptype in ("read", "select", "print"):
        return None
    if is_folder and ptype == "create":
        return None
    if doc.get("owner") == user and not doc.get("attached_to_name"):
        return None
    doctype, name = doc.get("attached_to_doctype"), doc.get("attached_to_name")
    if not (doctype and name) or not meta_exists(doctype):
        return None if doc.get("owner") == user else False
    if not local.db.exists(doctype, name):
        return None if doc.get("owner") == user else False
    needed = "read" if ptype in ("read", "select", "print", "email") else "write"
    return None if has_permission(doctype, needed, name, user) else False


def _conditions(user: str) -> str:
    """Lists show one's own files, public ones without a document, and those of readable types.

    An app whose documents are confidential row by row adds its own condition for File.
    """
    if user == ADMINISTRATOR or "System Manager" in get_roles(user):
        return ""
    readable = [
        row[0]
        for row in local.db.sql(
            "select distinct attached_to_doctype from `tabFile` where attached_to_doctype is not null"
        )
        if meta_exists(row[0]) and get_role_permissions(row[0], user).get("read")
    ]
    types = ", ".join(local.db.escape(doctype) for doctype in readable) or "''"
    return (
        f"(`tabFile`.owner = {local.db.escape(user)} or `tabFile`.is_folder = 1"
        f" or (`tabFile`.is_private = 0 and `tabFile`.attached_to_doctype is null)"
        f" or `tabFile`.attached_to_doctype in ({types}))"
    )


def delete_attachments(doc: Any) -> None:
    """Files go with the document to which they are attached."""
    if doc.doctype == "File":
        return
    for name in local.db.get_all(
        "File",
        filters={"attached_to_doctype": doc.doctype, "attached_to_name": str(doc.name)},
        pluck="name",
    ):
        file = get_controller("File")("File", name)
        file.flags.in_document_deletion = True
        file.delete(ignore_permissions=True, force=True, delete_permanently=True)


core_has_permission("File", _may)
core_query_conditions("File", _conditions)
document_deleted.connect(delete_attachments)
