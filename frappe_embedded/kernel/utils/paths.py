"""Where the files of a site lie."""

from ..core.context import local

__all__ = ["get_files_path", "get_site_base_path", "get_site_path"]


def get_site_path(*path: str) -> str:
    """A path below the site's folder."""
    return str(local.site_state.path.joinpath(*path))


def get_site_base_path() -> str:
    return get_site_path()


def get_files_path(*path: str, is_private: bool | int = False) -> str:
    """A path below the folder of public or private files: for one name, where that file lies on the disk."""
    folder = f"{'private' if is_private else 'public'}/files"
    place = local.site_state.files.place(folder, *path) if len(path) == 1 else None
    return str(place) if place else get_site_path(folder, *path)
