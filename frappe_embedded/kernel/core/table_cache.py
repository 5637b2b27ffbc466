"""What a process keeps of the database for as long as the tables it comes from stay as they are."""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any

EVERY_TABLE = "*"
_LIMIT = 4096


class TableCache:
    """Results that many requests need, each with the tables it was read from.

    A result is used until a transaction is committed that wrote to one of its tables. A result
    that was read before such a commit but arrives after it is not used either, since its
    tables' versions are taken before it is read. Whoever gets a result must not change it.
    """

    def __init__(self) -> None:
        self._results: dict[Hashable, tuple[object, tuple[int, ...], Any]] = {}
        self._versions: dict[str, int] = {}
        self._schema = 0
        self._state = object()
        """Another one after each change, of whatever table. While it is the same, no versions need be compared."""

    def get(self, key: Hashable, tables: Sequence[str], make: Callable[[], Any]) -> Any:
        """The result of ``make``, which reads from ``tables`` (lower case) only."""
        state = self._state
        found = self._results.get(key)
        if found is not None and found[0] is state:
            return found[2]
        versions = self._versions_of(tables)
        result = found[2] if found is not None and found[1] == versions else make()
        if len(self._results) >= _LIMIT:
            self._results.clear()
        self._results[key] = (state, versions, result)
        return result

    def forget(self) -> None:
        """No result is used any more."""
        self.changed([EVERY_TABLE])

    def changed(self, tables: Collection[str]) -> None:
        """Results from these tables are not used any more."""
        if not tables:
            return
        for table in tables:
            if table == EVERY_TABLE:
                self._schema += 1
            else:
                self._versions[table] = self._versions.get(table, 0) + 1
        # Last: who sees this state sees the versions that belong to it.
        self._state = object()

    def _versions_of(self, tables: Sequence[str]) -> tuple[int, ...]:
        versions = self._versions
        return (self._schema, *[versions.get(table, 0) for table in tables])
