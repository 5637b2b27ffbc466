"""A person who stands in every table of an office is erased by their request, and is in no byte of it afterwards.

Where they are written down is found by reflection (`planting`): no list can forget a column.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import frappe
import pytest

from cfm_app.data_protection.person_requests import (
    before_erasure,
    closing,
    deciding,
    deletion,
    identity_check,
    register,
    states,
)
from cfm_app.data_protection.personal_data import field_map, word_columns
from cfm_app.data_protection.personal_data.holdings_columns import OF_THE_OFFICE
from frappe_embedded.kernel.core.site import get_site
from frappe_embedded.services.jobs.worker import run_pending

from .. import whole_site
from ..live import Server
from ..patterns import Patterns
from . import planting
from .planting import NAME, PHONE, WORDS, Place

OPERATOR, GUARDIAN = "operator@demo.cfm", "dataprotection@demo.cfm"
RIGHT = {"Full name": identity_check.RIGHT, identity_check.PAPER_QUESTION: identity_check.RIGHT}
FEWEST_PLACES = 40
# Where colleagues, and the machine that copies them, write of a person.
OF_COLLEAGUES = (
    *("Comment", "Communication", "Version", "File", "ToDo", "Tag", "Tag Link", "List Filter"),
    *("Email Queue", "Notification Log", "Deleted Document", "Error Log", "Activity Log"),
    *("Scheduled Job Log", "Webhook Request Log", "Configuration Change", "Data Import"),
    *("Case", "Referral", "CFM Message", "CFM Conversation", "CFM Mission", "CFM Improvement"),
)


@dataclass
class Office:
    """An office on the disk, the person planted in it, and what was found."""

    site: Path
    server: Server
    backup: list[Path] = field(default_factory=list)
    planted: set[Place] = field(default_factory=set)
    before: set[Place] = field(default_factory=set)
    files_before: set[str] = field(default_factory=set)
    other_case: str = ""
    request: str = ""

    @contextmanager
    def connected(self, user: str = "Administrator") -> Iterator[None]:
        frappe.init(site=self.site.name, sites_path=str(self.site.parent))
        frappe.connect()
        frappe.set_user(user)
        try:
            yield
            frappe.db.commit()
        finally:
            frappe.destroy()


def says_nothing_of_persons(doctype: str, field: str) -> bool:
    """Columns that the map gives to those who work here or to the office itself, and how it works.

    Of the last a proof tells a number: `test_erasure_words`.
    """
    entry = field_map.entries().get((doctype, field))
    if doctype in OF_THE_OFFICE or word_columns.is_set_up(doctype):
        return True
    is_of_users = entry is not None and entry.about in (field_map.USER, field_map.PARTNER)
    return is_of_users or (entry is not None and entry.category == field_map.OFFICE)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Office:
    site = tmp_path_factory.mktemp("everywhere") / "office"
    made = Office(site, patterns.office(site))
    with made.connected():
        _write_down(made)
    made.backup = whole_site.backup(made.server, site.parent / "old")
    made.before, made.files_before = planting.left_in(site), planting.files_with_traces(site)
    _erase(made)
    return made


def _write_down(made: Office) -> None:
    person = {"full_name": NAME, "other_names": planting.OTHER_SPELLING, "phone": PHONE}
    member = _inserted("Community Member", **person)
    open_class = frappe.db.get_single_value("CFM Settings", "default_sensitivity")
    ordinary = frappe.get_all(
        "Case Category", {"is_group": 0, "sensitivity": open_class}, pluck="name"
    )[0]
    told = {"description": WORDS, "speaker_relation": "Self", "category": ordinary}
    told["channel"] = frappe.get_all("CFM Channel", pluck="name")[0]
    case = _inserted("Case", community_member=member, **told)
    _by_the_doors_of_colleagues(made, {**told, "description": "Une autre affaire"})
    frappe.db.set_value("Case", case, {"phase": "Closed", "workflow_state": "Closed"})
    _file(case, f"photo de {NAME}.txt", WORDS)
    made.planted = planting.plant(member, case, says_nothing_of_persons)
    frappe.db.commit()
    with_person = {"kind": states.DELETION, "words": WORDS, "received_via": "Phone"}
    frappe.set_user(OPERATOR)
    made.request = str(register.register(with_person, member=member).name)


def _by_the_doors_of_colleagues(made: Office, told: dict[str, Any]) -> None:
    """What they write about the person where something else is at hand."""
    other = _inserted("Community Member", full_name="Oumar Salibou", phone="+235 66 11 22 99")
    made.other_case = _inserted("Case", community_member=other, **told)
    case = frappe.get_doc("Case", made.other_case)
    case.add_comment("Comment", f"Même panne que chez {WORDS}")
    case.add_tag(NAME)
    _file(made.other_case, f"reçu {NAME}.txt", "rien")
    seen = json.dumps([["Community Member", "full_name", "like", f"%{NAME}%"]])
    _inserted("List Filter", filter_name=NAME, reference_doctype="Case", filters=seen)
    mail = MIMEText(f"Appelez {WORDS}", "plain", "utf-8").as_string()
    assert base64.b64encode(b"Appelez").decode()[:8] in mail
    about = {"reference_doctype": "Case", "reference_name": made.other_case}
    queued = {"message": mail, "recipients": [{"recipient": GUARDIAN}], "status": "Sent"}
    _inserted("Email Queue", sender="o@example.org", **queued, **about)


def _inserted(doctype: str, **values: Any) -> str:
    return str(frappe.get_doc(doctype=doctype, **values).insert().name)


def _file(case: str, name: str, content: str) -> None:
    about = {"attached_to_doctype": "Case", "attached_to_name": case, "is_private": 1}
    _inserted("File", file_name=name, content=content, **about)


def _erase(made: Office) -> None:
    with made.connected(OPERATOR):
        identity_check.check(made.request, RIGHT)
    with made.connected(GUARDIAN):
        deciding.decide(made.request, states.GRANTED)
    with made.connected(GUARDIAN):
        before_erasure.agree(made.request, "Phone", "On efface tout.")
        closing.tell(made.request, "Phone", None)
        deletion.delete(made.request)
    # What the server does in the background, at once.
    run_pending(get_site(made.site.name, made.site.parent))


def test_the_person_stood_in_every_kind_of_place(office: Office) -> None:
    assert len(office.before & office.planted) > FEWEST_PLACES
    assert {place.column for place in office.planted} >= {"_comments", "_user_tags", "filters"}
    assert {place.table for place in office.planted} >= {f"tab{each}" for each in OF_COLLEAGUES}
    assert {Path(each).suffix for each in office.files_before} & {".txt"}
    assert any(each.startswith("site.db") for each in office.files_before)


def test_no_column_of_any_table_holds_a_trace(office: Office) -> None:
    assert planting.left_in(office.site) == set()


def test_no_byte_of_the_database_its_log_or_a_file_holds_a_trace(office: Office) -> None:
    """At once, and not by night."""
    assert planting.files_with_traces(office.site) == set()


def test_what_colleagues_wrote_beside_it_stays(office: Office) -> None:
    with office.connected():
        about = {"reference_name": office.other_case, "comment_type": "Comment"}
        (content,) = frappe.get_all("Comment", about, pluck="content")
        assert "Même panne que chez" in content
        (file,) = frappe.get_all("File", {"attached_to_name": office.other_case}, pluck="name")
        assert frappe.get_doc("File", file).get_content() == "rien"
        (kept,) = frappe.get_all("List Filter", {"reference_doctype": "Case"}, pluck="filters")
        assert json.loads(kept)[0][:3] == ["Community Member", "full_name", "like"]


def test_a_backup_from_before_brings_nothing_of_it_back(office: Office) -> None:
    assert planting.TRACES.search(whole_site.content_of(office.backup))
    whole_site.restored(office.server, office.backup, office.site.parent)
    restored = office.site.parent / "restored"
    assert planting.left_in(restored) == set()
    assert planting.files_with_traces(restored) == set()
