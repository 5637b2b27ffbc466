"""Customise form: the fields of a DocType as they lie on its form, to move, change, add and hide."""

from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import PageDoesNotExistError
from ....kernel.document.backlinks import parents_of
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta
from ....kernel.meta.meta import Meta
from ....kernel.permissions.roles import only_for_setup, sets_up_the_site
from ....kernel.utils.urls import slug
from ....services.customize.customize_form import CORE_DOCTYPES
from ....services.customize.filling import fill, fillable
from ....services.customize.form_editing import (
    customizable,
    form_as_is,
    held_values,
    losses,
    reset_form,
    save_form,
    users_of_field,
)
from ....services.customize.setup_rights import may_customize
from ..addresses import list_url, new_url
from ..answers import given_list, setup_answer
from ..form_layout import MOST_GRID_COLUMNS
from ..list_rows import MOST_COLUMNS, columns_of
from ..pages import desk_page, render

PAGE = "customize-form"


def customize_url(doctype: str) -> str:
    return f"/app/{PAGE}/{quote(slug(doctype))}"


def customize_link(meta: Meta) -> str:
    """Where the user customises the form of a DocType; empty if they may not."""
    fixed = meta.issingle or meta.name in CORE_DOCTYPES
    is_open = not fixed and sets_up_the_site() and may_customize(meta.name)
    return customize_url(meta.name) if is_open else ""


@desk_page(f"/app/{PAGE}")
def choose_page(request: Request) -> Response:
    """The forms to choose from: those of apps first, their tables, then the framework's own."""
    only_for_setup()
    return render(
        "manage/customize_choose.html",
        title=_("Customise form"),
        page=PAGE,
        script="manage/choose",
        styles=["customize"],
        page_data={},
        groups=_groups(),
    )


def _groups() -> list[tuple[str, list[dict[str, str]]]]:
    forms: dict[str, list[dict[str, str]]] = {}
    for row in customizable():
        framework = row.app_name == "frappe" or not row.app_name
        kind = (
            _("Forms of the system")
            if framework
            else _("Tables inside forms")
            if row.istable
            else _("Forms")
        )
        forms.setdefault(str(kind), []).append(
            {"label": str(_(row.name)), "name": row.name, "url": customize_url(row.name)}
        )
    order = [str(_("Forms")), str(_("Tables inside forms")), str(_("Forms of the system"))]
    return [
        (label, sorted(forms[label], key=lambda each: each["label"].casefold()))
        for label in order
        if label in forms
    ]


@desk_page(f"/app/{PAGE}/<part>")
def edit_page(request: Request, part: str) -> Response:
    only_for_setup()
    doctype = known_form(part)
    meta = get_meta(doctype)
    return render(
        "manage/customize_form.html",
        title=_("Customise {0}").format(_(doctype)),
        page=PAGE,
        script="manage/customize-form",
        styles=["manage", "customize"],
        meta=meta,
        part=quote(slug(doctype)),
        opened="" if meta.istable else new_url(doctype),
        listed="" if meta.istable else list_url(doctype),
        tables=[
            (_(df.label or df.options), customize_url(str(df.options)))
            for df in meta.get_table_fields()
        ],
        inside=_parents(doctype) if meta.istable else [],
        page_data={**form_as_is(doctype), **_choices(meta)},
    )


def known_form(part: str) -> str:
    """The DocType whose form a part of an address names."""
    for row in customizable():
        if part in (slug(row.name), row.name):
            return str(row.name)
    raise PageDoesNotExistError


def _parents(doctype: str) -> list[tuple[str, str]]:
    """The forms in which a table stands."""
    known = {row.name for row in customizable()}
    parents = [name for name in parents_of(doctype) if name in known]
    return [(str(_(name)), customize_url(name)) for name in parents]


def _choices(meta: Meta) -> dict[str, Any]:
    """What a script offers beside the fields: targets of links and tables, room for columns."""
    rows = local.db.sql("select name, istable, issingle from `tabDocType` order by name")
    tables = [name for name, istable, _single in rows if istable]
    return {
        "address": customize_url(meta.name),
        "istable": bool(meta.istable),
        "submittable": bool(meta.is_submittable),
        "room": MOST_GRID_COLUMNS if meta.istable else MOST_COLUMNS,
        "columns": [] if meta.istable else [df.fieldname for df in columns_of(meta)],
        "targets": _named(name for name, istable, single in rows if not istable and not single),
        "tables": _named(tables),
        "severals": _named(name for name in tables if get_meta(name).get_link_fields()),
    }


def _named(names: Any) -> list[list[str]]:
    return sorted(([name, str(_(name))] for name in names), key=lambda pair: pair[1].casefold())


# -- answers for the script ----------------------------------------------------------


@setup_answer(f"/app/{PAGE}/<part>", "POST")
def store(request: Request, part: str) -> None:
    save_form(known_form(part), given_list("rows"), str(local.form_dict.get("version") or ""))


@setup_answer(f"/app/{PAGE}/<part>/field/<fieldname>")
def field_answer(request: Request, part: str, fieldname: str) -> Any:
    """What hangs on a field, before it is removed or hidden."""
    doctype = known_form(part)
    return {"held": held_values(doctype, fieldname), "used": users_of_field(doctype, fieldname)}


@setup_answer(f"/app/{PAGE}/<part>/field/<fieldname>/fill")
def fillable_answer(request: Request, part: str, fieldname: str) -> Any:
    """What writing the default of a field into older entries would do."""
    return fillable(known_form(part), fieldname)


@setup_answer(f"/app/{PAGE}/<part>/field/<fieldname>/fill", "POST")
def fill_answer(request: Request, part: str, fieldname: str) -> Any:
    return fill(known_form(part), fieldname)


@setup_answer(f"/app/{PAGE}/<part>/losses")
def losses_answer(request: Request, part: str) -> Any:
    return losses(known_form(part))


@setup_answer(f"/app/{PAGE}/<part>/reset", "POST")
def reset_answer(request: Request, part: str) -> None:
    reset_form(known_form(part))
