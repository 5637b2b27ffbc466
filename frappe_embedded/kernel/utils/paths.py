"""Where the files of a site lie."""

from __future__ import annotations

import os
from pathlib import Path

from ..core.context import local

__all__ = [
    "get_backups_path",
    "get_bench_path",
    "get_file_size",
    "get_files_path",
    "get_path",
    "get_site_base_path",
    "get_site_path",
    "get_sites",
    "touch_file",
]


def get_site_path(*path: str) -> str:
    """A path below the site's folder."""
    return str(local.site_state.path.joinpath(*path))


def get_site_base_path() -> str:
    return get_site_path()


def get_path(*path: str, base: str | None = None) -> str:
    """A path below ``base``, by default below the site's folder."""
    return str(Path(base or get_site_base_path()).joinpath(*path))


def get_files_path(*path: str, is_private: bool | int = False) -> str:
    """A path below the folder of public or private files."""
    return get_site_path("private" if is_private else "public", "files", *path)


def get_backups_path() -> str:
    return get_site_path("private", "backups")


def get_bench_path() -> str:
    """The folder above that of the sites."""
    return str(Path(local.sites_path).resolve().parent)


def get_sites(sites_path: str | None = None) -> list[str]:
    """The names of the sites in a folder."""
    folder = Path(sites_path or local.sites_path)
    return sorted(file.parent.name for file in folder.glob("*/site_config.json"))


def touch_file(path: str) -> str:
    """Create a file or set its time to now."""
    Path(path).touch()
    return path


def get_file_size(path: str, format: bool = False) -> int | str:
    """The bytes of a file; in words when ``format`` is set."""
    size: float = os.path.getsize(path)
    if not format:
        return int(size)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:3.1f}{unit}"
        size /= 1024
    return f"{size:.1f}TB"
