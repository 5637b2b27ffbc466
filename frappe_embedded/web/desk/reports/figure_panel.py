"""The forms of charts and number cards: fields to choose from, conditions in words, a preview, their dashboards."""

import json
from typing import Any

from werkzeug.wrappers import Request

from ....kernel.core.context import local
from ....kernel.core.exceptions import PermissionError, ValidationError
from ....kernel.core.messages import clear_messages, throw
from ....kernel.document.api import get_doc, new_doc
from ....kernel.i18n import _
from ....kernel.meta.loader import get_meta, meta_exists
from ....kernel.permissions.api import has_permission
from ....kernel.permissions.lists import get_list
from ....kernel.query.filters import listed_filters
from ....kernel.utils.text import cstr
from ....services.reports.access import open_report
from ....services.reports.runner import run_report
from ..answers import answer
from ..drafts import fitting
from ..environment import desk_environment
from ..list_request import filter_text, filter_vocabulary
from ..panels import panel
from .choices import field_choices
from .tiles import card_tile, chart_tile, dashboard_address

_SCRIPT, _TEMPLATE, _STYLES = "reports/figure", "reports/figure_panel.html", ("reports", "charts")
_TILES = {"Dashboard Chart": "chart_tile", "Number Card": "card_tile"}


@answer("/app/figure-preview", "POST")
def preview_answer(request: Request) -> Any:
    """What a chart or card would show, and what can be chosen in its form."""
    form = local.form_dict
    doctype = str(form.get("doctype") or "")
    if doctype not in _TILES or not has_permission(doctype, "create"):
        raise PermissionError
    doc = new_doc(doctype)
    doc.update({key: value for key, value in fitting(doctype, form).items() if key != "name"})
    return panel_data(doc)


def panel_data(doc: Any) -> dict[str, Any]:
    subject = str(doc.get("document_type") or "")
    known = subject if meta_exists(subject) and not get_meta(subject).issingle else ""
    return {
        "preview": _preview(doc),
        "subject": known,
        "fields": field_choices(get_meta(known)) if known else [],
        "columns": _report_columns(doc),
        "chips": _chips(doc, known),
        **filter_vocabulary(),
    }


# What a new chart counts first, it counts over time.
@panel(
    "Dashboard Chart",
    _SCRIPT,
    template=_TEMPLATE,
    place="beside",
    styles=_STYLES,
    preset={"timeseries": 1},
)
@panel("Number Card", _SCRIPT, template=_TEMPLATE, place="beside", styles=_STYLES)
def _form_data(doc: Any) -> dict[str, Any]:
    return {**panel_data(doc), "placed": placed(doc)}


def _preview(doc: Any) -> str:
    """The tile as the dashboard will show it, or what is missing until then."""
    waits = _missing(doc)
    if waits:
        return str(
            desk_environment()
            .from_string("<p class='empty-line'>{{ text }}</p>")
            .render(text=waits)
        )
    name = _TILES[doc.doctype]
    tile = chart_tile(doc) if name == "chart_tile" else card_tile(doc)
    template = desk_environment().get_template("reports/chart.html")
    return str(getattr(template.make_module({"_": _}), name)(tile))


def _missing(doc: Any) -> str:
    """What is still to be filled in, in the words of the field."""
    clear_messages()
    label = doc.meta.get_label
    if doc.doctype == "Dashboard Chart":
        needed = _needed_of_chart(doc)
    else:
        needed = ["report_name", "report_field"] if doc.type == "Report" else []
        needed += ["document_type", "function"] if doc.type == "Document Type" else []
        if doc.type == "Document Type" and (doc.function or "Count") != "Count":
            needed.append("aggregate_function_based_on")
        needed += [] if doc.type else ["type"]
    empty = [str(_(label(name))) for name in needed if not doc.get(name)]
    return str(_("The preview needs: {0}").format(", ".join(empty))) if empty else ""


def _needed_of_chart(doc: Any) -> list[str]:
    if not doc.chart_type:
        return ["chart_type"]
    if doc.chart_type == "Report":
        own = [] if doc.use_report_chart else ["x_field", "y_axis"]
        return ["report_name", *own]
    if doc.chart_type == "Group By":
        more = [] if (doc.group_by_type or "Count") == "Count" else ["aggregate_function_based_on"]
        return ["document_type", "group_by_based_on", *more]
    if doc.chart_type == "Custom":
        return []
    return ["document_type", "based_on"] + ([] if doc.chart_type == "Count" else ["value_based_on"])


def _report_columns(doc: Any) -> list[dict[str, Any]]:
    """The columns of the report that the form names, for the axes and the figure."""
    name = str(doc.get("report_name") or "")
    if not name:
        return []
    try:
        open_report(name)
        columns = run_report(name, doc.get("filters_json") or "{}", limit=1).columns
    except (ValidationError, PermissionError):
        clear_messages()
        return []
    return [
        {"fieldname": each.fieldname, "label": str(_(each.label)), "fieldtype": each.fieldtype}
        for each in columns
    ]


def _chips(doc: Any, doctype: str) -> list[str]:
    """The conditions of the form as sentences, in their order."""
    if not doctype:
        return []
    try:
        filters = listed_filters(doc.get("filters_json"), doctype)
        return [filter_text(each, doctype) for each in filters]
    except (ValidationError, json.JSONDecodeError):
        clear_messages()
        return []


TABLES = {"Dashboard Chart": ("charts", "chart"), "Number Card": ("cards", "card")}


@answer("/app/figure-place", "POST")
def place_answer(request: Request) -> Any:
    """Put what is stored on the dashboard of a name; the answer says where it stands then."""
    form = local.form_dict
    doctype, name = cstr(form.get("doctype")), cstr(form.get("name"))
    if doctype not in TABLES:
        raise PermissionError
    doc = get_doc(doctype, name)
    doc.check_permission("read")
    board = _dashboard(cstr(form.get("dashboard")).strip())
    table, field = TABLES[doctype]
    if not any(row.get(field) == doc.name for row in board.get(table) or []):
        board.append(table, {field: doc.name})
        board.save()
    return placed(doc)


def _dashboard(name: str) -> Any:
    if not name:
        throw(_("Say on which dashboard it is to stand."))
    if local.db.exists("Dashboard", name):
        board = get_doc("Dashboard", name)
        board.check_permission("write")
        return board
    board = new_doc("Dashboard")
    board.dashboard_name = name
    return board


def placed(doc: Any) -> dict[str, Any]:
    """On which dashboards a chart or card stands, and which others there are."""
    if not has_permission("Dashboard", "write"):
        return {"may": False, "boards": [], "on": []}
    names = [str(each) for each in get_list("Dashboard", pluck="name", limit=0)]
    table, field = TABLES[doc.doctype]
    child = local.db.get_all(
        "Dashboard Chart Link" if table == "charts" else "Number Card Link",
        filters={field: doc.name or "", "parenttype": "Dashboard"},
        pluck="parent",
    )
    on = [name for name in names if name in child]
    return {
        "may": True,
        "boards": [name for name in names if name not in on],
        "on": [{"name": name, "url": dashboard_address(name)} for name in on],
    }
