"""Trees kept as nested sets: ``lft`` and ``rgt`` enclose a node's descendants."""

from typing import Any

from ..core.context import local
from ..core.exceptions import ValidationError
from ..core.messages import throw
from ..core.names import scrub
from ..i18n import _
from ..meta.loader import get_meta
from ..query.tree import ancestors, descendants
from .controllers import set_fallbacks
from .document import Document


class NestedSetRecursionError(ValidationError):
    pass


class NestedSetChildExistsError(ValidationError):
    pass


class NestedSetInvalidMergeError(ValidationError):
    pass


class NestedSet(Document):
    """A document that is a node of a tree; ``nsm_parent_field`` links to its parent node."""

    nsm_parent_field = ""

    def __setup__(self) -> None:
        if not self.nsm_parent_field and self.meta.nsm_parent_field:
            self.__dict__["nsm_parent_field"] = self.meta.nsm_parent_field

    def on_update(self) -> None:
        update_nsm(self)
        self.validate_ledger()

    def on_trash(self, allow_root_deletion: bool = False) -> None:
        """Refuse to delete a node with children; close the gap of a leaf."""
        parent_field = parent_field_of(self)
        stored = local.db.sql(
            f"select lft, rgt from `tab{self.doctype}` where name = %s", (self.name,)
        )
        children = local.db.sql(
            f"select name from `tab{self.doctype}` where `{parent_field}` = %s limit 1",
            (self.name,),
        )
        if not self.get(parent_field) and not getattr(self, "allow_root_deletion", True):
            throw(_("Root {0} cannot be deleted").format(_(self.doctype)))
        if children:
            throw(
                _("Cannot delete {0} as it has child nodes").format(self.name),
                NestedSetChildExistsError,
            )
        if stored and stored[0][0]:
            left, right = stored[0]
            _shift(self.doctype, right, -(right - left + 1))
            local.db.sql(
                f"update `tab{self.doctype}` set lft = 0, rgt = 0 where name = %s", (self.name,)
            )

    def before_rename(
        self, old: str, new: str, merge: bool = False, group_fname: str = "is_group"
    ) -> None:
        """Leaves merge with leaves, branches with branches, and none with what lies below it."""
        if merge and old in get_ancestors_of(self.doctype, new):
            throw(
                _("{0} lies below {1}: merge it the other way round.").format(new, old),
                NestedSetInvalidMergeError,
            )
        if merge and self.meta.has_field(group_fname):
            target = local.db.get_value(self.doctype, new, group_fname)
            if target is not None and bool(target) != bool(self.get(group_fname)):
                throw(
                    _("Merging is only possible between Group-to-Group or Leaf Node-to-Leaf Node"),
                    NestedSetInvalidMergeError,
                )

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        if merge:
            rebuild_tree(self.doctype, parent_field_of(self))

    def validate_ledger(self, group_identifier: str = "is_group") -> None:
        if self.meta.has_field(group_identifier) and not self.get(group_identifier):
            parent_field = parent_field_of(self)
            if local.db.sql(
                f"select name from `tab{self.doctype}` where `{parent_field}` = %s and docstatus != 2 limit 1",
                (self.name,),
            ):
                throw(
                    _("{0} {1} cannot be a leaf node as it has children").format(
                        _(self.doctype), self.name
                    )
                )

    def get_ancestors(self) -> list[str]:
        return get_ancestors_of(self.doctype, self.name)

    def get_parent(self) -> Any:
        parent = self.get(parent_field_of(self))
        return type(self)(self.doctype, parent) if parent else None

    def get_children(self) -> list[Any]:
        rows = local.db.sql(
            f"select name from `tab{self.doctype}` where `{parent_field_of(self)}` = %s order by lft",
            (self.name,),
        )
        return [type(self)(self.doctype, row[0]) for row in rows]


def parent_field_of(doc: Any) -> str:
    return (
        doc.get("nsm_parent_field") or type(doc).nsm_parent_field or f"parent_{scrub(doc.doctype)}"
    )


def update_nsm(doc: Any) -> None:
    """Place a new node, or move a node with its branch when its parent changed."""
    parent_field = parent_field_of(doc)
    parent = doc.get(parent_field) or None
    left, _right = _bounds(doc.doctype, doc.name)
    if not left:
        _place(doc.doctype, doc.name, parent)
    elif _old_parent(doc, parent_field) != parent:
        _move(doc.doctype, doc.name, parent)
    doc.lft, doc.rgt = _bounds(doc.doctype, doc.name)
    if doc.meta.has_field("old_parent"):
        doc.old_parent = parent
        local.db.sql(
            f"update `tab{doc.doctype}` set old_parent = %s where name = %s",
            (parent or "", doc.name),
        )


