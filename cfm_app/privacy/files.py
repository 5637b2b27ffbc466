"""Files that are what their user brought: no other file is read or shown through a new one.

On a bench a new File with the address of a private one copies its bytes, a field of a document
that holds such an address attaches it, and equal bytes are answered with the address of whoever
brought them first. Names tell of other files as well. The bytes of a file go as it is deleted,
though a hook may refuse the deletion afterwards, or the transaction be undone. Frappe does all of it
before any hook is asked, so this is its File itself.
"""

from os.path import splitext

import frappe
from frappe import _
from frappe.core.doctype.file.file import File

PRIVATE, PUBLIC = "/private/files/", "/files/"


class GuardedFile(File):
    """A File that points at private bytes only for who may read them, and shares none."""

    def before_insert(self) -> None:
        if not self.get("content"):
            require_readable(self.file_url or "")
        self.flags.ignore_duplicate_entry_error = True
        super().before_insert()

    def save_file(
        self,
        content: bytes | str | None = None,
        decode: bool = False,
        ignore_existing_file_check: bool = False,
        overwrite: bool = False,
    ) -> None:
        if self.is_private and self.file_name and not overwrite:
            # Frappe changes a name that is taken, which tells that a hidden file is called the same.
            stem, ending = splitext(self.file_name)
            self.file_name = f"{stem}-{frappe.generate_hash(length=10)}{ending}"
        # Only a bench calls this.
        super().save_file(content, decode, True, overwrite)  # type: ignore[misc]

    def _delete_file_on_disk(self) -> None:
        """Take the bytes away once it is certain that no File has their address.

        Frappe leaves them where another File has equal ones, at whatever address.
        """
        if self.flags.new_file:
            # What was rolled back is the file's insertion.
            self._delete_lone_bytes()
        else:
            frappe.db.after_commit.add(self._delete_lone_bytes)

    def _delete_lone_bytes(self) -> None:
        folder, slash, _name = (self.file_url or "").rpartition("/")
        # Frappe takes the last part of an address elsewhere for a private file of this site.
        is_ours = folder + slash in (PRIVATE, PUBLIC)
        # A deletion that was undone to a savepoint left this behind.
        if is_ours and not frappe.db.exists("File", self.name):
            is_shared = bool(frappe.db.exists("File", {"file_url": self.file_url}))
            self.delete_file_data_content(only_thumbnail=is_shared)


def is_readable(name: str) -> bool:
    """Whether a File is there and the user may read it: what is closed is answered as what is not there.

    Folders are everybody's, and called the same everywhere.
    """
    found = frappe.db.get_value("File", name, ["name", "is_folder"], as_dict=True)
    if not found:
        return False
    return bool(found.is_folder or frappe.has_permission("File", "read", doc=found.name))


def require_readable(url: str) -> None:
    """Refuse a private address that the user may not read, as one where there is nothing."""
    if not url.startswith(PRIVATE) or frappe.session.user == "Administrator":
        return
    names = frappe.get_all("File", filters={"file_url": url}, pluck="name", order_by="creation asc")
    if not any(frappe.has_permission("File", "read", doc=name) for name in names):
        frappe.throw(_("There is no file at {0}.").format(url), frappe.DoesNotExistError)
