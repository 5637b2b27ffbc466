"""The words of a sealed report by no door, also for its handler as long as they have not unlocked.

Every function that clients can call, page, list, print and file is walked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe_embedded

frappe_embedded.activate()


from cfm_app.security.sealing import body, circle, envelope, keys  # noqa: E402
from frappe_embedded.kernel.core.context import local  # noqa: E402
from frappe_embedded.kernel.document.api import get_doc  # noqa: E402

from ..engine.served import Client, Served  # noqa: E402
from ..patterns import ADMIN, Patterns  # noqa: E402
from .closed_documents import ClosedDocuments, serving_colleagues  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

CATEGORY = "Exploitation ou abus sexuel"
PASSPHRASE = "four words nobody joins 7!"
MARKERS = ("said at the well 5571", "noted by the handler 5572", "five-five-73")
ENTRUSTED = "entrusted@test.cfm"
COLLEAGUES = {
    ENTRUSTED: "CFM PSEA Focal Point",
    "manages@test.cfm": "CFM Manager",
    "guards@test.cfm": "CFM Data Protection",
    "operates@test.cfm": "CFM Operator",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving_colleagues(tmp_path_factory.mktemp("sealed"), patterns, COLLEAGUES) as served:
        yield served


@pytest.fixture(scope="module")
def closed(site: Served) -> ClosedDocuments:
    made = site.logged_in(ENTRUSTED).call(
        "cfm_app.api.sealing.make_key", passphrase=PASSPHRASE, again=PASSPHRASE
    )
    assert made.status == 200, made.text
    case, report = site.work(_sealed)
    return ClosedDocuments(site, [("Case", case), (body.REPORT, report)], MARKERS)


def _sealed() -> tuple[str, str]:
    sensitivity = local.db.get_value("Case Category", CATEGORY, "sensitivity")
    recovery = str(envelope.new_identity().to_public())
    _stored(circle.RECOVERY, public_key=recovery, state=circle.ACTIVE)
    _stored(circle.DOCTYPE, sensitivity=sensitivity, state=circle.ON)
    told = {"category": CATEGORY, "description": MARKERS[0]}
    case = get_doc({"doctype": "Case", **told, "follow_ups": [{"action": MARKERS[1]}]}).insert()
    report = get_doc(body.REPORT, {"cfm_case": case.name})
    report.set("handlers", [{"user": ENTRUSTED}])
    report.save()
    attached = {"attached_to_doctype": body.REPORT, "attached_to_name": report.name}
    file = {"file_name": f"{MARKERS[2]}.txt", "content": MARKERS[0], "is_private": 1}
    get_doc({"doctype": "File", **file, **attached}).insert()
    assert local.db.get_value(keys.DOCTYPE, {"user": ENTRUSTED}, "state") == keys.ACTIVE
    return str(case.name), str(report.name)


def _stored(doctype: str, **values: Any) -> None:
    get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)


def _as(site: Served, user: str) -> Client:
    return site.logged_in(user, ADMIN) if user == "Administrator" else site.logged_in(user)


def test_the_handler_who_unlocked_reads_it(site: Served, closed: ClosedDocuments) -> None:
    """Else the others would be shown nothing for another reason."""
    client = site.logged_in(ENTRUSTED)
    opened = client.call("cfm_app.api.sealing.unlock", passphrase=PASSPHRASE)
    assert opened.status == 200, opened.text
    assert len(closed.telling_paths(client)) > 3


@pytest.mark.parametrize("user", ["Administrator", *COLLEAGUES])
def test_no_page_list_print_or_file_tells_a_word(
    site: Served, closed: ClosedDocuments, user: str
) -> None:
    assert closed.telling_paths(_as(site, user)) == []


@pytest.mark.parametrize("user", COLLEAGUES)
def test_no_function_tells_a_word(site: Served, closed: ClosedDocuments, user: str) -> None:
    assert closed.open_functions(_as(site, user)) == {}
