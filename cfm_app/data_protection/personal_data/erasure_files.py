"""The bytes of erased files: overwritten and deleted once their records are certainly gone.

If the machine dies in between, bytes without a record remain. So an erasure keeps the digests of the URLs
until `finish` has made sure that nothing is left.
"""

from collections.abc import Iterable
from hashlib import sha256

import frappe

from cfm_app.security.file_contents import file_bytes
from cfm_app.security.sealing import files


def forget(names: list[str]) -> list[str]:
    """Delete File records. Their bytes follow after the commit, unless another record has them.

    Returns the digests of the URLs whose bytes go.
    """
    urls = {
        url
        for row in frappe.get_all(
            "File", {"name": ["in", names]}, ["file_url", "thumbnail_url"], order_by="name asc"
        )
        for url in (row.file_url, row.thumbnail_url)
        if url
    }
    frappe.db.delete("File", {"name": ["in", names]})
    frappe.db.delete(files.DOCTYPE, {"file": ["in", names]})
    lone = sorted(url for url in urls if file_bytes.path_of(url) and not _is_named(url))
    frappe.db.after_commit.add(lambda: file_bytes.destroy_all(lone))
    return [digest_of(url) for url in lone]


def finish(digests: Iterable[str]) -> None:
    """Destroy what is left of the files with these digests and has no record."""
    wanted = set(digests)
    for url in file_bytes.stored_urls():
        if digest_of(url) in wanted and not _is_named(url):
            file_bytes.destroy_all([url])


def digest_of(url: str) -> str:
    """The digest of a URL: the URL itself may contain words of the file name."""
    return sha256(url.encode()).hexdigest()


def _is_named(url: str) -> bool:
    return bool(frappe.db.exists("File", {"file_url": url}))
