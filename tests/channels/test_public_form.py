"""The public form, as a phone without scripts sends it: plain posts of a form."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from cfm_app.channels.public_form import addresses, tickets
from cfm_app.channels.public_form import form as public_form
from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.passwords import delete_all_passwords
from tests.engine.served import Answer, Client
from tests.png import png_of

from .conftest import ELSEWHERE, HANDLER, OPERATOR, SECOND, Office, ok
from .test_inbox import RATION, call

PAGE, STATUS = addresses.PAGE, "/cfm/status"
FORM, OFFICE = "CFM Public Form", addresses.OFFICE
BOUNDARY = "----form"
SEA = "EAS et harcèlement sexuel"
PNG = png_of(b"0" * 64)


class Phone:
    """Somebody with the page open, who sends what stands in it."""

    def __init__(self, office: Office, language: str = "eng", name: str = OFFICE) -> None:
        self.office, self.client = office, Client(office.served.port)
        self.language, self.address = language, addresses.path(name)
        self.name = name
        self.page = self.open()
        self.fields = hidden(self.page)
        self.fields["ticket"] = ticket(office, 60, name=name)

    def open(self) -> str:
        address = addresses.path(self.name, language=self.language)
        answer = self.client.get(address, Accept="text/html")
        assert answer.status == 200, answer.text
        return answer.text

    def send(self, files: tuple[tuple[str, bytes], ...] = (), **values: str) -> Answer:
        given = {"consent_record": "Granted", "words": "Il manque un sac.", **self.fields, **values}
        if files:
            return self._post(multipart(given, files), f"multipart/form-data; boundary={BOUNDARY}")
        return self._post(urlencode(given), "application/x-www-form-urlencoded")

    def _post(self, body: Any, kind: str) -> Answer:
        return self.client.send("POST", self.address, body, Content_Type=kind, Accept="text/html")

    def code(self, answer: Answer) -> str:
        found = re.search(r'id="code">([\w-]+)<', answer.text)
        assert found, answer.text
        return found[1]


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def ticket(office: Office, age: int, nonce: str | None = None, name: str = OFFICE) -> str:
    """As the page would have given it out some seconds ago."""
    moment = int(time.time()) - age
    return str(
        office.served.work(
            lambda: tickets.signed(
                get_doc("CFM Channel Account", local.db.get_value(FORM, name, "account")),
                nonce or local_hash(),
                moment,
            )
        )
    )


def local_hash() -> str:
    return f"n{time.time_ns()}"


def multipart(values: dict[str, str], files: tuple[tuple[str, bytes], ...]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values.items()
    ]
    parts += [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: image/png\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def set_form(office: Office, name: str = OFFICE, **values: Any) -> None:
    def save() -> None:
        doc = get_doc(FORM, name)
        doc.update(values)
        doc.save()

    office.served.work(save)


def ask(office: Office, name: str, **values: Any) -> None:
    def save() -> None:
        doc = get_doc(FORM, OFFICE)
        for row in doc.questions:
            row.update({"asked": 0, "required": 0, "label": None})
            if row.case_field == name:
                row.update({"asked": 1, **values})
        doc.save()

    office.served.work(save)


@pytest.fixture
def phone(office: Office) -> Iterator[Phone]:
    set_form(office, enabled=1, messages_an_hour=10000, most_files=3)
    yield Phone(office)


def account_of(office: Office, name: str = OFFICE) -> str:
    return str(office.served.work(lambda: local.db.get_value(FORM, name, "account")))


def newest(office: Office) -> Any:
    fields = ("contact_address", "language", "state", "submission", "to_be_clarified", "channel")
    return office.rows("CFM Conversation", *fields, account=account_of(office))[-1]


def count(office: Office) -> int:
    return len(office.rows("CFM Message"))


def where(office: Office, code: str) -> str:
    """What the page of the code says."""
    answer = Client(office.served.port).send(
        "POST",
        STATUS,
        urlencode({"code": code, "_lang": "en"}),
        Content_Type="application/x-www-form-urlencoded",
        Accept="text/html",
    )
    found = re.search(r'class="alert [^>]*>([^<]*)<', answer.text)
    return html.unescape(found[1]) if found else ""


# --- who may write ----------------------------------------------------------------------------
def test_a_form_that_nobody_opened_says_so_and_takes_nothing(office: Office, phone: Phone) -> None:
    set_form(office, enabled=0)
    page = phone.open()
    assert "This form is closed at the moment" in page and "<form" not in page
    before = count(office)
    assert "This form is closed" in phone.send().text
    assert count(office) == before


def test_what_is_sent_arrives_in_the_inbox_with_its_code(office: Office, phone: Phone) -> None:
    answer = phone.send(place="Bol", reach="66 12 34 56", words="Il manque un sac.\r\nMerci <b>")
    assert answer.status == 200
    assert re.fullmatch(r"\w{3}-\w{3}-\w{3}", phone.code(answer))
    row = newest(office)
    assert (row.contact_address, row.state, row.to_be_clarified) == ("+23566123456", "Waiting", 1)
    thread = call(office.user(OPERATOR), "thread", name=row.name)
    assert [each["text"] for each in thread["messages"]] == ["Il manque un sac.\nMerci <b>"]


def test_a_form_that_is_sent_again_makes_one_message(office: Office, phone: Phone) -> None:
    first = phone.code(phone.send())
    before = count(office)
    assert phone.code(phone.send()) == first
    assert phone.code(phone.send(words="Something else.")) == first
    assert count(office) == before


def test_a_form_that_is_sent_many_times_at_once_makes_one_message(
    office: Office, phone: Phone
) -> None:
    before = count(office)
    with ThreadPoolExecutor(8) as pool:
        codes = set(
            pool.map(lambda _each: phone.code(phone.send(files=(("a.png", PNG),))), range(8))
        )
    assert len(codes) == 1 and count(office) == before + 1
    message = office.rows("CFM Message", conversation=newest(office).name)[0].name
    assert len(office.rows("File", attached_to_name=message)) == 1


@pytest.mark.parametrize(
    ("age", "said"), [(0, "That was very fast"), (13 * 3600, "This form was open for too long")]
)
def test_too_fast_and_too_late_are_refused_and_nothing_is_lost(
    office: Office, phone: Phone, age: int, said: str
) -> None:
    before = count(office)
    answer = phone.send(ticket=ticket(office, age), words="Two bags & more", place="Bol")
    assert said in answer.text and count(office) == before
    assert "Two bags &amp; more" in answer.text and 'value="Bol"' in answer.text
    assert 'value="Granted" checked' in answer.text


def test_a_ticket_of_somebody_else_is_none(office: Office, phone: Phone) -> None:
    before = count(office)
    for forged in ("", "x", "1.2.3", phone.fields["ticket"][:-1] + "x", "é.é.é"):
        assert "open for too long" in phone.send(ticket=forged).text
    assert count(office) == before


def test_a_program_that_fills_in_everything_is_refused(office: Office, phone: Phone) -> None:
    before = count(office)
    answer = phone.send(website="https://example.org")
    assert "it is not for people" in answer.text and "Il manque un sac." in answer.text
    assert count(office) == before


def test_a_form_slows_down_for_an_address_and_is_never_closed(office: Office, phone: Phone) -> None:
    set_form(office, messages_an_hour=1)
    # What a sender says of the counter changes nothing.
    answers = [
        Phone(office).send(words=f"Number {number}", messages_of_form=str(number))
        for number in range(3)
    ]
    assert answers[-1].status == 429
    assert re.search(r"wait \d+ seconds, and send it again", answers[-1].text)
    assert "Number 2" in answers[-1].text
    set_form(office, messages_an_hour=10000)
    assert phone.code(phone.send())


# --- what may be written ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("words", " ", "Write what happened."),
        ("words", "x" * 4001, "This is too long by 1 character."),
        ("reach", "no phone", "This is neither a phone number nor an e-mail address."),
        ("reach", "a@b", "This is neither a phone number nor an e-mail address."),
        ("reach", "a@b.td,c@d.td", "This is neither a phone number nor an e-mail address."),
        ("reach", '"<b>" <a@b.td>', "This is neither a phone number nor an e-mail address."),
        ("reach", "=?utf-8?q?=0a?=@b.td", "This is neither a phone number nor an e-mail address."),
        ("reach", "<66123456>", "This is neither a phone number nor an e-mail address."),
        ("consent_record", "", "Say whether we may write down what you tell us."),
        ("consent_record", "Maybe", "Say whether we may write down what you tell us."),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    office: Office, phone: Phone, field: str, value: str, said: str
) -> None:
    before = count(office)
    answer = phone.send(**{"place": "Bol", field: value})
    assert said in html.unescape(answer.text) and 'value="Bol"' in answer.text
    assert count(office) == before
    assert phone.code(phone.send())


def test_whoever_does_not_want_to_be_recorded_leaves_nothing(office: Office, phone: Phone) -> None:
    word = "zigzagword"
    answer = phone.send(
        consent_record="Refused",
        words=word,
        reach="66 98 71 53",
        place=word,
        files=(("a.png", PNG),),
    )
    assert "Nothing was kept" in answer.text and word not in answer.text
    kept = [
        path.read_bytes() for path in Path(office.served.site.path).rglob("*") if path.is_file()
    ]
    assert not any(word.encode() in each or b"66987153" in each for each in kept)


def test_a_text_that_changed_meanwhile_is_read_again(office: Office, phone: Phone) -> None:
    answer = phone.send(statement="Consentement général-fra-1.0")
    assert "The text above has changed meanwhile" in answer.text
    assert "Il manque un sac." in answer.text and "checked" not in answer.text


def test_files_are_private_and_of_the_message(office: Office, phone: Phone) -> None:
    phone.code(phone.send(files=(("../a b.png", PNG), ("c.exe.png", PNG + b"1"))))
    message = office.rows("CFM Message", conversation=newest(office).name)[0].name
    files = office.rows("File", "file_name", "is_private", "file_url", attached_to_name=message)
    assert [each.is_private for each in files] == [1, 1]
    assert all(each.file_name.endswith(".png") and "a b" not in each.file_name for each in files)
    assert phone.client.get(files[0].file_url).status in (403, 404)
    assert office.user(OPERATOR).get(files[0].file_url).content == PNG


def test_files_of_other_kinds_and_too_many_are_refused(office: Office, phone: Phone) -> None:
    before = count(office)
    answer = phone.send(files=(("a.png", b"MZ\x90\x00"),), words="Two bags")
    assert "The file a.png is no picture, sound, film or PDF" in answer.text
    assert "Two bags" in answer.text
    answer = phone.send(files=(("a.png", PNG),) * 4)
    assert "At most 3 files can be sent." in answer.text
    office.set("CFM Channel Account", account_of(office), media_megabytes=1)
    answer = phone.send(files=(("a.png", PNG + b"0" * (1 << 20)),))
    assert "The file a.png is too large: 1 MB are taken at most." in answer.text
    assert count(office) == before
    set_form(office, most_files=0)
    assert 'type="file"' not in phone.open()


@pytest.mark.parametrize(
    "words",
    ["\U0001f33e \u0628\u0648\u0644", "a\u200bb \u202eabc", "\ufeffé", "x\0y", "%s {0} {{ 1 }} \\"],
)
def test_whatever_can_be_typed_is_kept_as_it_is(office: Office, phone: Phone, words: str) -> None:
    other = Phone(office)
    other.code(other.send(words=words, place=words, spoken="no such language"))
    row = newest(office)
    operator = office.user(OPERATOR)
    thread = call(operator, "thread", name=row.name)
    kept = words.replace("\0", "")
    assert thread["messages"][0]["text"] == kept and row.language == "eng"
    assert call(operator, "for_case", name=row.name)["place"] == kept


def test_a_site_that_moved_without_secrets_is_closed_until_it_is_saved(
    office: Office, phone: Phone
) -> None:
    account = account_of(office)
    office.served.work(lambda: delete_all_passwords("CFM Channel Account", account))
    assert "This form is closed" in phone.open()
    set_form(office, enabled=1)
    other = Phone(office)
    assert other.code(other.send())


def test_what_is_far_too_large_is_refused_before_it_is_read(office: Office, phone: Phone) -> None:
    before = count(office)
    assert phone.send(files=(("a.png", PNG + b"0" * (27 << 20)),)).status == 413
    assert count(office) == before and phone.code(phone.send())


def test_words_that_read_like_a_request_are_words(office: Office, phone: Phone) -> None:
    for words in ('{"doctype": "Case", "name": "CFM-2026-00001"}', '[{"dt": "Case", "dn": "x"}]'):
        other = Phone(office)
        other.code(other.send(words=words))
        thread = call(office.user(OPERATOR), "thread", name=newest(office).name)
        assert thread["messages"][0]["text"] == words


# --- what a manager asks ----------------------------------------------------------------------
def test_a_question_of_the_manager_reaches_the_form_of_the_case(
    office: Office, phone: Phone
) -> None:
    ask(office, "sex", required=1, label="Are you a woman or a man?")
    page = phone.open()
    assert "Are you a woman or a man? *" in page
    assert "Are you a woman or a man? is missing." in phone.send().text
    assert "This answer does not fit." in phone.send(x_sex="Robot").text
    phone.code(phone.send(x_sex="Female", place="Bol", consent_call_back="Granted"))
    operator, name = office.user(OPERATOR), newest(office).name
    found = call(operator, "for_case", name=name)
    assert found["fields"] == {"sex": "Female"} and found["place"] == "Bol"
    assert found["consent"]["method"] == "Written"
    assert found["consent"]["statement"] == phone.fields["statement"]
    assert found["consent"]["purposes"] == [
        {"purpose": "Record", "decision": "Granted"},
        {"purpose": "Call back", "decision": "Granted"},
    ]
    thread = call(operator, "thread", name=name)
    assert ["Sex", "Female"] in thread["submission"]
    ask(office, "none")


def test_a_new_field_of_the_case_may_be_asked_others_not(office: Office, phone: Phone) -> None:
    def add(fieldname: str, fieldtype: str, **values: Any) -> None:
        field = {"doctype": "Custom Field", "dt": "Case", "fieldname": fieldname}
        get_doc({**field, "label": fieldname, "fieldtype": fieldtype, **values}).insert()

    manager = office.user("leads@test.cfm")
    office.served.work(lambda: add("ration_card", "Data"))
    office.served.work(lambda: add("of_the_office", "Data", permlevel=1))
    office.served.work(lambda: add("which_partner", "Link", options="CFM Partner"))
    form = ok(manager.call("frappe.client.get", doctype=FORM, name=OFFICE))
    names = [row["case_field"] for row in form["questions"]]
    assert "ration_card" in names and "sex" in names
    hidden_fields = {"of_the_office", "which_partner", "resolution", "sensitivity", "description"}
    assert not hidden_fields & set(names)
    for name in ("of_the_office", "resolution", "is_restricted"):
        rows = [*form["questions"], {"case_field": name, "asked": 1}]
        doc = {**form, "questions": rows}
        assert manager.call("frappe.client.save", doc=json.dumps(doc)).status == 417
    ask(office, "ration_card")
    phone.code(phone.send(x_ration_card="C-17"))
    assert json.loads(newest(office).submission)["fields"] == {"ration_card": "C-17"}
    ask(office, "none")


def test_a_manager_opens_the_form_alone(office: Office) -> None:
    path = quote(f"/api/resource/{FORM}/{OFFICE}")
    assert office.user(OPERATOR).get(path).status == 403
    assert office.user("leads@test.cfm").get(path).status == 200
    assert Client(office.served.port).get(path).status in (401, 403)


def test_the_account_opens_no_door(office: Office, phone: Phone) -> None:
    before = count(office)
    answer = office.brought(office.address(account_of(office)), {"words": "x", "nonce": "y"})
    assert answer.status == 403 and count(office) == before
    manager = office.user("leads@test.cfm")
    named = {"doctype": "CFM Channel Account", "name": account_of(office)}
    doc = ok(manager.call("frappe.client.get", **named))
    asked = {"docs": json.dumps(doc), "method": "show_addresses"}
    answer = manager.post("/api/method/run_doc_method", asked)
    assert answer.status == 417 and "no address for a provider" in answer.text


# --- nobody answers by the form ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reach": "66 12 34 56"}, "Call the person: +23566123456"),
        ({"reach": "a@example.org"}, "Write to the person: a@example.org"),
        ({}, "the person left neither phone nor e-mail"),
        (
            {"reach": "66 12 34 56", "consent_call_back": "Refused"},
            "does not want to be called back",
        ),
    ],
)
def test_the_inbox_says_how_the_person_is_reached(
    office: Office, phone: Phone, values: dict[str, str], said: str
) -> None:
    phone.code(phone.send(**values))
    operator, name = office.user(OPERATOR), newest(office).name
    thread = call(operator, "thread", name=name)
    assert not thread["may_answer"] and said in thread["why_not"]
    call(operator, "take", name=name)
    assert operator.call("cfm_app.api.inbox.answer", name=name, text="Hello").status == 417


def test_an_address_of_mail_is_no_phone_of_a_case(office: Office, phone: Phone) -> None:
    phone.code(phone.send(reach="a@example.org"))
    found = call(office.user(OPERATOR), "for_case", name=newest(office).name)
    assert not found["phone"]


# --- the code ---------------------------------------------------------------------------------
def test_the_code_goes_on_with_the_case(office: Office, phone: Phone) -> None:
    code = phone.code(phone.send())
    assert where(office, code) == "We have received your message. Nobody has read it yet."
    operator, name = office.user(OPERATOR), newest(office).name
    call(operator, "thread", name=name)
    assert where(office, code).startswith("Somebody is working on your message.")
    call(operator, "take", name=name)
    made = call(operator, "make_case", name=name, values={"case": {"category": RATION}})
    assert made["status_code"] == code
    assert where(office, code).startswith("Somebody is working on your message.")
    assert len(office.rows("CFM Status Code", conversation=name)) == 1
    assert len(office.rows("CFM Status Code", cfm_case=made["case"])) == 1


def test_whoever_says_the_code_on_the_phone_is_found(office: Office, phone: Phone) -> None:
    code = phone.code(phone.send())
    operator, name = office.user(OPERATOR), newest(office).name

    def found() -> list[str]:
        groups = ok(operator.call("cfm_app.api.search.search", text=code))
        return [line["name"] for group in groups for line in group["lines"]]

    assert found() == [name]
    asked = urlencode({"q": code, "csrf_token": operator.headers["X-Frappe-CSRF-Token"]})
    kind = "application/x-www-form-urlencoded"
    page = operator.send("POST", "/cfm/console", asked, Content_Type=kind, Accept="text/html")
    assert f'href="/cfm/inbox#{name}"' in page.text
    call(operator, "sensitive", name=name, sensitivity=SEA)
    assert found() == []


def test_what_is_no_feedback_is_said_in_other_words(office: Office, phone: Phone) -> None:
    code = phone.code(phone.send())
    operator, name = office.user(OPERATOR), newest(office).name
    call(operator, "take", name=name)
    call(operator, "not_feedback", name=name)
    assert where(office, code).startswith("We have read your message. It is nothing")


def test_that_it_became_restricted_shows_in_nothing(office: Office, phone: Phone) -> None:
    codes, names = [], []
    for _each in range(3):
        other = Phone(office)
        codes.append(other.code(other.send()))
        names.append(newest(office).name)
    operator = office.user(OPERATOR)
    call(operator, "sensitive", name=names[0], sensitivity=SEA)
    assert where(office, codes[0]) == where(office, codes[1])
    handler = office.user(HANDLER)
    for name, user in ((names[0], handler), (names[1], operator), (names[2], operator)):
        call(user, "thread", name=name)
    assert where(office, codes[0]) == where(office, codes[1])
    for user, name, category in (
        (handler, names[0], "Exploitation ou abus sexuel"),
        (operator, names[1], RATION),
        (operator, names[2], "Exploitation ou abus sexuel"),
    ):
        call(user, "take", name=name)
        call(user, "make_case", name=name, values={"case": {"category": category}})
    assert where(office, codes[0]) == where(office, codes[1]) == where(office, codes[2])
    for user in (SECOND, ELSEWHERE):
        assert office.user(user).call("cfm_app.api.inbox.thread", name=names[0]).status == 404


# --- the page ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "lang", "direction"),
    [("fra", "fr", "ltr"), ("ara", "ar", "rtl"), ("eng", "en", "ltr")],
)
def test_the_page_speaks_the_languages_of_the_office(
    office: Office, phone: Phone, language: str, lang: str, direction: str
) -> None:
    page = Phone(office, language).page
    assert f'<html lang="{lang}" dir="{direction}">' in page
    assert f"Consentement général-{language}-1.0" in html.unescape(page)
    assert "<script" not in page and "onload" not in page


def test_the_page_is_light(office: Office, phone: Phone) -> None:
    for language in ("fra", "ara"):
        page = Phone(office, language).page
        sheets = re.findall(r'href="(/assets/[^"]+\.css[^"]*)"', page)
        sizes = [len(phone.client.get(html.unescape(each)).content) for each in sheets]
        assert len(page.encode()) + sum(sizes) < 30_000, (len(page.encode()), sizes)


def test_no_script_could_run(office: Office, phone: Phone) -> None:
    answer = phone.client.get(PAGE, Accept="text/html")
    policy = answer.header("Content-Security-Policy") or ""
    assert "script-src 'nonce-" in policy and "unsafe-inline'; script" not in policy
    assert answer.header("Cache-Control") == "no-store"
    answer = phone.send(words="", place='"><script>alert(1)</script>')
    assert "<script" not in answer.text


def test_no_default_opens_the_form(office: Office) -> None:
    meta = office.served.work(lambda: get_doc("DocType", public_form.DOCTYPE))
    [enabled] = [df for df in meta.fields if df.fieldname == "enabled"]
    assert not enabled.default
