"""Bytes in the site's folder, for what Frappe's File does not offer: overwriting, sealing, the app's own files.

Where the folder is encrypted, ``frappe.local.encrypted_files`` reads and writes it.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
from frappe.utils import get_files_path

PREFIXES = {"/private/files/": True, "/files/": False}
BLOCK = 1 << 16


def path_of(url: str) -> Path | None:
    """The path of the bytes at a URL; None for a URL elsewhere."""
    for prefix, is_private in PREFIXES.items():
        if url.startswith(prefix):
            return Path(get_files_path(Path(url).name, is_private=is_private))
    return None


def stored_urls() -> Iterator[str]:
    """The URLs of all files in the upload folders."""
    files = _encrypted()
    for prefix, is_private in PREFIXES.items():
        if files:
            names = files.names(f"{'private' if is_private else 'public'}/files")
        else:
            names = (path.name for path in Path(get_files_path(is_private=is_private)).glob("*"))
        yield from (f"{prefix}{name}" for name in names)


def read(path: Path) -> bytes:
    """The content of a file; raises ``FileNotFoundError``."""
    files = _encrypted()
    return files.read_bytes(path) if files else path.read_bytes()


def write(path: Path, content: bytes, name: str) -> None:
    """Write a file under the given name."""
    files = _encrypted()
    if files:
        files.write_bytes(path, content, name)
    else:
        path.write_bytes(content)


def append(path: Path, content: bytes) -> None:
    """Append to a file that only its owner may read; creates it if necessary."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if files := _encrypted():
        before = files.read_bytes(path) if path.exists() else b""
        files.write_bytes(path, before + content)
        return
    with path.open("ab") as opened:
        opened.write(content)
    path.chmod(0o600)


def replace(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all; its former bytes are overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if files := _encrypted():
        files.write_bytes(path, content)
        return
    new, former = (path.with_name(f"{path.name}.{each}") for each in ("new", "former"))
    new.touch(mode=0o600)
    new.write_bytes(content)
    if path.exists():
        former.unlink(missing_ok=True)
        os.link(path, former)
    new.replace(path)
    if former.exists():
        _overwrite(former)
        former.unlink()


def destroy_all(urls: list[str]) -> None:
    """Overwrite and delete the files at some URLs."""
    for url in urls:
        path = path_of(url)
        if path and path.is_file():
            _overwrite(path)
            path.unlink(missing_ok=True)


def _overwrite(path: Path) -> None:
    """Write zeros over the bytes in place; a disk that moves what it writes may keep a copy."""
    with path.open("r+b") as opened:
        left = path.stat().st_size
        while left > 0:
            left -= opened.write(b"\0" * min(BLOCK, left))
        opened.flush()
        os.fsync(opened.fileno())


def _encrypted() -> Any:
    return getattr(frappe.local, "encrypted_files", None)
