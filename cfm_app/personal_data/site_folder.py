"""Files in the site's folder that the framework does not look after: read and written as it keeps its own.

A folder may be encrypted as a whole; then ``frappe.local.encrypted_files`` reads and writes what lies in it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
from frappe.utils import get_files_path

PREFIXES = {"/private/files/": True, "/files/": False}


def read(path: Path) -> bytes:
    """The content of a file; ``FileNotFoundError`` where there is none."""
    files = _encrypted()
    return files.read_bytes(path) if files else path.read_bytes()


def append(path: Path, content: bytes) -> None:
    """Add to the end of a file, for its owner alone; it is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if files := _encrypted():
        before = files.read_bytes(path) if path.exists() else b""
        files.write_bytes(path, before + content)
        return
    with path.open("ab") as opened:
        opened.write(content)
    path.chmod(0o600)


def path_of_upload(url: str) -> Path | None:
    """Where the bytes of an address lie; ``None`` for one that is no upload."""
    for prefix, is_private in PREFIXES.items():
        if url.startswith(prefix):
            return Path(get_files_path(Path(url).name, is_private=is_private))
    return None


def uploads() -> Iterator[str]:
    """The addresses of all bytes that lie in the folders of uploads."""
    files = _encrypted()
    for prefix, is_private in PREFIXES.items():
        if files:
            names = files.names(f"{'private' if is_private else 'public'}/files")
        else:
            names = (path.name for path in Path(get_files_path(is_private=is_private)).glob("*"))
        yield from (f"{prefix}{name}" for name in names)


def _encrypted() -> Any:
    return getattr(frappe.local, "encrypted_files", None)
