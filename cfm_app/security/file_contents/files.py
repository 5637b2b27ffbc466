"""Files hold what their uploader sent, without what a camera noted: no new File shows the bytes of another one.

On a bench, a new File with the URL of a private one copies its bytes, a field with such a URL attaches
it, and equal bytes are answered with the URL of the first upload; names reveal other files as well. The
bytes go with the File, though a hook may refuse the deletion until then.
"""

import base64
from os.path import splitext

import frappe
from frappe import _
from frappe.core.doctype.file.file import File
from frappe.utils import cint

from cfm_app.security.file_contents.metadata import without_metadata

STRIPS = "strip_exif_metadata_from_uploaded_images"
PRIVATE, PUBLIC = "/private/files/", "/files/"


class GuardedFile(File):
    """A File that refers to private bytes only for users who may read them, and shares bytes with no other File."""

    @property
    def content_type(self) -> None:
        """A bench packs a JPEG file anew to take out its notes: here they are out before, so no kind is told."""

    @content_type.setter
    def content_type(self, kind: str | None) -> None:
        pass

    def before_insert(self) -> None:
        if self.get("content"):
            self.take_out_notes()
        else:
            require_readable(self.file_url or "")
        self.flags.ignore_duplicate_entry_error = True
        super().before_insert()

    def take_out_notes(self) -> None:
        """Of a picture only what is seen is stored, if the settings of the site say so."""
        if cint(frappe.db.get_single_value("System Settings", STRIPS)):
            self.content, self.decode = without_metadata(self.uploaded_bytes()), 0

    def uploaded_bytes(self) -> bytes:
        """What somebody uploads; clients may send it as base64, with its kind in front."""
        content = self.content
        content = content.encode() if isinstance(content, str) else content
        if self.get("decode"):
            encoded = content.split(b",", 1)[1] if b"," in content[:100] else content
            # Some clients leave out the padding.
            content = base64.b64decode(encoded + b"===")
        return bytes(content)

    def save_file(
        self,
        content: bytes | str | None = None,
        decode: bool = False,
        ignore_existing_file_check: bool = False,
        overwrite: bool = False,
    ) -> None:
        if self.is_private and self.file_name and not overwrite:
            # Frappe renames a file whose name is taken, which would reveal a hidden file.
            stem, ending = splitext(self.file_name)
            self.file_name = f"{stem}-{frappe.generate_hash(length=10)}{ending}"
        # Only a bench calls this.
        super().save_file(content, decode, True, overwrite)  # type: ignore[misc]

    def _delete_file_on_disk(self) -> None:
        """Delete the bytes once it is certain that no other File has their URL.

        Frappe keeps them where another File has equal bytes, at whatever URL.
        """
        if self.flags.new_file:
            # The insertion of the File was rolled back.
            self._delete_lone_bytes()
        else:
            frappe.db.after_commit.add(self._delete_lone_bytes)

    def _delete_lone_bytes(self) -> None:
        folder, slash, _name = (self.file_url or "").rpartition("/")
        # Frappe takes the last part of an external URL for a private file of this site.
        is_ours = folder + slash in (PRIVATE, PUBLIC)
        # Left by a deletion that was rolled back to a savepoint.
        if is_ours and not frappe.db.exists("File", self.name):
            is_shared = bool(frappe.db.exists("File", {"file_url": self.file_url}))
            self.delete_file_data_content(only_thumbnail=is_shared)


def is_readable(name: str) -> bool:
    """Whether a File exists and the user may read it: a closed file is answered like a missing one.

    Folders are open to everybody and have the same names on every site.
    """
    found = frappe.db.get_value("File", name, ["name", "is_folder"], as_dict=True)
    if not found:
        return False
    return bool(found.is_folder or frappe.has_permission("File", "read", doc=found.name))


def is_readable_at(url: str) -> bool:
    """Whether the user may read a File with this private URL; others are no secret."""
    if not url.startswith(PRIVATE) or frappe.session.user == "Administrator":
        return True
    names = frappe.get_all("File", filters={"file_url": url}, pluck="name", order_by="creation asc")
    return any(frappe.has_permission("File", "read", doc=name) for name in names)


def require_readable(url: str) -> None:
    """Throw for a private URL that the user may not read, as for one without a file."""
    if not is_readable_at(url):
        frappe.throw(_("There is no file at {0}.").format(url), frappe.DoesNotExistError)
