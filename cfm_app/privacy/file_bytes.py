"""The bytes of stored files where they lie, for what the framework's File does not do: overwriting them."""

import os
from pathlib import Path

import frappe

FOLDERS = {"/private/files/": ("private", "files"), "/files/": ("public", "files")}
BLOCK = 1 << 16


def path_of(url: str) -> Path | None:
    """Where the bytes of an address lie; None for an address elsewhere."""
    for prefix, folder in FOLDERS.items():
        if url.startswith(prefix):
            return Path(frappe.get_site_path(*folder)) / Path(url).name
    return None


def destroy_all(urls: list[str]) -> None:
    """Overwrite and delete the bytes behind some addresses."""
    for url in urls:
        path = path_of(url)
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
