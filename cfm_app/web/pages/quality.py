"""Quality: reviews to do, the draw, results, coaching notes."""

import re
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_months, cint, flt, format_date, format_datetime, get_fullname, getdate

from cfm_app.base.counting import decimal
from cfm_app.office.quality import coaching, draw, look, results, scales
from cfm_app.web.pages import routes

PAGE, FORM = "/cfm/quality", "/cfm/quality-review"
MONTHS_OFFERED = 6
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def overview(month: str = "") -> dict[str, Any]:
    """What the user has to do, results of a month or of all, and notes to the user."""
    reads = frappe.has_permission(draw.DOCTYPE, "read")
    known = results.months() if reads else []
    chosen = [month] if month in known else known
    return {
        "waiting": [_line(row) for row in results.waiting()],
        "notes": [_note(row) for row in coaching.for_user()],
        "draws": [_draw(scope) for scope in draw.scopes()],
        "criteria": _criteria_address(),
        "months": [_month_link(each, month) for each in known],
        "all": routes.address_of(PAGE),
        "is_all": month not in known,
        "given": [_line(row) for row in results.completed(chosen)] if reads else [],
        "results": [_result(each) for each in results.by_criterion(chosen)] if reads else [],
    }


def detail(name: str) -> dict[str, Any]:
    """One review: the case, questions or marks, and notes."""
    review = frappe.get_doc(draw.DOCTYPE, name)
    is_open = not review.looked_on
    return {
        "name": name,
        "case": review.cfm_case,
        "case_address": f"{routes.CASE}{review.cfm_case}",
        "month": _month(review.month),
        "who": get_fullname(review.person),
        "looker": get_fullname(review.looker),
        "may_look": is_open and review.looker == frappe.session.user,
        "questions": [_question(row, at) for at, row in enumerate(look.criteria())],
        "marks": [_mark(row) for row in review.marks],
        "score": _percent(review.score) if not is_open else "",
        "looked": format_datetime(review.looked_on, "d MMM HH:mm") if not is_open else "",
        "remark": review.remark or "",
        "is_double": bool(cint(review.is_double)),
        "may_write": not is_open and coaching.may_write(review),
        "notes": [_note(row) for row in coaching.of_review(name)],
        "list": routes.address_of(PAGE),
    }


def _line(row: Any) -> dict[str, Any]:
    return {
        "address": routes.address_of(FORM, name=row.name),
        "case": row.cfm_case,
        "month": _month(row.month),
        "who": get_fullname(row.person),
        "looker": get_fullname(row.looker),
        "score": _percent(row.score) if row.looked_on else "",
        "is_double": bool(cint(row.is_double)),
    }


def _note(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "case": row.cfm_case,
        "address": f"{routes.CASE}{row.cfm_case}",
        "note": row.note,
        "who": f"{get_fullname(row.written_by)}, {format_datetime(row.written_on, 'd MMM HH:mm')}",
        "person": get_fullname(row.person),
    }


def _draw(scope: str) -> dict[str, Any]:
    """Closed months that are not drawn yet, for a scope."""
    first = getdate().replace(day=1)
    offered = [f"{add_months(first, -step):%Y-%m}" for step in range(1, MONTHS_OFFERED + 1)]
    months = [each for each in offered if not draw.is_drawn(each, scope)]
    return {
        "scope": scope,
        "label": _(scope) if scope else _("Ordinary cases"),
        "months": [{"value": each, "label": _month(each)} for each in months],
    }


def _criteria_address() -> str:
    may_write = frappe.has_permission(look.CRITERION, "write")
    return f"{routes.desk()}/cfm-quality-criterion" if may_write else ""


def _month(month: str) -> str:
    """A month in words; what is none, as it stands."""
    if not MONTH.fullmatch(month):
        return month
    return str(format_date(f"{month}-01", "MMMM yyyy"))


def _month_link(month: str, chosen: str) -> dict[str, Any]:
    address = routes.address_of(PAGE, month=month)
    return {"label": _month(month), "address": address, "is_chosen": month == chosen}


def _question(row: Any, at: int) -> dict[str, Any]:
    return {
        "id": f"mark-{at}",
        "name": row.name,
        "label": _(row.name),
        "hint": _(row.hint or ""),
        "marks": [
            {"value": each, "label": _label(row.scale, each)} for each in scales.MARKS[row.scale]
        ],
    }


def _label(scale: str, mark: int) -> str:
    if scale == scales.NO_YES:
        return _("Yes") if mark else _("No")
    return str(mark)


def _mark(row: Any) -> dict[str, str]:
    best = "" if row.scale == scales.NO_YES else f" / {scales.MARKS[row.scale][-1]}"
    return {"label": _(row.criterion), "mark": f"{_label(row.scale, row.mark)}{best}"}


def _result(result: results.Result) -> dict[str, Any]:
    agreed = result.agreement
    kappa = agreed.kappa if agreed else None
    return {
        "label": _(result.criterion),
        "marks": result.marks,
        "reached": _percent(100 * result.reached),
        "pairs": agreed.pairs if agreed else 0,
        "same": _percent(100 * agreed.same) if agreed else "–",
        "kappa": "–" if kappa is None else decimal(kappa, 2),
    }


def _percent(value: Any) -> str:
    return f"{flt(value):.0f} %"