def _old_parent(doc: Any, parent_field: str) -> str | None:
    """The parent under which the node hangs so far."""
    if doc.meta.has_field("old_parent"):
        rows = local.db.sql(
            f"select old_parent from `tab{doc.doctype}` where name = %s", (doc.name,)
        )
        return rows[0][0] or None
    before = doc.get_doc_before_save()
    return (before.get(parent_field) or None) if before else None


def _bounds(doctype: str, name: str) -> tuple[int, int]:
    rows = local.db.sql(f"select lft, rgt from `tab{doctype}` where name = %s", (name,))
    return (int(rows[0][0] or 0), int(rows[0][1] or 0)) if rows else (0, 0)


def _shift(doctype: str, beyond: int, by: int, *, including: bool = False) -> None:
    """Move all bounds beyond a position."""
    sign = ">=" if including else ">"
    for column in ("lft", "rgt"):
        local.db.sql(
            f"update `tab{doctype}` set `{column}` = `{column}` + %s where `{column}` {sign} %s",
            (by, beyond),
        )


def _opened(doctype: str, parent: str | None, width: int) -> int:
    """Where the last branch below a parent begins, or the last tree; room is made for it."""
    if not parent:
        rows = local.db.sql(f"select max(rgt) from `tab{doctype}`")
        return int(rows[0][0] or 0) + 1
    position = _bounds(doctype, parent)[1]
    _shift(doctype, position, width, including=True)
    return position


def _place(doctype: str, name: str, parent: str | None) -> None:
    position = _opened(doctype, parent, 2)
    local.db.sql(
        f"update `tab{doctype}` set lft = %s, rgt = %s where name = %s",
        (position, position + 1, name),
    )


def _move(doctype: str, name: str, parent: str | None) -> None:
    left, right = _bounds(doctype, name)
    width = right - left + 1
    if parent:
        parent_left, parent_right = _bounds(doctype, parent)
        if left <= parent_left and parent_right <= right:
            throw(_("Item cannot be added to its own descendants"), NestedSetRecursionError)
    local.db.sql(
        f"update `tab{doctype}` set lft = -lft, rgt = -rgt where lft >= %s and rgt <= %s",
        (left, right),
    )
    _shift(doctype, right, -width)
    distance = _opened(doctype, parent, width) - left
    local.db.sql(
        f"update `tab{doctype}` set lft = -lft + %s, rgt = -rgt + %s where lft < 0",
        (distance, distance),
    )


def rebuild_tree(doctype: str, parent_field: str | None = None) -> None:
    """Number a whole tree anew from its parent links, siblings by name."""
    field = parent_field or get_meta(doctype).nsm_parent_field or f"parent_{scrub(doctype)}"
    children: dict[str, list[str]] = {}
    for name, parent in local.db.sql(f"select name, `{field}` from `tab{doctype}` order by name"):
        children.setdefault(parent or "", []).append(name)
    bounds: list[tuple[int, int, str]] = []
    _number(children, "", 1, bounds)
    for left, right, name in bounds:
        local.db.sql(
            f"update `tab{doctype}` set lft = %s, rgt = %s where name = %s", (left, right, name)
        )


def _number(
    children: dict[str, list[str]], parent: str, position: int, bounds: list[tuple[int, int, str]]
) -> int:
    for name in children.get(parent, []):
        left = position
        position = _number(children, name, left + 1, bounds)
        bounds.append((left, position, name))
        position += 1
    return position


def get_ancestors_of(
    doctype: str, name: str, order_by: str = "lft desc", limit: int | None = None
) -> list[str]:
    """The nodes above a node, nearest first."""
    return _ordered(ancestors(doctype, name), order_by, limit, "lft desc")


def get_descendants_of(
    doctype: str,
    name: str,
    order_by: str = "lft desc",
    limit: int | None = None,
    ignore_permissions: bool = False,
) -> list[str]:
    """The nodes below a node."""
    return _ordered(descendants(doctype, name), order_by, limit, "lft asc")


def _ordered(names: list[str], order_by: str, limit: int | None, given: str) -> list[str]:
    """Nodes that come in an order, in the one that is asked for: backwards unless it says forwards."""
    wanted = "lft asc" if order_by.strip().lower() == "lft asc" else "lft desc"
    return (names if wanted == given else names[::-1])[: limit or None]


def get_root_of(doctype: str) -> str | None:
    rows = local.db.sql(f"select name from `tab{doctype}` where lft > 0 order by lft limit 1")
    return rows[0][0] if rows else None


set_fallbacks(Document, NestedSet)
