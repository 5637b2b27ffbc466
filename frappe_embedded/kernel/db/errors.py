"""What went wrong in the database, in the terms that apps ask for."""

import re
import sqlite3

from ..core.exceptions import QueryTimeoutError

_DUPLICATE_ENTRY = 1062

_FULL = ("SQLITE_FULL",)
_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR")

_VIOLATION = re.compile(r"(?:UNIQUE|PRIMARY KEY) constraint failed: (.+)")
_MISSING_COLUMN = re.compile(r"no such column|has no column named|no column named")


class StorageError(sqlite3.OperationalError):
    """The disk does not take what is written, or cannot be read; nothing was stored."""

    http_status_code = 503


class DiskFull(StorageError):
    http_status_code = 507


def as_storage_error(error: sqlite3.Error) -> StorageError | None:
    """The error in words, if it is the disk that refuses.

    They are English: a text in another language would be looked up in the database that refuses.
    """
    name = _name_of(error)
    if name.startswith(_FULL):
        return DiskFull("The disk is full: nothing was stored. Make room on it, and try again.")
    if name.startswith(_NOT_WRITABLE):
        return StorageError(f"The disk cannot be written, or not be read ({error}).")
    return None


def _name_of(error: sqlite3.Error) -> str:
    """The name of the error; before Python 3.11 it is told from its words."""
    name = getattr(error, "sqlite_errorname", None)
    if name:
        return str(name)
    said = str(error)
    known = {"disk is full": _FULL[0], "readonly database": _NOT_WRITABLE[0]}
    known |= {"unable to open database": _NOT_WRITABLE[1], "disk I/O error": _NOT_WRITABLE[2]}
    return next((found for words, found in known.items() if words in said), "")


def violated_columns(error: BaseException) -> list[tuple[str, str]]:
    """The (table, column) pairs of the key that a statement violated; empty for other errors."""
    match = _VIOLATION.search(str(error)) if isinstance(error, sqlite3.IntegrityError) else None
    if match is None or match[1].startswith("index "):
        return []
    pairs = (name.rpartition(".") for name in match[1].split(", "))
    return [(table, column) for table, _, column in pairs]


def duplicate_entry(value: object, key: str) -> sqlite3.IntegrityError:
    """The error by whose number and words clients of a Frappe site know a duplicate."""
    return sqlite3.IntegrityError(_DUPLICATE_ENTRY, f"Duplicate entry '{value}' for key '{key}'")


class ErrorKinds:
    """Tests that ``frappe.db`` offers for exceptions of the database."""

    InternalError = sqlite3.InternalError
    ProgrammingError = sqlite3.ProgrammingError
    OperationalError = sqlite3.OperationalError
    DataError = sqlite3.DataError
    IntegrityError = sqlite3.IntegrityError
    SQLError = sqlite3.ProgrammingError

    @staticmethod
    def is_duplicate_entry(error: BaseException) -> bool:
        if not isinstance(error, sqlite3.IntegrityError):
            return False
        return "constraint failed" in str(error) or error.args[:1] == (_DUPLICATE_ENTRY,)

    @staticmethod
    def is_primary_key_violation(error: BaseException) -> bool:
        if getattr(error, "sqlite_errorname", None) == "SQLITE_CONSTRAINT_PRIMARYKEY":
            return True
        return [column for _, column in violated_columns(error)] == ["name"]

    @classmethod
    def is_unique_key_violation(cls, error: BaseException) -> bool:
        return bool(violated_columns(error)) and not cls.is_primary_key_violation(error)

    @staticmethod
    def violated_columns(error: BaseException) -> list[str]:
        """The columns of the unique or primary key that a statement violated."""
        return [column for _, column in violated_columns(error)]

    @staticmethod
    def is_table_missing(error: BaseException) -> bool:
        return isinstance(error, sqlite3.OperationalError) and "no such table" in str(error)

    is_missing_table = is_table_missing

    @staticmethod
    def is_missing_column(error: BaseException) -> bool:
        known = isinstance(error, sqlite3.OperationalError)
        return known and _MISSING_COLUMN.search(str(error)) is not None

    @staticmethod
    def is_timedout(error: BaseException) -> bool:
        if isinstance(error, QueryTimeoutError):
            return True
        return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)

    is_statement_timeout = is_timedout

    @staticmethod
    def is_deadlocked(error: BaseException) -> bool:
        """Never: there is one writer at a time."""
        return False
