"""Who tries the doors: the users of the demo office and those that it lacks."""

from __future__ import annotations

import json
import os
import re
from typing import Any

import requests

from ..live import PASSWORD, Client, Running, Server

DEMO = (
    "operator operator2 focal focal.lac focal.est manager psea fraud protection aap gender analyst"
    " dataprotection"
).split()
# They have the role of another in the cast; each tries a part of the doors.
DOUBLES = ("focal.lac@demo.cfm", "focal.est@demo.cfm")
# Holds the handler role of a class, but no case is entrusted to him.
STRANGER = "leaks.psea@example.org"
# Runs the server, and is no part of the office.
TECHNICIAN = "leaks.technician@example.org"
WEBSITE_USER = "leaks.website@example.org"
GUEST = "Guest"
# The program of a partner, with a key of its own.
PROGRAM = "leaks-program@programs.invalid"
EXTRA = {
    STRANGER: ("System User", ["CFM PSEA Focal Point"]),
    TECHNICIAN: ("System User", ["System Manager"]),
    WEBSITE_USER: ("Website User", []),
}
EXTRA_PASSWORD = "Marker-words-7316!"


class Visitor(Client):
    """A client of somebody who may have no desk; keeps his name."""

    def __init__(self, url: str, user: str = GUEST, password: str = PASSWORD) -> None:
        super().__init__(url)
        self.user = user
        if user == GUEST:
            return
        self.ok("POST", "/api/method/login", json={"usr": user, "pwd": password})
        # A bench gives who has no desk a token with the first page of the app, and asks for it from then on.
        for page in ("/app", "/me", "/", "/cfm/status"):
            text = self.http.get(f"{url}{page}", headers={"Accept": "text/html"}, timeout=60).text
            if token := re.search(r'csrf[_-]token"?[^"]*"([0-9a-zA-Z_-]{16,})"', text):
                self.http.headers["X-Frappe-CSRF-Token"] = token.group(1)
                break
        else:
            raise AssertionError(
                f"{user} has no token: all that they send would be refused for that"
            )

    def send(self, verb: str, path: str, **kwargs: Any) -> requests.Response:
        """The answer, whatever it is; nobody is led to another address."""
        return self.request(verb, path, allow_redirects=False, **kwargs)


def administrator(office: Server | Running) -> Visitor:
    """Whoever plants what no role of the office may write."""
    password = os.environ.get("CFM_ADMINISTRATOR_PASSWORD")
    if password is None:
        assert isinstance(office, Server), "CFM_ADMINISTRATOR_PASSWORD is needed with CFM_SITE_URL"
        password = office.administrator_password()
    return Visitor(office.url, "Administrator", password)


def assemble(office: Server | Running, admin: Visitor) -> dict[str, Visitor]:
    """Everybody, logged in."""
    for user, (kind, roles) in EXTRA.items():
        if admin.send("GET", f"/api/resource/User/{user}").status_code != 200:
            _hire(admin, user, kind, roles)
    everybody = {f"{name}@demo.cfm": PASSWORD for name in DEMO}
    everybody |= dict.fromkeys(EXTRA, EXTRA_PASSWORD)
    found = {user: Visitor(office.url, user, word) for user, word in everybody.items()}
    found[PROGRAM] = _program(office, found["manager@demo.cfm"])
    return found | {GUEST: Visitor(office.url)}


def _program(office: Server | Running, manager: Visitor) -> Visitor:
    """A program to which a list is open that names nobody, under the key that its manager got."""
    grants = [{"doctype": "CFM Partner", "fields": ["partner_name"], "may": "Only read"}]
    # A running site may have been walked before.
    known = manager.list("CFM Program Access", filters=json.dumps([["user", "=", PROGRAM]]))
    key = (
        manager.call("cfm_app.api.programs.make_new_secret", access=known[0]["name"])
        if known
        else manager.call(
            "cfm_app.api.programs.open_to",
            values={"program": PROGRAM.partition("@")[0], "grants": grants},
        )
    )
    visitor = Visitor(office.url)
    visitor.user = PROGRAM
    visitor.http.headers["Authorization"] = f"token {key['key']}:{key['secret']}"
    assert visitor.call("cfm_app.api.programs.about")["lists"]
    return visitor


def _hire(admin: Visitor, user: str, kind: str, roles: list[str]) -> None:
    admin.create(
        "User",
        email=user,
        first_name=user.split("@")[0],
        user_type=kind,
        send_welcome_email=0,
        new_password=EXTRA_PASSWORD,
        language="fr",
        roles=[{"role": role} for role in roles],
    )
