"""A site with the app, served over HTTP, and providers that bring messages and take them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.query.select import get_all
from frappe_embedded.services.jobs.worker import run_pending
from tests.engine.served import Answer, Client, Served, serving
from tests.patterns import Patterns

from .mail_servers import DOVECOT, WHY_SKIPPED, Imap, Postman, serving_imap, serving_smtp
from .providers import Provider, serving_provider

DOOR = "/api/method/cfm_app.api.channels.receive"
OPERATOR, SECOND = "writes@test.cfm", "reads@test.cfm"
HANDLER, ELSEWHERE = "handles@test.cfm", "other.class@test.cfm"
ROLES = {
    OPERATOR: ("CFM Operator",),
    SECOND: ("CFM Operator",),
    "leads@test.cfm": ("CFM Manager",),
    HANDLER: ("CFM PSEA Focal Point",),
    ELSEWHERE: ("CFM Fraud Focal Point",),
}


@dataclass
class Office:
    """The site and short ways to what tests ask of it."""

    served: Served

    def account(self, **values: Any) -> str:
        """A new account, with its name."""
        given = {"doctype": "CFM Channel Account", "channel": "SMS", "rate_per_minute": 6000}
        return str(self.served.work(lambda: get_doc({**given, **values}).insert().name))

    def change(self, doctype: str, name: str, **values: Any) -> None:
        def save() -> None:
            doc = get_doc(doctype, name)
            doc.update(values)
            doc.save()

        self.served.work(save)

    def address(self, account: str, about: str | None = None) -> str:
        """The path that the provider of an account calls."""

        def token() -> str:
            return str(get_doc("CFM Channel Account", account).get_password("token"))

        asked = {"account": account, "token": self.served.work(token)}
        return f"{DOOR}?{urlencode({**asked, **({'about': about} if about else {})})}"

    def brought(self, path: str, body: Any = None, **headers: str) -> Answer:
        """What the door answers to a provider."""
        return self.served.guest().post(path, body, **headers)

    def work(self) -> None:
        """Do all that waits in the queue."""
        run_pending(self.served.site)

    def rows(self, doctype: str, *fields: str, **filters: Any) -> list[Any]:
        """Rows as they are stored, in the order in which they were made."""
        return list(
            self.served.work(
                lambda: get_all(
                    doctype,
                    filters=filters,
                    fields=["name", *fields],
                    order_by="creation asc, name asc",
                    limit_page_length=0,
                )
            )
        )

    def set(self, doctype: str, name: str, **values: Any) -> None:
        """Store values as they are, past all rules."""
        self.served.work(lambda: local.db.set_value(doctype, name, values))

    def user(self, email: str) -> Client:
        return self.served.logged_in(email)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("channels"), patterns, with_app=True) as served:
        # Handlers log in here by a word alone, and the office speaks English.
        chosen = {"enable_two_factor_auth": 0, "language": "en"}
        served.work(lambda: local.db.set_value("System Settings", "System Settings", chosen))
        for user, roles in ROLES.items():
            served.add_user(user, *roles, language="en")
        yield served


@pytest.fixture
def office(site: Served) -> Office:
    return Office(site)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving_provider() as found:
        yield found


def query_of(url: str) -> dict[str, str]:
    """What an address asks for."""
    return {key: value[0] for key, value in parse_qs(urlsplit(url).query).items()}


def ok(answer: Answer) -> Any:
    """The message of an answer that must be a success."""
    assert answer.status == 200, answer.text
    return answer.json.get("message")


# --- e-mail ---------------------------------------------------------------------------------------


@pytest.fixture(scope="package")
def imap() -> Iterator[Imap]:
    if not DOVECOT:
        pytest.skip(WHY_SKIPPED)
    with serving_imap() as found:
        yield found


@pytest.fixture
def postman(imap: Imap, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postman]:
    """The server of outgoing mail; the certificate of both servers is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.certificate))
    with serving_smtp(imap.folder) as found:
        yield found
