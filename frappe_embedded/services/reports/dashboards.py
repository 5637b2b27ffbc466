"""The DocTypes Dashboard, Dashboard Chart and Number Card, who sees which, and for which roles one is."""

import json
from collections.abc import Iterable
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.hooks import is_shipping
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.document.naming import append_number_if_name_exists
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.hooks import core_has_permission, core_query_conditions
from ...kernel.permissions.roles import get_roles, sets_up_the_site
from ...kernel.utils.numbers import cint
from .access import allowed_reports


@core_controller("Dashboard Chart")
class DashboardChart(Document):
    """A picture of figures."""

    def validate(self) -> None:
        _refuse_standard(self, _("Cannot edit Standard charts"))
        if self.chart_type not in ("Custom", "Report"):
            self.check_what_is_counted()
        _check_json(self, "custom_options", "filters_json", "dynamic_filters_json")

    def check_what_is_counted(self) -> None:
        if not self.document_type:
            throw(_("Document type is required to create a dashboard chart"))
        meta = get_meta(self.document_type)
        if meta.issingle:
            throw(_("You cannot create a dashboard chart from single DocTypes"))
        if meta.istable and not self.parent_document_type:
            throw(_("Parent document type is required to create a dashboard chart"))
        if self.chart_type != "Group By":
            if not self.based_on:
                throw(_("Time series based on is required to create a dashboard chart"))
            return
        if not self.group_by_based_on:
            throw(_("Group By field is required to create a dashboard chart"))
        if self.group_by_type in ("Sum", "Average") and not self.aggregate_function_based_on:
            throw(_("Aggregate Function field is required to create a dashboard chart"))


@core_controller("Number Card")
class NumberCard(Document):
    """One figure."""

    def autoname(self) -> None:
        wanted = str(self.name or self.label)
        self.set("name", append_number_if_name_exists(self.doctype, wanted))

    def validate(self) -> None:
        if self.type == "Document Type":
            self.check_what_is_counted()
        elif self.type == "Report":
            if not (self.report_name and self.report_field):
                throw(
                    _("Report Name, Report Field and Function are required to create a number card")
                )
        elif self.type == "Custom" and not self.method:
            throw(_("Method is required to create a number card"))
        _check_json(self, "filters_json", "filters_config", "dynamic_filters_json")

    def check_what_is_counted(self) -> None:
        if not (self.document_type and self.function):
            throw(_("Document Type and Function are required to create a number card"))
        if self.function != "Count" and not self.aggregate_function_based_on:
            throw(_("Aggregate Field is required to create a number card"))
        if get_meta(self.document_type).istable and not self.parent_document_type:
            throw(_("Parent Document Type is required to create a number card"))


@core_controller("Dashboard")
class Dashboard(Document):
    """Figures and pictures on one page."""

    def validate(self) -> None:
        _refuse_standard(self, _("Cannot edit Standard Dashboards"))
        _check_json(self, "chart_options")

    def on_update(self) -> None:
        if cint(self.is_default):
            local.db.sql("update `tabDashboard` set is_default = 0 where name != %s", (self.name,))


def _refuse_standard(doc: Any, text: str) -> None:
    if doc.is_standard and not local.conf.developer_mode and not is_shipping():
        throw(text)


def _check_json(doc: Any, *fieldnames: str) -> None:
    for fieldname in fieldnames:
        try:
            json.loads(doc.get(fieldname) or "[]")
        except ValueError as error:
            label = _(doc.meta.get_label(fieldname))
            throw(_("{0} is not valid JSON: {1}").format(label, error))


# --- who sees which ---------------------------------------------------------------------------


def chart_rule(doc: Any, ptype: str | None, user: str) -> bool | None:
    """A chart is for the roles that it names, else for who may see what it counts."""
    roles = set(get_roles(user))
    if sets_up_the_site(user):
        return None
    if doc.get("roles"):
        return None if roles.intersection(row.role for row in doc.roles) else False
    return None if _may_see_subject(doc, doc.chart_type == "Report", user) else False


def card_rule(doc: Any, ptype: str | None, user: str) -> bool | None:
    """A card is for who may see what it counts."""
    if sets_up_the_site(user):
        return None
    return None if _may_see_subject(doc, doc.type == "Report", user) else False


def _may_see_subject(doc: Any, is_report: bool, user: str) -> bool:
    if is_report:
        return any(each.name == doc.report_name for each in allowed_reports(user))
    doctype = str(doc.document_type or "")
    return meta_exists(doctype) and (
        has_permission(doctype, "read", user=user)
        or (bool(get_meta(doctype).istable) and _of_readable_parent(doc, user))
    )


def _of_readable_parent(doc: Any, user: str) -> bool:
    parent = str(doc.parent_document_type or "")
    return meta_exists(parent) and has_permission(parent, "read", user=user)


