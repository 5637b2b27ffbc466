"""Reports by e-mail: a real SMTP server gets them, once a period, with the rights of their user."""

from __future__ import annotations

import datetime
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine

from frappe_embedded.kernel.core.context import local, set_user
from frappe_embedded.kernel.core.exceptions import PermissionError, ValidationError
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.notify.delivery import flush
from frappe_embedded.services.reports.access import save_report
from frappe_embedded.services.reports.email_reports import (
    date_range,
    last_due,
    next_due,
    send_due_reports,
)
from tests.engine.reports.conftest import CLERK, MANAGER, NORTH, VISITOR
from tests.engine.served import Served
from tests.mailbox import LOGIN, SECRET, Mailbox, listening

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

MONDAY = datetime.datetime(2026, 11, 23, 6)
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def box(office: Served) -> Iterator[Mailbox]:
    with listening() as (found, port):

        def make() -> None:
            get_doc(
                {
                    "doctype": "Email Account",
                    "email_account_name": "Office",
                    "email_id": LOGIN,
                    "enable_outgoing": 1,
                    "default_outgoing": 1,
                    "smtp_server": "127.0.0.1",
                    "smtp_port": str(port),
                    "password": SECRET,
                }
            ).insert()
            settings = {
                "fields": [["name", "Shipment"], ["region", "Shipment"], ["weight", "Shipment"]],
                "order_by": "`tabShipment`.`weight` desc",
                "add_totals_row": 1,
            }
            save_report("Weights", "Shipment", json.dumps(settings))

        office.work(make)
        yield found


def mailed(office: Served, to: str, user: str = CLERK, **more: Any) -> str:
    def make() -> str:
        values = {"doctype": "Auto Email Report", "report": "Weights", "user": user, "enabled": 1}
        values |= {"email_to": to, "frequency": "Weekly", "day_of_week": "Monday", "format": "HTML"}
        return str(get_doc({**values, **more}).insert().name)

    return str(office.work(make))


def clock_strikes(office: Served) -> None:
    """What the hourly job does, and the mail that it queues."""
    office.work(send_due_reports)
    office.work(flush)


def test_a_weekly_report_arrives_once_and_again_the_week_after(
    office: Served, box: Mailbox
) -> None:
    to = "weekly@mail.test"
    with time_machine.travel(MONDAY, tick=False) as clock:
        mailed(office, to)
        clock_strikes(office)
        assert box.to(to) == [], "made today, due from the next Monday on"
        clock.move_to(MONDAY + 6 * DAY)
        clock_strikes(office)
        assert box.to(to) == []
        for hours in (0, 1, 24):
            clock.move_to(MONDAY + 7 * DAY + datetime.timedelta(hours=hours))
            clock_strikes(office)
            assert len(box.to(to)) == 1
        clock.move_to(MONDAY + 14 * DAY)
        clock_strikes(office)
    assert len(box.to(to)) == 2
    message = box.to(to)[0]
    assert message["Subject"].startswith("Weights")
    text = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert text.index("The South") < text.index("The North")
    assert "15" in text


def test_after_an_outage_it_is_made_up_for_once(office: Served, box: Mailbox) -> None:
    to = "outage@mail.test"
    with time_machine.travel(MONDAY, tick=False) as clock:
        mailed(office, to, frequency="Daily")
        # Off from Tuesday; on again on Friday, and looked at every hour.
        for hours in (0, 1, 2):
            clock.move_to(MONDAY + 4 * DAY + datetime.timedelta(hours=hours))
            clock_strikes(office)
        assert len(box.to(to)) == 1


