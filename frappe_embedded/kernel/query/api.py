"""``frappe.db``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from ..core.context import local
from ..core.names import scrub
from . import defaults
from .schema_methods import SchemaMethods
from .select import get_all


class Database(SchemaMethods):
    """The connection of one context with everything that Frappe's API offers on it.

    ``list_for_user`` is set by the permissions layer, which knows what a user may see.
    """

    list_for_user: ClassVar[Callable[..., Any] | None] = None
    get_all: Callable[..., Any] = staticmethod(get_all)

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        """As ``get_all``, of what the present user may see."""
        list_for_user = type(self).list_for_user
        if list_for_user is None:
            raise RuntimeError("frappe.db.get_list needs the permissions layer")
        return list_for_user(*args, **kwargs)

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


@contextmanager
def savepoint(catch: type[Exception] | tuple[type[Exception], ...] = Exception) -> Iterator[None]:
    """Undo what the block wrote if it raises ``catch``, and go on after it."""
    name = f"block_{id(object())}"
    local.db.savepoint(name)
    try:
        yield
    except catch:
        local.db.rollback(save_point=name)
    else:
        local.db.release_savepoint(name)
