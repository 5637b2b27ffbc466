"""Files that clients send and fetch."""

import mimetypes
from typing import Any

from ....kernel.core.context import local
from ....kernel.core.exceptions import DoesNotExistError, FileTypeNotAllowed, PermissionError
from ....kernel.core.messages import throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta
from ....kernel.permissions.api import has_permission
from ....kernel.permissions.roles import ADMINISTRATOR, GUEST
from ....kernel.utils.numbers import cint
from ....kernel.utils.settings import system_setting
from ....services.files import storage
from ....services.files.file import save_file
from ..document_output import outgoing
from ..methods import find_method, run_whitelisted

_GUEST_TYPES = (
    "image/png image/jpeg application/pdf application/msword "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document "
    "application/vnd.ms-excel application/vnd.oasis.opendocument.text "
    "application/vnd.oasis.opendocument.spreadsheet "
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet text/plain video/quicktime "
    "video/mp4"
).split()
_NAMES = "doctype docname fieldname folder file_name file_url library_file_name method".split()


@whitelist(allow_guest=True, methods=["POST", "PUT"])
def upload_file() -> Any:
    """Store an uploaded file, or a File on an address, and attach it to a document.

    Who attaches a file must be allowed to write the document: a file is part of it.
    """
    form = local.form_dict
    _require_texts(form)
    sent = local.request.files.get("file") if local.request else None
    name, content = (sent.filename, sent.read()) if sent is not None else (form.file_name, None)
    _check_user(name)
    _check_target(form.doctype, form.docname)
    _check_extension(name)
    if form.method:
        function = find_method(form.method)
        local.uploaded_file = content
        local.uploaded_filename = name
        return run_whitelisted(function, form.method, {})
    return outgoing(_stored(form, name, content), no_nulls=True)


def _stored(form: Any, name: str | None, content: bytes | None) -> Any:
    values = {
        "doctype": "File",
        "attached_to_doctype": form.doctype or None,
        "attached_to_name": str(form.docname) if form.docname else None,
        "attached_to_field": form.fieldname or None,
        "folder": form.folder or "Home",
        "file_name": name,
        "file_url": form.file_url or None,
        "is_private": cint(form.is_private),
    }
    if form.library_file_name:
        library = get_doc("File", form.library_file_name)
        library.check_permission("read")
        values.update(file_name=library.file_name, file_url=library.file_url)
        values["is_private"] = library.is_private
        content = None
    if content is not None:
        values.update(content=content, file_url=None)
    doc = get_doc(values)
    return doc.insert(ignore_permissions=True) if content is not None else _linked(doc)


def _linked(doc: Any) -> Any:
    """A File on an address: whether the user may have it is for the File itself to say."""
    url = str(doc.file_url or "")
    if url and not url.startswith(("http://", "https://", *storage.PREFIXES)):
        throw(_("URL must start with http:// or https://"), title=_("Invalid URL"))
    if url.startswith(storage.PREFIXES) and storage.path_of(url) is None:
        throw(_("The File URL you've entered is incorrect"), title=_("Invalid File URL"))
    return doc.insert()


def _require_texts(form: Any) -> None:
    """What the file is, where it lies and what it hangs on are names; some documents have numbers."""
    for each in _NAMES:
        value = form.get(each)
        is_number = each == "docname" and type(value) is int
        if value is not None and not isinstance(value, str) and not is_number:
            throw(_("{0} is not a text.").format(each))


def _check_user(name: str | None) -> None:
    if local.session.user != GUEST:
        return
    if not cint(system_setting("allow_guests_to_upload_files")):
        raise PermissionError
    if mimetypes.guess_type(name or "")[0] not in _GUEST_TYPES:
        throw(_("You can only upload JPG, PNG, PDF, TXT or Microsoft documents."))


def _check_target(doctype: str | None, name: Any) -> None:
    """The right to write what the file hangs on; a new document has none yet."""
    if not doctype or not name or str(name).startswith("new-"):
        return
    if not local.db.exists(doctype, str(name)) and not get_meta(doctype).issingle:
        throw(_("{0} {1} not found").format(_(doctype), name), DoesNotExistError)
    if not has_permission(doctype, "write", str(name)):
        throw(_("You may not attach files to {0} {1}").format(_(doctype), name), PermissionError)


def _check_extension(name: str | None) -> None:
    allowed = [
        each.strip().lower().lstrip(".")
        for each in str(system_setting("allowed_file_extensions") or "").split("\n")
        if each.strip()
    ]
    if not allowed or not name or local.session.user == ADMINISTRATOR:
        return
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in allowed:
        throw(
            _("File type of {0} is not allowed").format(extension.upper() or _("unknown")),
            FileTypeNotAllowed,
        )


@whitelist(methods=["POST", "PUT"])
def attach_file(
    filename: str | None = None,
    filedata: Any = None,
    doctype: str | None = None,
    docname: Any = None,
    folder: str | None = None,
    decode_base64: Any = False,
    is_private: Any = None,
    docfield: str | None = None,
) -> Any:
    """Attach content that came as text to a document, and set its field if one is named."""
    doc = get_doc(str(doctype), str(docname))
    doc.check_permission("write")
    _check_extension(filename)
    file = save_file(
        str(filename),
        filedata,
        doctype,
        docname,
        folder,
        decode=bool(cint(decode_base64)),
        is_private=cint(is_private),
        df=docfield,
    )
    if docfield:
        doc.set(docfield, file.file_url)
        doc.save()
    return outgoing(file, no_nulls=True)


@whitelist(methods=["POST", "DELETE"])
def remove_attach() -> None:
    """Delete a File that the user may change, with what hangs on its document."""
    form = local.form_dict
    doc = get_doc("File", form.fid)
    if doc.attached_to_doctype and doc.attached_to_name:
        target = get_doc(doc.attached_to_doctype, doc.attached_to_name)
        target.check_permission("write")
    doc.delete()


@whitelist(allow_guest=True)
def download_file(file_url: str) -> None:
    """The content of a file that the user may read."""
    rows = local.db.get_all("File", filters={"file_url": file_url}, fields=["name", "is_private"])
    allowed = [row.name for row in rows if not row.is_private or _may_read(row.name)]
    if not allowed:
        raise PermissionError
    doc = get_doc("File", allowed[0])
    content = doc.get_content()
    local.response.update(
        {
            "filename": str(file_url).rpartition("/")[2],
            "filecontent": content.encode() if isinstance(content, str) else content,
            "content_type": mimetypes.guess_type(file_url)[0],
            "type": "download",
        }
    )


def _may_read(name: str) -> bool:
    return bool(has_permission("File", "read", name))
