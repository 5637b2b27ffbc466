"""What the manager changes in the middle of the week."""

from __future__ import annotations

from datetime import datetime

import frappe

from . import people
from .office import Office

PROCEDURE, NEW_HOURS = "Plainte sur l'assistance", 36.0
WHEN_LIMIT = datetime(2026, 12, 2, 10, 17)
WHEN_HOLIDAY = datetime(2026, 12, 3, 9, 41)


def plan(office: Office) -> None:
    """Have a limit shortened on Wednesday, and Friday made a holiday on Thursday."""
    office.plan(WHEN_LIMIT, lambda: shorten(office))
    office.plan(WHEN_HOLIDAY, lambda: add_holiday(office))


def shorten(office: Office) -> None:
    """Ordinary complaints are to be resolved sooner."""
    with office.session(people.MANAGER):
        sop = frappe.get_doc("CFM SOP", PROCEDURE)
        sop.resolve_within_hours = NEW_HOURS
        sop.save()
    office.work_off_queue()
    office.note("limit changed", people.MANAGER, sop=PROCEDURE, hours=NEW_HOURS)


def add_holiday(office: Office) -> None:
    """The government gives a day off at short notice."""
    with office.session(people.MANAGER):
        settings = frappe.get_doc("CFM Settings")
        day = {"holiday_date": people.ADDED_HOLIDAY, "description": "Deuil national"}
        settings.append("holidays", day)
        settings.save()
    office.work_off_queue()
    office.note("holiday added", people.MANAGER, day=people.ADDED_HOLIDAY)
