"""Files that came with a case from elsewhere."""

import io
import zipfile

import frappe

from cfm_app.security.markup import ACTIVE_ENDINGS


def attach(place: tuple[str, str], file_name: str, content: bytes) -> str:
    """Store a private file of a case or its report. Returns its number.

    A file that a browser would run is packed into an archive, so nobody opens it by accident.
    """
    if file_name.rpartition(".")[2].casefold() in ACTIVE_ENDINGS:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(file_name, content)
        file_name, content = f"{file_name}.zip", packed.getvalue()
    values = {
        "doctype": "File",
        "file_name": file_name,
        "attached_to_doctype": place[0],
        "attached_to_name": place[1],
        "is_private": 1,
        "content": content,
    }
    # The report is closed to the migrating user.
    return frappe.get_doc(values).insert(ignore_permissions=True).name
