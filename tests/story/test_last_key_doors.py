"""The last key of a sealed class is taken away by no door: every function that clients can call is walked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

import frappe_embedded

frappe_embedded.activate()


from cfm_app.security.sealing import circle, keys, last_key  # noqa: E402
from frappe_embedded.kernel.core.context import local  # noqa: E402
from frappe_embedded.kernel.document.api import get_doc  # noqa: E402

from ..engine.served import Client, Served  # noqa: E402
from ..patterns import ADMIN, Patterns  # noqa: E402
from .closed_documents import serving_colleagues  # noqa: E402
from .doors import ENDING, arguments, methods  # noqa: E402

pytestmark = pytest.mark.embedded("asks the engine for its doors")

CATEGORY = "Exploitation ou abus sexuel"
PASSPHRASE = "four words nobody joins 7!"
ENTRUSTED, GUARD = "entrusted@test.cfm", "guards@test.cfm"
COLLEAGUES = {
    ENTRUSTED: "CFM PSEA Focal Point",
    "without@test.cfm": "CFM PSEA Focal Point",
    "manages@test.cfm": "CFM Manager",
    GUARD: "CFM Data Protection",
}
ROLE = COLLEAGUES[ENTRUSTED]
SAYS = "the last key to the sealed reports"
TAKING = {
    "User": {"enabled": 0, "roles": []},
    keys.DOCTYPE: {"state": keys.REVOKED},
    "Case Sensitivity": {"handler_role": "CFM Manager"},
    "Role": {"disabled": 1},
}
"""What would take the key away, by DocType."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("last")
    with serving_colleagues(folder, patterns, COLLEAGUES) as served:
        made = served.logged_in(ENTRUSTED).call(
            "cfm_app.api.sealing.make_key", passphrase=PASSPHRASE, again=PASSPHRASE
        )
        assert made.status == 200, made.text
        served.work(_sealed)
        yield served


def _sealed() -> None:
    sealed = {"doctype": circle.DOCTYPE, "sensitivity": _class(), "state": circle.ON}
    get_doc(sealed).insert(ignore_permissions=True)
    get_doc({"doctype": "Case", "category": CATEGORY, "description": "said at the well"}).insert()


def _class() -> str:
    return str(local.db.get_value("Case Category", CATEGORY, "sensitivity"))


def _living() -> bool:
    return len(last_key.opened()[_class()].living) == 1


def _subjects() -> dict[str, str]:
    key = local.db.get_value(keys.DOCTYPE, {"user": ENTRUSTED})
    return {
        "User": ENTRUSTED,
        keys.DOCTYPE: str(key),
        "Case Sensitivity": _class(),
        "Role": ROLE,
    }


def _as(site: Served, user: str) -> Client:
    return site.logged_in(user, ADMIN) if user == "Administrator" else site.logged_in(user)


def _given(doctype: str, name: str) -> dict[str, Any]:
    values = TAKING[doctype]
    field, value = next(iter(values.items()))
    doc = {"doctype": doctype, "name": name, **values}
    given: dict[str, Any] = {"doctype": doctype, "name": name, "doc": doc, "docs": [doc]}
    given |= {"names": [name], "docnames": [name], "items": [name], "data": values}
    given |= {"fieldname": field, "value": value, "values": values, "action": "Delete"}
    given |= {"user": ENTRUSTED, "users": [ENTRUSTED], "role": ROLE, "roles": [], "what": "account"}
    return {**given, "reason": "the colleague has left", "sensitivity": "", "old": name}


@pytest.mark.parametrize("user", ["Administrator", ENTRUSTED, GUARD])
def test_no_function_takes_it_away(site: Served, user: str) -> None:
    client = _as(site, user)
    for name, (function, _exposed) in methods("frappe", "cfm_app").items():
        if name.endswith(ENDING):
            continue
        for doctype, document in site.work(_subjects).items():
            given = {**_given(doctype, document), "sensitivity": site.work(_class)}
            client.post(f"/api/method/{name}", arguments(function, given))
        assert site.work(_living), name


@pytest.mark.parametrize("doctype", TAKING)
def test_no_record_is_changed_or_deleted_so_that_it_is_gone(site: Served, doctype: str) -> None:
    client = _as(site, "Administrator")
    for version in ("resource", "v2/document"):
        address = quote(f"/api/{version}/{doctype}/{site.work(_subjects)[doctype]}")
        for field, value in TAKING[doctype].items():
            assert client.send("PUT", address, {field: value}).status >= 400, field
        assert client.send("DELETE", address).status >= 400
    assert site.work(_living)


def test_the_refusal_says_what_to_do(site: Served) -> None:
    revoking = {"user": ENTRUSTED, "reason": "The laptop was stolen"}
    refusals = [
        site.logged_in(user).call("cfm_app.api.sealing.revoke_key", **revoking)
        for user in (ENTRUSTED, GUARD)
    ]
    admin = _as(site, "Administrator")
    refusals.append(admin.send("PUT", f"/api/resource/User/{ENTRUSTED}", {"roles": []}))
    refusals.append(admin.send("DELETE", f"/api/resource/User/{ENTRUSTED}"))
    leaving = {"user": ENTRUSTED, "sensitivity": site.work(_class), "what": "account"}
    leaving["reason"] = "the colleague has left"
    refusals.append(admin.call("cfm_app.api.reach.let_go", **leaving))
    for answer in refusals:
        assert answer.status == 417 and SAYS in answer.text, answer.text
        assert "/cfm/sealing-key" in answer.text