def test_it_holds_what_its_user_may_see(office: Served, box: Mailbox) -> None:
    to = "north@mail.test"
    with time_machine.travel(MONDAY, tick=False) as clock:
        mailed(office, to, user=NORTH, frequency="Daily")
        clock.move_to(MONDAY + DAY)
        clock_strikes(office)
    text = box.to(to)[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "The North" in text
    assert "South" not in text


def test_a_spreadsheet_and_a_csv_come_as_files(office: Served, box: Mailbox) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        mailed(office, "xlsx@mail.test", format="XLSX", frequency="Daily")
        mailed(office, "csv@mail.test", format="CSV", frequency="Daily", no_of_rows=2)
        clock.move_to(MONDAY + DAY)
        clock_strikes(office)
    sheet, text = (
        next(box.to(f"{kind}@mail.test")[0].iter_attachments()) for kind in ("xlsx", "csv")
    )
    assert sheet.get_filename() == "Weights.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(sheet.get_content()))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == ("ID", "Region", "Weight")
    assert rows[1][1:] == ("The South", 7)
    assert rows[-1] == ("Total", None, 15)
    lines = text.get_content().lstrip("\ufeff").splitlines()
    assert len([line for line in lines if "SH-" in line]) == 2


def test_a_page_comes_as_pdf(office: Served, box: Mailbox) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        mailed(office, "pdf@mail.test", format="PDF", frequency="Daily")
        clock.move_to(MONDAY + DAY)
        clock_strikes(office)
    [page] = box.to("pdf@mail.test")[0].iter_attachments()
    assert page.get_filename() == "Weights.pdf"
    assert page.get_content_type() == "application/pdf"
    assert page.get_content().startswith(b"%PDF-")


def test_nobody_outside_gets_a_link_into_the_office(office: Served, box: Mailbox) -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        mailed(office, "donor@mail.test", frequency="Daily")
        mailed(office, f"{MANAGER}\nmixed@mail.test", frequency="Daily")
        mailed(office, MANAGER, frequency="Daily")
        clock.move_to(MONDAY + DAY)
        clock_strikes(office)
    for address in ("donor@mail.test", "mixed@mail.test"):
        text = box.to(address)[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
        assert "href" not in text and "/app/" not in text
    links = [
        "/app/auto-email-report/" in str(each.get_body(("html",)).get_content())  # type: ignore[union-attr]
        for each in box.to(MANAGER)
    ]
    assert sorted(links) == [False, True]


def test_nothing_is_sent_of_nothing_if_so_wished(office: Served, box: Mailbox) -> None:
    def make() -> None:
        none = {"filters": [["Shipment", "weight", ">", 1000, False]]}
        save_report("Heavy", "Shipment", json.dumps(none))

    office.work(make)
    with time_machine.travel(MONDAY, tick=False) as clock:
        mailed(office, "if@mail.test", report="Heavy", frequency="Daily", send_if_data=1)
        mailed(office, "always@mail.test", report="Heavy", frequency="Daily", send_if_data=0)
        clock.move_to(MONDAY + DAY)
        clock_strikes(office)
    assert box.to("if@mail.test") == []
    assert len(box.to("always@mail.test")) == 1


def test_one_that_cannot_be_made_stops_no_other(office: Served, box: Mailbox) -> None:
    def spoil() -> None:
        local.db.set_value("Auto Email Report", broken, "user", VISITOR)

    with time_machine.travel(MONDAY, tick=False) as clock:
        broken = mailed(office, "broken@mail.test", frequency="Daily")
        mailed(office, "whole@mail.test", frequency="Daily")
        office.work(spoil)
        clock.move_to(MONDAY + DAY)
        clock_strikes(office)
    assert box.to("broken@mail.test") == []
    assert len(box.to("whole@mail.test")) == 1
    assert office.work(lambda: local.db.count("Error Log")) > 0


def test_nobody_lends_himself_the_rights_of_another(office: Served, box: Mailbox) -> None:
    def as_manager(change: Any) -> None:
        def run() -> None:
            set_user(MANAGER)
            change()

        office.work(run)

    values = {"doctype": "Auto Email Report", "report": "Weights", "frequency": "Daily"}
    values |= {"email_to": "me@mail.test", "format": "HTML", "enabled": 1}
    with pytest.raises(PermissionError):
        as_manager(lambda: get_doc({**values, "user": CLERK}).insert())
    as_manager(lambda: get_doc({**values, "user": MANAGER}).insert())
    theirs = mailed(office, "theirs@mail.test")

    def redirect() -> None:
        doc = get_doc("Auto Email Report", theirs)
        doc.email_to = "me@mail.test"
        doc.save()

    with pytest.raises(PermissionError):
        as_manager(redirect)
    manager = office.logged_in(MANAGER)
    method = "frappe.email.doctype.auto_email_report.auto_email_report"
    assert manager.call(f"{method}.download", name=theirs).status == 403
    with pytest.raises(PermissionError):
        mailed(office, "visitor@mail.test", user=VISITOR)


def test_sent_now_and_downloaded(office: Served, box: Mailbox) -> None:
    def make() -> str:
        set_user(MANAGER)
        values = {"doctype": "Auto Email Report", "report": "Weights", "user": MANAGER}
        values |= {"email_to": "now@mail.test", "frequency": "Monthly", "format": "CSV"}
        return str(get_doc(values).insert().name)

    name = office.work(make)
    manager = office.logged_in(MANAGER)
    method = "frappe.email.doctype.auto_email_report.auto_email_report"
    assert manager.call(f"{method}.send_now", name=name).json["message"] is True
    office.work(flush)
    assert len(box.to("now@mail.test")) == 1
    answer = manager.get(f"/api/method/{method}.download", {"name": name})
    assert "Weights.csv" in str(answer.header("Content-Disposition"))
    assert "The South" in answer.text


def test_addresses_and_numbers_are_checked(office: Served, box: Mailbox) -> None:
    with pytest.raises(ValidationError):
        mailed(office, "no address")
    with pytest.raises(ValidationError, match="500"):
        mailed(office, "many@mail.test", no_of_rows=501)

    def stored() -> str:
        return str(local.db.get_value("Auto Email Report", name, "email_to"))

    name = mailed(office, "a@mail.test, b@mail.test; a@mail.test")
    assert office.work(stored) == "a@mail.test\nb@mail.test"


@pytest.mark.parametrize(
    ("frequency", "today", "last", "following"),
    [
        ("Daily", "2026-11-25", "2026-11-25", "2026-11-26"),
        ("Weekdays", "2026-11-28", "2026-11-27", "2026-11-30"),
        ("Weekdays", "2026-11-25", "2026-11-25", "2026-11-26"),
        ("Weekly", "2026-11-25", "2026-11-23", "2026-11-30"),
        ("Monthly", "2026-11-25", "2026-11-01", "2026-12-01"),
        ("Monthly", "2026-12-01", "2026-12-01", "2027-01-01"),
    ],
)
def test_days_on_which_a_report_is_due(
    frequency: str, today: str, last: str, following: str
) -> None:
    assert str(last_due(frequency, "Monday", today)) == last
    assert str(next_due(frequency, "Monday", today)) == following


def test_the_days_that_a_report_is_about(standin: Any) -> None:
    today = "2026-11-25"
    assert date_range("Weekly", False, today) == ("2026-11-18", today)
    assert date_range("Weekly", True, today) == ("2026-11-23", today)
    assert date_range("Monthly", True, today) == ("2026-11-01", today)
    assert date_range("Quarterly", True, today) == ("2026-10-01", today)
    assert date_range("Half Yearly", True, today) == ("2026-07-01", today)
    assert date_range("Yearly", False, today) == ("2025-11-25", today)


def test_a_report_arrives_as_pdf_and_outsiders_see_no_address_inside(
    office: Served, box: Mailbox
) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("weasyprint")
    to = "pdf@outside.test"
    with time_machine.travel(MONDAY, tick=False) as clock:
        mailed(office, to, format="PDF")
        clock.move_to(MONDAY + 7 * DAY)
        clock_strikes(office)
    [message] = box.to(to)
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("Weights.pdf", "application/pdf")
    [page] = pypdf.PdfReader(io.BytesIO(file.get_content())).pages
    assert "The South" in page.extract_text() and "15" in page.extract_text()
    assert "/app/" not in message.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_where_no_pdf_can_be_made_the_refusal_says_why_and_what_to_do(
    office: Served, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    values = {"report": "Weights", "user": MANAGER, "email_to": "why@mail.test", "format": "PDF"}
    values |= {"frequency": "Weekly", "day_of_week": "Monday"}
    answer = office.logged_in(MANAGER).post("/api/resource/Auto%20Email%20Report", values)
    assert answer.status == 501
    [reason] = answer.messages
    assert "PDF" in reason and "XLSX" in reason
