"""The fields of a DocType, for the screens that let a manager choose among them."""

from typing import Any

from werkzeug.wrappers import Request

from ....kernel.core.context import local
from ....kernel.core.exceptions import DoesNotExistError
from ....kernel.i18n import _
from ....kernel.meta.docfield import DocField, standard_field
from ....kernel.meta.loader import get_meta, meta_exists
from ....kernel.permissions.api import has_permission
from ....kernel.permissions.fields import get_permitted_fieldnames
from ....kernel.permissions.lists import get_list
from ....kernel.permissions.roles import sets_up_the_site
from ..answers import answer
from ..controls import options_of

_STANDARD = ("name", "owner", "creation", "modified", "modified_by", "docstatus")


@answer("/app/fields/<doctype>")
def fields_answer(request: Request, doctype: str) -> Any:
    """What pickers offer for a DocType: the fields that the user may read; all to who sets up."""
    if not meta_exists(doctype):
        raise DoesNotExistError
    return field_choices(doctype)


def field_choices(doctype: str) -> list[dict[str, Any]]:
    """Name, label, type and choices of each field, in the order of the form."""
    meta = get_meta(doctype)
    allowed = None if sets_up_the_site() else set(get_permitted_fieldnames(meta))
    fields = [df for df in meta.fields if df.has_column or df.is_table]
    shown = [_choice(df) for df in fields if allowed is None or df.fieldname in allowed]
    return [*shown, *map(_choice, filter(None, map(standard_field, _STANDARD)))]


@answer("/app/below")
def below_answer(request: Request) -> Any:
    """An entry of a tree and all that lies under it, as far as the user reads them; the entry first."""
    doctype, name = request.args.get("doctype", ""), request.args.get("name", "")
    if not meta_exists(doctype) or not get_meta(doctype).is_tree:
        raise DoesNotExistError
    place = local.db.get_value(doctype, name, ["lft", "rgt"], as_dict=True)
    if not place or not has_permission(doctype, "read"):
        raise DoesNotExistError
    within = [["lft", ">=", place.lft], ["rgt", "<=", place.rgt]]
    return get_list(doctype, filters=within, pluck="name", order_by="lft asc")


def _choice(df: DocField) -> dict[str, Any]:
    choice: dict[str, Any] = {
        "fieldname": df.fieldname,
        "label": str(_(df.label or df.fieldname)),
        "fieldtype": df.fieldtype,
    }
    if df.fieldtype == "Select":
        choice["choices"] = options_of(df)
    elif df.options:
        choice["options"] = df.options
        if df.fieldtype == "Link" and meta_exists(df.options) and get_meta(df.options).is_tree:
            choice["tree"] = True
    return choice