def chart_condition(user: str) -> str:
    roles = get_roles(user)
    if sets_up_the_site(user):
        return ""
    table = "`tabDashboard Chart`"
    named = f"select parent from `tabHas Role` where parenttype = 'Dashboard Chart' and role in {_in(roles)}"
    restricted = "select parent from `tabHas Role` where parenttype = 'Dashboard Chart'"
    return (
        f"({table}.`name` in ({named}) or ({table}.`name` not in ({restricted})"
        f" and {_subject_condition(table, 'chart_type', user)}))"
    )


def card_condition(user: str) -> str:
    if sets_up_the_site(user):
        return ""
    return _subject_condition("`tabNumber Card`", "type", user)


def _subject_condition(table: str, kind: str, user: str) -> str:
    doctypes = [
        doctype
        for (doctype,) in local.db.sql(f"select distinct document_type from {table}")
        if doctype and meta_exists(doctype) and has_permission(doctype, "read", user=user)
    ]
    reports = [each.name for each in allowed_reports(user)]
    return (
        f"(({table}.`{kind}` = 'Report' and {table}.`report_name` in {_in(reports)})"
        f" or ({table}.`{kind}` != 'Report' and {table}.`document_type` in {_in(doctypes)}))"
    )


def _in(values: list[str]) -> str:
    return f"({', '.join(local.db.escape(value, percent=False) for value in values) or 'null'})"


def permitted(doctype: str, names: list[str]) -> list[Any]:
    """Those of some charts or cards that are there and that the user may see."""
    found = []
    for name in names:
        try:
            doc = get_doc(doctype, name)
        except DoesNotExistError:
            local.message_log.pop()
            continue
        if has_permission(doctype, "read", doc):
            found.append(doc)
    return found


def visible_dashboards() -> list[Any]:
    """The dashboards on which the user sees anything: those for a role of theirs, the default one, the others."""
    if not has_permission("Dashboard", "read"):
        return []
    names = local.db.get_list(
        "Dashboard", pluck="name", order_by="is_default desc, dashboard_name asc", limit=0
    )
    user = local.session.user
    boards = [get_doc("Dashboard", name) for name in names]
    boards.sort(key=lambda board: not is_for(board, user))
    return [board for board in boards if not is_closed_to(board, user) and _shows_anything(board)]


def _shows_anything(board: Any) -> bool:
    return bool(
        permitted("Dashboard Chart", [row.chart for row in board.charts])
        or permitted("Number Card", [row.card for row in board.cards])
    )


core_has_permission("Dashboard Chart", chart_rule)
core_has_permission("Number Card", card_rule)
core_query_conditions("Dashboard Chart", chart_condition)
core_query_conditions("Number Card", card_condition)


_CHART = "Dashboard Chart"


def roles_of(board: Any) -> set[str]:
    """The roles that a dashboard is for; none if one of its charts is for everybody who sees what it counts."""
    named = _named(board)
    return set().union(*named.values()) if named and all(named.values()) else set()


def is_for(board: Any, user: str) -> bool:
    """Whether a dashboard names a role of the user."""
    return bool(roles_of(board) & set(get_roles(user)))


def is_closed_to(board: Any, user: str) -> bool:
    """Whether a dashboard is for others alone. Who sets the site up sees all."""
    return bool(roles_of(board)) and not is_for(board, user) and not sets_up_the_site(user)


def give_to(board: Any, roles: Iterable[str]) -> None:
    """Let the charts of a dashboard be for some roles alone, or for everybody again if there are none."""
    board.check_permission("write")
    wanted = sorted(set(roles))
    if not board.charts:
        throw(_("Put a chart on the dashboard first: its roles are kept with its charts."))
    for name in _charts(board):
        chart = get_doc(_CHART, name)
        chart.set("roles", [{"role": role} for role in wanted])
        chart.save()


def also_on(board: Any) -> list[str]:
    """Other dashboards on which charts of this one stand, and which change with it."""
    rows = local.db.get_all(
        "Dashboard Chart Link",
        filters={"chart": ["in", _charts(board)], "parent": ["!=", board.name]},
        pluck="parent",
        order_by="parent asc",
    )
    return list(dict.fromkeys(rows))


def _charts(board: Any) -> list[str]:
    return list(dict.fromkeys(row.chart for row in board.charts))


def _named(board: Any) -> dict[str, set[str]]:
    """The roles of each chart of a dashboard."""
    found: dict[str, set[str]] = {name: set() for name in _charts(board)}
    filters = {"parenttype": _CHART, "parent": ["in", list(found)]}
    for row in local.db.get_all("Has Role", filters=filters, fields=["parent", "role"]):
        found[row.parent].add(row.role)
    return found
