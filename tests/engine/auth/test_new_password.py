"""New passwords by a link or by the old one."""

from __future__ import annotations

from frappe_embedded.auth.reset import make_reset_link
from frappe_embedded.core.context import local
from tests.engine.served import PASSWORD, Served

UPDATE = "frappe.core.doctype.user.user.update_password"
NEW = "quite-New-word-5521!"


def test_a_link_works_once_and_its_key_is_not_stored(served: Served) -> None:
    served.add_user("forgot@example.com", "Desk User")
    key = served.work(lambda: make_reset_link("forgot@example.com")).split("key=")[1]
    stored = served.work(
        lambda: local.db.get_value("User", "forgot@example.com", "reset_password_key")
    )
    assert stored
    assert stored != key
    assert served.guest().call(UPDATE, new_password=NEW, key=key).status == 200
    assert served.guest().call("login", usr="forgot@example.com", pwd=NEW).status == 200
    assert served.guest().call(UPDATE, new_password=NEW, key=key).status == 410


def test_a_made_up_key_is_refused(served: Served) -> None:
    assert served.guest().call(UPDATE, new_password=NEW, key="made-up").status == 410


def test_the_old_password_is_needed(served: Served) -> None:
    client = served.logged_in("worker@example.com")
    assert client.call(UPDATE, new_password=NEW, old_password="bad").status == 401
    assert client.call(UPDATE, new_password=PASSWORD, old_password=PASSWORD).status == 200


def test_a_weak_password_is_refused_with_advice(served: Served) -> None:
    served.work(lambda: local.db.set_single_value("System Settings", "enable_password_policy", 1))
    client = served.logged_in("worker@example.com")
    answer = client.call(UPDATE, new_password="abc", old_password=PASSWORD)
    assert answer.status == 417
    assert answer.messages[0].strip()


def test_nobody_learns_whether_there_is_such_a_user(served: Served) -> None:
    reset = "frappe.core.doctype.user.user.reset_password"
    answer = served.guest().call(reset, user="nobody@example.com")
    assert answer.status == 200
    assert "If there is an account" in answer.messages[0]


def test_the_page_of_a_link_sets_the_password_without_scripts(served: Served) -> None:
    served.add_user("byform@example.com", "Desk User")
    key = served.work(lambda: make_reset_link("byform@example.com")).split("key=")[1]
    client = served.guest()
    page = client.get("/update-password", {"key": key}, Accept="text/html")
    assert page.status == 200
    assert key in page.text
    form = {"Content_Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    differing = f"key={key}&new_password={NEW}&again=other"
    assert client.send("POST", "/update-password", differing, **form).status == 417
    done = client.send(
        "POST", "/update-password", f"key={key}&new_password={NEW}&again={NEW}", **form
    )
    assert (done.status, done.header("Location")) == (302, "/login")
    assert served.guest().call("login", usr="byform@example.com", pwd=NEW).status == 200
