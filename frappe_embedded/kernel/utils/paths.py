"""Where the files of a site lie."""

from __future__ import annotations

from ..core.context import local

__all__ = [
    "get_files_path",
    "get_site_base_path",
    "get_site_path",
]


def get_site_path(*path: str) -> str:
    """A path below the site's folder."""
    return str(local.site_state.path.joinpath(*path))


def get_site_base_path() -> str:
    return get_site_path()


def get_files_path(*path: str, is_private: bool | int = False) -> str:
    """A path below the folder of public or private files."""
    return get_site_path("private" if is_private else "public", "files", *path)
