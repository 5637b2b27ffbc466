"""New passwords by a link or by the old one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.services.auth.reset import make_reset_link
from frappe_embedded.services.jobs.worker import run_pending
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


@pytest.mark.parametrize("password", ["Password1!", "P@ssw0rd2024", "Qwerty12345!"])
def test_a_common_password_is_refused_whatever_it_is_mixed_of(
    served: Served, password: str
) -> None:
    served.work(lambda: local.db.set_single_value("System Settings", "enable_password_policy", 1))
    client = served.logged_in("worker@example.com")
    answer = client.call(UPDATE, new_password=password, old_password=PASSWORD)
    assert answer.status == 417


def test_some_words_make_a_password_without_digits_and_capitals(served: Served) -> None:
    served.work(lambda: local.db.set_single_value("System Settings", "enable_password_policy", 1))
    client = served.logged_in("worker@example.com")
    words = "camel lantern umbrella seven"
    assert client.call(UPDATE, new_password=words, old_password=PASSWORD).status == 200


STRENGTH = "frappe.core.doctype.user.user.test_password_strength"


def test_a_password_made_of_the_name_is_judged_by_the_link_already(served: Served) -> None:
    served.work(lambda: local.db.set_single_value("System Settings", "enable_password_policy", 1))
    served.add_user("brtzkwoplmqv@example.com", "Desk User")
    key = served.work(lambda: make_reset_link("brtzkwoplmqv@example.com")).split("key=")[1]
    judged = [
        served.guest().call(STRENGTH, new_password="brtzkwoplmqv", **link).json["message"]["score"]
        for link in ({}, {"key": key}, {"key": "made-up"})
    ]
    assert judged[1] < judged[0] == judged[2]


def test_a_guest_cannot_keep_the_server_busy_with_passwords(served: Served) -> None:
    """What takes longest to judge is a text of many signs that stand for letters."""
    served.work(lambda: local.db.set_single_value("System Settings", "enable_password_policy", 1))
    served.work(lambda: local.db.sql("delete from `__rate_limit`"))
    hostile = "4@8({[<369!1|0$5+7%2" * 10
    before = time.process_time()
    assert served.guest().call(STRENGTH, new_password=hostile).status == 200
    assert time.process_time() - before < 1
    answers = [served.guest().call(STRENGTH, new_password="a").status for _each in range(121)]
    assert answers.count(429) == 2


RESET = "frappe.core.doctype.user.user.reset_password"
NAMES = ("worker@example.com", "nobody@example.com", "off@example.com", "x" * 5_000)


@pytest.fixture
def disabled(served: Served) -> None:
    served.add_user("off@example.com", "Desk User", enabled=0)


@pytest.fixture
def mail(served: Served) -> Iterator[None]:
    served.site.config.mail_outbox = "outbox"
    yield
    del served.site.config["mail_outbox"]


def answers(served: Served) -> set[tuple[int, str]]:
    served.work(lambda: local.db.sql("delete from `__rate_limit`"))
    found = [served.guest().call(RESET, user=name) for name in NAMES]
    return {(answer.status, answer.text) for answer in found}


def test_nobody_learns_who_exists_where_no_mail_leaves(served: Served, disabled: None) -> None:
    ((status, text),) = answers(served)
    assert status == 200
    assert "Ask your manager" in text


def test_nobody_learns_who_exists_where_mail_leaves(served: Served, mail: None) -> None:
    ((status, text),) = answers(served)
    assert status == 200
    assert "If there is an account" in text


def test_only_who_exists_and_is_enabled_gets_a_link(served: Served, mail: None) -> None:
    answers(served)
    run_pending(served.site)
    sent = served.work(
        lambda: local.db.sql_list("select recipient from `tabEmail Queue Recipient`")
    )
    assert set(sent) == {"worker@example.com"}


def test_a_request_does_not_look_the_user_up(served: Served, mail: None) -> None:
    """What takes longer for who exists would tell it by time: it is done by a job."""
    served.work(lambda: local.db.sql("delete from `__rate_limit`"))
    before = served.work(
        lambda: local.db.get_value("User", "worker@example.com", "reset_password_key")
    )
    served.guest().call(RESET, user="worker@example.com")
    after = served.work(
        lambda: local.db.get_value("User", "worker@example.com", "reset_password_key")
    )
    assert before == after


def test_resets_are_limited_however_the_name_is_spelled(served: Served, mail: None) -> None:
    served.work(lambda: local.db.sql("delete from `__rate_limit`"))
    spellings = [
        "worker@example.com",
        "WORKER@example.com",
        "worker@example.com ",
        "wörker@example.com",
    ]
    found = [served.guest().call(RESET, user=each).status for each in spellings]
    assert found == [200, 200, 200, 429]


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
