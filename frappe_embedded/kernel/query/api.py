"""``frappe.db``: a connection, and what the modules beside this one do with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, ClassVar

from ..core.context import local
from ..core.names import scrub
from ..db.connection import Connection
from . import defaults, reading, singles, tables, writing
from .select import get_all


class Database(Connection):
    """The connection of one context with everything that Frappe's API offers on it.

    What is named here are functions whose first argument is the connection; each is told where it lies.
    ``list_for_user`` is set by the permissions layer, which knows what a user may see.
    """

    auto_commit_on_many_writes = False

    # Values of documents
    get = reading.get
    get_value = reading.get_value
    get_values = reading.get_values
    exists = reading.exists
    count = estimate_count = reading.count
    get_descendants = reading.get_descendants
    set_value = writing.set_value
    delete = writing.delete
    truncate = writing.truncate
    bulk_insert = writing.bulk_insert

    # Values of Singles
    get_single_value = get_singles_value = singles.get_single_value
    get_singles_dict = singles.get_singles_dict
    set_single_value = singles.set_single_value

    # Tables
    get_tables = tables.get_tables
    table_exists = has_table = tables.table_exists
    get_db_table_columns = tables.get_db_table_columns
    get_table_columns = tables.get_table_columns
    get_column_type = tables.get_column_type
    has_column = tables.has_column
    describe = tables.describe
    updatedb = tables.updatedb
    rename_column = tables.rename_column
    has_index = tables.has_index
    add_index = tables.add_index
    add_unique = tables.add_unique
    set_next_sequence_val = tables.set_next_sequence_val
    sql_ddl = tables.sql_ddl

    # Lists
    list_for_user: ClassVar[Callable[..., Any] | None] = None
    get_all: Callable[..., Any] = staticmethod(get_all)

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        """As ``get_all``, of what the present user may see."""
        list_for_user = type(self).list_for_user
        if list_for_user is None:
            raise RuntimeError("frappe.db.get_list needs the permissions layer")
        return list_for_user(*args, **kwargs)

    def multisql(self, sql_dict: dict[str, str], values: Any = (), **kwargs: Any) -> Any:
        """Run the variant for SQLite of a statement that is written per database; nothing if it has none."""
        query = sql_dict.get("sqlite")
        return self.sql(query, values, **kwargs) if query else []

    def get_default(self, key: str, parent: str = defaults.SITE) -> Any:
        """The first value of a default of the site or a user."""
        value = self.get_defaults(key, parent)
        return value[0] if isinstance(value, list) else value

    def get_defaults(self, key: str | None = None, parent: str = defaults.SITE) -> Any:
        """All defaults, or the value of one key: a list if it has several."""
        values = defaults.get_defaults_for(parent)
        if not key:
            return values
        return values[key] if key in values else values.get(scrub(key))

    def set_default(
        self, key: str, val: Any, parent: str = defaults.SITE, parenttype: str | None = None
    ) -> None:
        defaults.set_default(key, val, parent, parenttype)

    def add_default(
        self, key: str, val: Any, parent: str = defaults.SITE, parenttype: str | None = None
    ) -> None:
        defaults.add_default(key, val, parent, parenttype)

    def set_global(self, key: str, val: Any, user: str = "__global") -> None:
        self.set_default(key, val, user)

    def get_global(self, key: str, user: str = "__global") -> Any:
        return self.get_default(key, user)

    def get_system_setting(self, key: str) -> Any:
        return self.get_single_value("System Settings", key)

    @staticmethod
    def escape(s: Any, percent: bool = True) -> str:
        """A text as SQL, in quotes; percent signs are doubled for ``frappe.db.sql``."""
        text = s.decode() if isinstance(s, bytes) else str(s)
        text = text.replace("'", "''").replace("\0", "")
        return f"'{text.replace('%', '%%') if percent else text}'"


_blocks = count()


def _begun() -> str:
    """Set a savepoint of a name that no block around this one has."""
    name = f"block_{next(_blocks)}"
    local.db.savepoint(name)
    return name


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Undo what the block wrote if it raises; the exception goes on."""
    name = _begun()
    try:
        yield
    except Exception:
        local.db.rollback(save_point=name)
        raise


@contextmanager
def on_trial() -> Iterator[None]:
    """Undo what the block wrote, whatever comes of it."""
    name = _begun()
    try:
        yield
    finally:
        local.db.rollback(save_point=name)


@contextmanager
def savepoint(catch: type[Exception] | tuple[type[Exception], ...] = Exception) -> Iterator[None]:
    """Undo what the block wrote if it raises ``catch``, and go on after it."""
    name = _begun()
    try:
        yield
    except catch:
        local.db.rollback(save_point=name)
    else:
        local.db.release_savepoint(name)
