"""The bytes of files that go: overwritten, then deleted, once it is certain that their records are gone.

A machine that dies in between leaves bytes that no record names. So an erasure keeps the digests of the
addresses until somebody has looked that nothing is left (`finish`).
"""

from collections.abc import Iterable
from hashlib import sha256

import frappe

from cfm_app.privacy import file_bytes
from cfm_app.sealing import files


def forget(names: list[str]) -> list[str]:
    """Delete File records; their bytes follow after the commit, where no other record has them.

    Returns the digests of the addresses whose bytes go.
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
    """Destroy what is left of the files with these digests and belongs to no record."""
    wanted = set(digests)
    for url in file_bytes.stored_urls():
        if digest_of(url) in wanted and not _is_named(url):
            file_bytes.destroy_all([url])


def digest_of(url: str) -> str:
    """What stands for an address: it may hold the words by which a file was called."""
    return sha256(url.encode()).hexdigest()


def _is_named(url: str) -> bool:
    return bool(frappe.db.exists("File", {"file_url": url}))
