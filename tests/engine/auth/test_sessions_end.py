"""A session ends with the password that began it, and only its own page ends it."""

from __future__ import annotations

from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.auth.passwords import update_password
from tests.engine.served import PASSWORD, Client, Served
from tests.patterns import ADMIN

NEW = "quite-New-word-5521!"
UPDATE = "frappe.core.doctype.user.user.update_password"
WHO = "/api/method/frappe.auth.get_logged_user"


def is_in(client: Client) -> bool:
    return client.get(WHO).status == 200


def test_a_manager_s_reset_ends_the_sessions(served: Served) -> None:
    served.add_user("taken@example.com", "Desk User")
    thief = served.logged_in("taken@example.com")
    manager = served.logged_in("Administrator", ADMIN)
    answer = manager.send("PUT", "/api/resource/User/taken@example.com", {"new_password": NEW})
    assert answer.status == 200
    assert not is_in(thief)
    assert is_in(manager)


def test_whoever_changes_their_own_password_stays_here_and_leaves_elsewhere(served: Served) -> None:
    served.add_user("own@example.com", "Desk User", simultaneous_sessions=5)
    here, elsewhere = served.logged_in("own@example.com"), served.logged_in("own@example.com")
    assert here.call(UPDATE, new_password=NEW, old_password=PASSWORD).status == 200
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_saving_one_s_own_form_with_a_password_keeps_this_session(served: Served) -> None:
    served.add_user("form@example.com", "System Manager", simultaneous_sessions=5)
    here, elsewhere = served.logged_in("form@example.com"), served.logged_in("form@example.com")
    answer = here.send("PUT", "/api/resource/User/form@example.com", {"new_password": NEW})
    assert answer.status == 200
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_password_from_the_command_line_ends_the_sessions(served: Served) -> None:
    served.add_user("line@example.com", "Desk User")
    client = served.logged_in("line@example.com")
    served.work(lambda: update_password("line@example.com", NEW))
    assert not is_in(client)


def test_a_new_password_ends_links_that_were_sent_before(served: Served) -> None:
    served.add_user("linked@example.com", "Desk User")
    link = served.work(lambda: get_doc("User", "linked@example.com").reset_password())
    served.work(lambda: update_password("linked@example.com", NEW))
    answer = served.guest().call(UPDATE, new_password=PASSWORD, key=link.split("key=")[1])
    assert answer.status == 410


def test_whoever_is_disabled_is_out_and_stays_out_when_enabled_again(served: Served) -> None:
    served.add_user("left@example.com", "Desk User")
    client = served.logged_in("left@example.com")

    def enable(enabled: int) -> None:
        doc = get_doc("User", "left@example.com")
        doc.enabled = enabled
        doc.save()

    served.work(lambda: enable(0))
    served.work(lambda: enable(1))
    assert not is_in(client)


def test_a_link_does_not_log_out(served: Served) -> None:
    client = served.logged_in("worker@example.com")
    for path in ("/api/method/logout", "/?cmd=logout", "/?cmd=web_logout", "/logout"):
        answer = client.get(path, Accept="text/html")
        assert (answer.status, answer.header("Location")) in ((200, None), (302, "/logout")), path
        assert is_in(client)


def test_logging_out_needs_the_token_of_a_page(served: Served) -> None:
    client = served.logged_in("worker@example.com", with_token=False)
    token = served.form_token(client)
    page = client.get("/logout", Accept="text/html")
    assert token in page.text
    form = {"Content_Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    assert client.send("POST", "/logout", "", **form).status == 400
    assert client.send("POST", "/api/method/logout", "", **form).status == 400
    assert is_in(client)
    done = client.send("POST", "/logout", f"csrf_token={token}", **form)
    assert (done.status, done.header("Location")) == (302, "/login")
    assert not is_in(client)


def test_other_people_s_sessions_are_no_business_of_a_log_out(served: Served) -> None:
    other = served.logged_in("worker@example.com")
    served.logged_in("manager@example.com").call("logout", user="worker@example.com")
    assert is_in(other)
