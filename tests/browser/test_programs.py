"""The page for programs: whoever may see it copies an example, and the example runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.leaks.cast import EXTRA_PASSWORD, Visitor, administrator

from ..live import PASSWORD, Running, Server
from .visits import visit

PATH = "/cfm/api"


@pytest.fixture(scope="module")
def pair(office: Server | Running) -> Iterator[tuple[str, str, str]]:
    """A user whose programs get in, with their key and its secret."""
    admin = administrator(office)
    user = f"programs.{uuid.uuid4().hex[:8]}@example.org"
    admin.create(
        "User",
        email=user,
        first_name="Programs",
        new_password=EXTRA_PASSWORD,
        send_welcome_email=0,
        roles=[{"role": "CFM Manager"}],
    )
    secret = admin.call("frappe.core.doctype.user.user.generate_keys", user=user)["api_secret"]
    yield user, admin.get("User", user)["api_key"], secret
    admin.change("User", user, enabled=0)


def example(page: Page, client: str) -> str:
    text = page.locator(f'pre[data-client="{client}"]').text_content()
    assert text
    return text


def test_examples_run_as_they_stand(
    chromium: Browser, office: Server, pair: tuple[str, str, str]
) -> None:
    user, key, secret = pair
    with visit(chromium, office, user, PATH, password=EXTRA_PASSWORD) as page:
        texts = {client: example(page, client) for client in ("curl", "Python, requests")}
    for client, command in (
        ("curl", ["bash", "-ec"]),
        ("Python, requests", [sys.executable, "-c"]),
    ):
        if shutil.which(command[0]) is None or (client == "curl" and not shutil.which("curl")):
            continue
        name = f"Partner {uuid.uuid4().hex[:8]}"
        text = texts[client].replace("API_KEY", key).replace("API_SECRET", secret)
        done = subprocess.run(
            [*command, text.replace("…", name)], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert name in done.stdout and "exc_type" not in done.stdout


def test_an_example_is_copied_by_the_keyboard(chromium: Browser, office: Server) -> None:
    with visit(
        chromium,
        office,
        "manager@demo.cfm",
        PATH,
        permissions=["clipboard-read", "clipboard-write"],
    ) as page:
        copy = page.get_by_role("button", name="Copier curl")
        copy.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".result").first).to_have_text("Copié.")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == example(page, "curl")
        assert office.url in copied


def test_without_a_clipboard_the_text_is_marked(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, "manager@demo.cfm", PATH) as page:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page.get_by_role("button", name="Copier curl").click()
        assert page.evaluate("getSelection().toString()").startswith("curl")


def test_it_is_for_managers_and_whoever_has_a_key(office: Server | Running) -> None:
    assert Visitor(office.url, "operator@demo.cfm", PASSWORD).send("GET", PATH).status_code == 403
    guest = Visitor(office.url).send("GET", PATH, headers={"Accept": "text/html"})
    assert guest.status_code in (301, 302)
    admin = administrator(office)
    user = f"keyed.{uuid.uuid4().hex[:8]}@example.org"
    admin.create(
        "User",
        email=user,
        first_name="Keyed",
        user_type="Website User",
        new_password=EXTRA_PASSWORD,
        send_welcome_email=0,
    )
    partner = Visitor(office.url, user, EXTRA_PASSWORD)
    assert partner.send("GET", PATH).status_code == 403
    admin.call("frappe.core.doctype.user.user.generate_keys", user=user)
    answer = partner.send("GET", PATH, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    # The menu leads there.
    assert f'href="{PATH}"' in answer.text
    # How partners are let in is for whoever lets them in.
    assert "/permission-manager" not in answer.text
    admin.change("User", user, enabled=0)
