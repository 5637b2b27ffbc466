"""Reads and builds nested values by paths such as `results.0.from`."""

from typing import Any


def at(content: Any, path: str | None) -> Any:
    """The value at a path; None if there is none.

    A key may equal the whole path. Of paths separated by a bar, the first with a value counts.
    """
    found = (_at(content, each.strip()) for each in (path or "").split("|"))
    return next((value for value in found if value is not None), None)


def _at(content: Any, path: str) -> Any:
    if isinstance(content, dict) and path in content:
        return content[path]
    for part in path.split("."):
        if isinstance(content, dict):
            content = content.get(part)
        elif isinstance(content, list) and part.isdigit() and int(part) < len(content):
            content = content[int(part)]
        else:
            return None
    return content


def text_at(content: Any, path: str | None) -> str:
    """The value at a path as text; empty if there is none, or no text."""
    value = at(content, path)
    return str(value) if isinstance(value, str | int | float) else ""


def items(content: Any, path: str | None) -> list[Any]:
    """The items of a list, or the one item if no path is given."""
    if not path:
        return content if isinstance(content, list) else [content]
    found = at(content, path)
    return found if isinstance(found, list) else []


def nested(flat: list[tuple[str, str]]) -> Any:
    """Build objects and lists from values by path; numbers in a path are indexes."""
    root: dict[str, Any] = {}
    for path, value in flat:
        _put(root, path.split("."), value)
    return _listed(root)


def _put(node: dict[str, Any], parts: list[str], value: str) -> None:
    for part in parts[:-1]:
        node = node.setdefault(part, {})
    node[parts[-1]] = value


def _listed(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(key.isdigit() for key in node):
        return [_listed(node[key]) for key in sorted(node, key=int)]
    return {key: _listed(value) for key, value in node.items()}
