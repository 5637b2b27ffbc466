"""Which library opens the database of a site: Python's own, or SQLCipher where there is a key.

Both give what ``sqlite3`` gives, errors included, so that nobody else asks which it is.
"""

import importlib
import sqlite3
from pathlib import Path
from typing import Any, cast

from ..core.site_key import SiteKey

_CIPHER = f"{__package__}.cipher"


class NoCipher(RuntimeError):
    """The library that opens encrypted databases is not installed."""


def connect(path: str | Path, key: SiteKey | None = None, **options: Any) -> sqlite3.Connection:
    """A connection to a database, with the options of ``sqlite3.connect``; ``NoCipher`` where it cannot be."""
    connection = (
        sqlite3.connect(path, **options) if key is None else _cipher().connect(path, key, **options)
    )
    return cast(sqlite3.Connection, connection)


def rewrite(source: Path, old: SiteKey | None, target: Path, new: SiteKey | None) -> None:
    """Write a database anew with another key or none; ``target`` is not there yet.

    Rows may get other numbers than they had, as by ``VACUUM``: who uses them makes full-text indexes anew.
    """
    _cipher().rewrite(source, old, target, new)


def check_cipher() -> None:
    """``NoCipher`` where encrypted databases cannot be opened here."""
    _cipher()


def _cipher() -> Any:
    try:
        return importlib.import_module(_CIPHER)
    except ImportError as error:
        raise NoCipher(
            "Encrypted sites need a library that is not installed: pip install sqlcipher3"
        ) from error
