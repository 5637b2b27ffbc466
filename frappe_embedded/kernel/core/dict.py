"""A dict whose keys read as attributes, as Frappe's API hands out everywhere."""

from __future__ import annotations

from typing import Any


class _dict(dict[str, Any]):
    """A dict with attribute access; a missing attribute reads as ``None``.

    Dunder names raise ``AttributeError``, so that copying, pickling and the like see a plain dict.
    """

    __slots__ = ()

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__") and key.endswith("__"):
            raise AttributeError(key)
        return self.get(key)

    def __setattr__(self, key: str, value: Any) -> None:
        self[key] = value

    def __delattr__(self, key: str) -> None:
        try:
            del self[key]
        except KeyError:
            raise AttributeError(key) from None

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.update(state)

    def __getstate__(self) -> dict[str, Any]:
        return dict(self)

    def update(self, *args: Any, **kwargs: Any) -> _dict:  # type: ignore[override]
        """Update in place and return self, so that calls can be chained."""
        super().update(*args, **kwargs)
        return self

    def copy(self) -> _dict:
        return _dict(self)
