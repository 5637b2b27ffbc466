"""Files of a folder, by the name that an address gives."""

from __future__ import annotations

from pathlib import Path

from werkzeug.security import safe_join


def file_in(folder: Path, name: str) -> Path | None:
    """The file of that name below a folder; ``None`` for one that is not there, or can be nowhere."""
    path = safe_join(str(folder), name)
    try:
        return Path(path) if path and Path(path).is_file() else None
    except (OSError, ValueError):  # Longer than names of files are, or with a sign that none holds.
        return None
