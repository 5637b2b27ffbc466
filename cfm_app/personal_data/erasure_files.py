"""The bytes of files that go: overwritten, then deleted, once it is certain that their records are gone.

A machine that dies in between leaves bytes that no record names. So an erasure keeps the digests of the
addresses until somebody has looked that nothing is left (`finish`).
"""

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import frappe

from cfm_app.personal_data import site_folder

BLOCK = 1 << 16


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
    lone = sorted(url for url in urls if site_folder.path_of_upload(url) and not _is_named(url))
    frappe.db.after_commit.add(lambda: _destroy_all(lone))
    return [digest_of(url) for url in lone]


def finish(digests: Iterable[str]) -> None:
    """Destroy what is left of the files with these digests and belongs to no record."""
    wanted = set(digests)
    for url in site_folder.uploads():
        if digest_of(url) in wanted and not _is_named(url):
            _destroy_all([url])


def digest_of(url: str) -> str:
    """What stands for an address: it may hold the words by which a file was called."""
    return sha256(url.encode()).hexdigest()


def _is_named(url: str) -> bool:
    return bool(frappe.db.exists("File", {"file_url": url}))


def _destroy_all(urls: list[str]) -> None:
    for url in urls:
        path = site_folder.path_of_upload(url)
        if path and path.is_file():
            _overwrite(path)
            path.unlink(missing_ok=True)


def _overwrite(path: Path) -> None:
    """Write zeros over the bytes where they lie; a disk that moves what it writes may keep a copy."""
    with path.open("r+b") as opened:
        left = path.stat().st_size
        while left > 0:
            left -= opened.write(b"\0" * min(BLOCK, left))
        opened.flush()
        os.fsync(opened.fileno())
