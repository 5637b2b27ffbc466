"""Several public forms: each with its address, days, words and channel; none tells that another is there."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from cfm_app.channels.public_form import addresses
from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.utils.dates import add_days
from tests.clock import office_day
from tests.engine.served import Client

from .conftest import OPERATOR, Office, ok
from .test_inbox import RATION, call
from .test_public_form import FORM, OFFICE, Phone, account_of, count, set_form, ticket

MANAGER = "leads@test.cfm"
SITE = "Distribution site Bol"
# The office writes English here.
HEADING, QUESTION = "Bol site: tell us", "Woman or man?"
IN_FRENCH = {HEADING: "Site de Bol : dites-le nous", QUESTION: "Homme ou femme ?"}


def made(office: Office, **values: Any) -> str:
    """A new form, as a manager saves it."""
    doc = {"doctype": FORM, "form_name": SITE, "messages_an_hour": 10000, **values}
    return str(ok(office.user(MANAGER).call("frappe.client.insert", doc=json.dumps(doc)))["name"])


@pytest.fixture
def site_form(office: Office) -> str:
    """An open form for a distribution site, with a title and a question in two languages."""
    if found := office.rows(FORM, form_name=SITE):
        return str(found[0].name)
    name = made(office, heading=HEADING)

    def open_it() -> None:
        doc = get_doc(FORM, name)
        doc.enabled = 1
        for row in doc.questions:
            if row.case_field == "sex":
                row.update({"asked": 1, "label": QUESTION})
        doc.save()
        for row in doc.translations:
            if row.language == "fra":
                row.translation = IN_FRENCH[row.original]
        doc.save()

    office.served.work(open_it)
    return name


@pytest.fixture(autouse=True)
def open_office(office: Office) -> Iterator[None]:
    set_form(office, enabled=1, messages_an_hour=10000)
    yield


def page(office: Office, name: str, language: str = "eng") -> str:
    answer = Client(office.served.port).get(
        addresses.path(name, language=language), Accept="text/html"
    )
    assert answer.status == 200
    return html.unescape(answer.text)


def bare(text: str, *names: str) -> str:
    """A page without what differs from one request to the next, and without the word that was asked for."""
    text = re.sub(r'(ticket" value|nonce)="[^"]*"', "", text)
    for name in names:
        text = text.replace(f"form={name}&", "").replace(f"form={name}", "").replace(name, "")
    return text.replace("?", "")


def test_each_form_has_an_address_that_nobody_guesses(office: Office, site_form: str) -> None:
    other = made(office, form_name="Staff of partners", address="Partners-Staff")
    assert re.fullmatch(r"[a-z0-9]{7}", site_form) and other == "partners-staff"
    manager = office.user(MANAGER)
    for wrong in ("é-form", "a b", "../x", "abc", "x" * 41, "a_b_c"):
        doc = json.dumps({"doctype": FORM, "form_name": "x", "address": wrong})
        assert manager.call("frappe.client.insert", doc=doc).status == 417
    doc = json.dumps({"doctype": FORM, "form_name": "x", "address": other})
    assert manager.call("frappe.client.insert", doc=doc).status == 409


def test_what_is_written_says_by_which_form_it_came(office: Office, site_form: str) -> None:
    phone = Phone(office, name=site_form)
    phone.code(phone.send(x_sex="Female", place="Bol"))
    account = account_of(office, site_form)
    assert account != account_of(office)
    row = office.rows("CFM Conversation", "channel", account=account)[-1]
    assert row.channel == SITE
    operator = office.user(OPERATOR)
    call(operator, "take", name=row.name)
    case = call(operator, "make_case", name=row.name, values={"case": {"category": RATION}})["case"]
    assert office.rows("Case", "channel", "sex", name=case)[0].channel == SITE
    kind = office.rows("CFM Channel", "channel_type", name=SITE)[0].channel_type
    assert kind == "Online"


def test_a_chosen_channel_is_taken_and_followed(office: Office, site_form: str) -> None:
    online = office.rows("CFM Channel", channel_type="Online")[0].name
    for channel in (online, SITE):
        set_form(office, name=site_form, channel=channel)
        account = account_of(office, site_form)
        [row] = office.rows("CFM Channel Account", "channel", name=account)
        assert row.channel == channel


def test_each_form_speaks_its_own_words_in_each_language(office: Office, site_form: str) -> None:
    for language, heading, question in (
        ("eng", HEADING, QUESTION),
        ("fra", IN_FRENCH[HEADING], IN_FRENCH[QUESTION]),
        ("ara", HEADING, QUESTION),
    ):
        found = page(office, site_form, language)
        assert f"<h1>{heading}</h1>" in found and question in found
    assert HEADING not in page(office, OFFICE) and QUESTION not in page(office, OFFICE)


def test_a_text_that_is_changed_waits_for_its_words_anew(office: Office, site_form: str) -> None:
    def rows(name: str) -> list[Any]:
        doc = get_doc(FORM, name)
        doc.introduction = "For people of the site."
        doc.save()
        found = [(row.language, row.original, row.translation) for row in doc.translations]
        local.db.rollback()
        return found

    found = office.served.work(lambda: rows(site_form))
    assert ("fra", "For people of the site.", None) in found
    assert ("fra", HEADING, IN_FRENCH[HEADING]) in found
    assert not [row for row in found if row[0] == "eng"]


@pytest.mark.parametrize(
    ("opens", "closes", "is_open"),
    [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False), (-1, 1, True)],
)
def test_a_form_is_open_on_its_days(
    office: Office, site_form: str, opens: int | None, closes: int | None, is_open: bool
) -> None:
    days = {
        field: None if given is None else str(add_days(office_day(), given))
        for field, given in (("opens_on", opens), ("closes_on", closes))
    }
    phone = Phone(office, name=site_form)
    set_form(office, name=site_form, **days)
    before = count(office)
    try:
        assert ("<form" in page(office, site_form)) == is_open
        answer = phone.send()
        assert ("This form is closed" in answer.text) != is_open
        assert (count(office) > before) == is_open
    finally:
        set_form(office, name=site_form, opens_on=None, closes_on=None)


def test_a_form_does_not_close_before_it_opens(office: Office, site_form: str) -> None:
    doc = ok(office.user(MANAGER).call("frappe.client.get", doctype=FORM, name=site_form))
    doc.update(opens_on="2026-05-02", closes_on="2026-05-01")
    answer = office.user(MANAGER).call("frappe.client.save", doc=json.dumps(doc))
    assert answer.status == 417 and "cannot close before it opens" in answer.text


def test_a_form_that_is_not_there_looks_as_one_that_is_closed(
    office: Office, site_form: str
) -> None:
    closed = made(office, form_name="Not open yet", address="not-open-yet", heading="Secret title")
    shown = bare(page(office, closed), closed)
    assert "Secret title" not in shown
    for name in ("never-was-one", "%", "_______", "' or 1=1 --"):
        assert bare(page(office, name), name).count("This form is closed") == 1
    assert bare(page(office, "never-was-one"), "never-was-one") == shown
    # Nor does a page that is open name another form.
    assert site_form not in page(office, OFFICE)


def test_the_ticket_of_one_form_is_none_of_another(office: Office, site_form: str) -> None:
    phone = Phone(office, name=site_form)
    before = count(office)
    assert "open for too long" in phone.send(ticket=ticket(office, 60)).text
    assert count(office) == before


def test_no_form_is_a_way_around_the_limit_of_another(office: Office, site_form: str) -> None:
    first = Phone(office)
    first.code(first.send())
    set_form(office, name=site_form, messages_an_hour=1)
    try:
        answer = [Phone(office, name=site_form).send() for _each in range(2)][-1]
        assert answer.status == 429 and "Many people write" in html.unescape(answer.text)
    finally:
        set_form(office, name=site_form, messages_an_hour=10000)


def test_the_page_of_each_form_is_light_and_without_scripts(office: Office, site_form: str) -> None:
    text = page(office, site_form, "ara")
    client = Client(office.served.port)
    sheets = re.findall(r'href="(/assets/[^"]+\.css[^"]*)"', text)
    size = len(text.encode()) + sum(len(client.get(each).content) for each in sheets)
    assert size < 30_000 and "<script" not in text


def test_an_account_is_made_by_a_form_alone(office: Office, site_form: str) -> None:
    doc = {"doctype": "CFM Channel Account", "account_name": "Mine", "adapter": "Public form"}
    doc["channel"] = SITE
    answer = office.user(MANAGER).call("frappe.client.insert", doc=json.dumps(doc))
    assert answer.status == 417 and "Make a public form instead" in answer.text


def test_a_new_field_of_the_case_comes_to_each_form(office: Office, site_form: str) -> None:
    def add() -> None:
        field = {"doctype": "Custom Field", "dt": "Case", "fieldname": "tent", "label": "Tent"}
        get_doc({**field, "fieldtype": "Data"}).insert()

    office.served.work(add)
    for name in (OFFICE, site_form):
        rows = office.rows("CFM Public Form Question", "case_field", parent=name)
        assert "tent" in [row.case_field for row in rows]


def test_the_poster_of_each_form_leads_to_it(office: Office, site_form: str) -> None:
    manager = office.user(MANAGER)
    shown = manager.get(f"/cfm/poster?form={site_form}", Accept="text/html")
    text = html.unescape(shown.text)
    assert f"/cfm/feedback?form={site_form}" in text and IN_FRENCH[HEADING] in text
    assert site_form not in manager.get("/cfm/poster", Accept="text/html").text
    assert manager.get("/cfm/poster?form=never-was-one", Accept="text/html").status == 404
    assert office.user(OPERATOR).get(f"/cfm/poster?form={site_form}").status in (403, 404)


def test_the_account_says_whether_its_form_is_open(office: Office, site_form: str) -> None:
    def said() -> str:
        doc = get_doc("CFM Channel Account", account_of_here)
        return str(doc.try_connection())

    account_of_here = account_of(office, site_form)
    assert f"form={site_form}" in office.served.work(said)
    set_form(office, name=site_form, enabled=0)
    assert "form=" not in office.served.work(said)
    set_form(office, name=site_form, enabled=1)
