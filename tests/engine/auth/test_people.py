"""What a manager does for one person's access."""

from __future__ import annotations

import re
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local, set_user
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.renaming import rename_doc
from frappe_embedded.services.auth.user_access import hand_over, open_work
from tests.engine.served import PASSWORD, Client, Served

LEAVER = "leaver@example.com"
HEIR = "heir@example.com"
WHO = "/api/method/frappe.auth.get_logged_user"


@pytest.fixture(scope="module")
def people(served: Served) -> Served:
    served.add_user(LEAVER, "System Manager")
    served.add_user(HEIR, "System Manager")
    return served


def do(client: Client, action: str, user: str = LEAVER, **values: Any) -> Any:
    return client.post(f"/app/person/{user}/do/{action}", values)


def test_a_link_to_hand_over_sets_a_password_once(people: Served) -> None:
    link = do(people.logged_in("manager@example.com"), "link").json["message"]
    key = re.search(r"key=([\w-]+)", link)
    assert key
    update = "frappe.core.doctype.user.user.update_password"
    chosen = "New-word-for-me-5521!"
    answer = people.guest().call(update, key=key[1], new_password=chosen)
    assert answer.status == 200
    assert people.guest().call("login", usr=LEAVER, pwd=chosen).status == 200
    assert people.guest().call(update, key=key[1], new_password="Other-one-9911!").status == 410
    again = do(people.logged_in("manager@example.com"), "link").json["message"]
    key = re.search(r"key=([\w-]+)", again)
    assert key
    people.guest().call(update, key=key[1], new_password=PASSWORD)


def test_logging_out_everywhere_ends_the_sessions_of_the_person(people: Served) -> None:
    client = people.logged_in(LEAVER)
    manager = people.logged_in("manager@example.com")
    assert do(manager, "end-sessions").json["message"] >= 1
    assert client.get(WHO).status == 403
    assert manager.get(WHO).status == 200


def test_a_key_works_until_it_is_taken_away(people: Served) -> None:
    manager = people.logged_in("manager@example.com")
    pair = do(manager, "make-keys").json["message"]
    program = people.guest()
    program.headers["Authorization"] = f"token {pair['key']}:{pair['secret']}"
    assert program.get(WHO).json == {"message": LEAVER}
    do(manager, "remove-keys")
    assert program.get(WHO).status == 401


def test_who_is_kept_out_is_out_at_once_and_comes_back(people: Served) -> None:
    client = people.logged_in(LEAVER)
    manager = people.logged_in("manager@example.com")
    assert do(manager, "disable").status == 200
    assert client.get(WHO).status == 403
    assert people.guest().call("login", usr=LEAVER, pwd=PASSWORD).status == 401
    assert do(manager, "enable").status == 200
    assert people.guest().call("login", usr=LEAVER, pwd=PASSWORD).status == 200


def test_nobody_keeps_himself_out(people: Served) -> None:
    manager = people.logged_in("manager@example.com")
    assert do(manager, "disable", "manager@example.com").status == 417


@pytest.mark.parametrize("user", ["worker@example.com", None])
def test_others_do_nothing_for_anybody(people: Served, user: str | None) -> None:
    client = people.logged_in(user) if user else people.guest()
    for action in ("link", "disable", "end-sessions", "make-keys", "work", "reset-second-factor"):
        assert do(client, action).status in (400, 403)


def test_managers_leave_administrator_alone(people: Served) -> None:
    manager = people.logged_in("manager@example.com")
    for action in ("link", "disable", "make-keys", "end-sessions"):
        assert do(manager, action, "Administrator").status in (403, 417)


def test_open_tasks_are_counted_and_handed_over(people: Served) -> None:
    def work() -> Any:
        for number in range(3):
            get_doc(
                {"doctype": "ToDo", "description": f"Task {number}", "allocated_to": LEAVER}
            ).insert()
        set_user("manager@example.com")
        before = open_work(LEAVER)
        given = hand_over(LEAVER, HEIR)
        return before[0]["count"], given, open_work(LEAVER), open_work(HEIR)[0]["count"]

    assert people.work(work) == (3, 3, [], 3)


def test_the_last_manager_stays(people: Served) -> None:
    """Beside Administrator somebody must be left who manages the site."""

    def work() -> list[str]:
        refusals = []
        for user in (LEAVER, HEIR, "manager@example.com"):
            doc = get_doc("User", user)
            doc.set("roles", [])
            try:
                doc.save()
            except Exception as error:
                refusals.append(str(error))
        local.db.rollback()
        return refusals

    assert people.work(work) == [
        "There should remain at least one user with one of these roles: System Manager"
    ]


def test_whoever_has_a_profile_holds_its_roles(people: Served) -> None:
    def work() -> Any:
        get_doc(
            {
                "doctype": "Role Profile",
                "role_profile": "Desk",
                "roles": [{"role": "Report Manager"}],
            }
        ).insert()
        doc = get_doc("User", LEAVER)
        doc.role_profile_name = "Desk"
        doc.save()
        first = [row.role for row in doc.roles]
        profile = get_doc("Role Profile", "Desk")
        profile.append("roles", {"role": "Dashboard Manager"})
        profile.save()
        then = [row.role for row in get_doc("User", LEAVER).roles]
        local.db.rollback()
        return first, then

    assert people.work(work) == (["Report Manager"], ["Report Manager", "Dashboard Manager"])


def test_everybody_opens_his_own_form_without_what_managers_do(people: Served) -> None:
    page = {"Accept": "text/html"}
    own = people.logged_in(HEIR).get(f"/app/user/{HEIR}", **page)
    assert (own.status, 'id="access"' in own.text) == (200, True)
    people.add_user("reader@example.com", "Report Manager")
    reader = people.logged_in("reader@example.com").get("/app/user/reader@example.com", **page)
    assert (reader.status, 'id="access"' in reader.text) == (200, False)
    assert people.logged_in(HEIR).get("/app/user/new", **page).status == 200


@pytest.mark.parametrize("merge", (False, True))
def test_what_a_person_wrote_stays_theirs_under_another_address(
    people: Served, merge: bool
) -> None:
    old, new = (f"{each}-{int(merge)}@example.com" for each in ("old", "new"))
    people.add_user(old, "System Manager")
    if merge:
        people.add_user(new, "System Manager")

    def write() -> str:
        set_user(old)
        task = get_doc({"doctype": "ToDo", "description": "Count the tents"}).insert()
        local.db.set_value("Notification Settings", old, "enable_email_share", 0)
        set_user("Administrator")
        rename_doc("User", old, new, merge=merge, force=True)
        return str(task.name)

    name = people.work(write)
    fields = ["owner", "modified_by"]
    assert people.work(lambda: local.db.get_value("ToDo", name, fields)) == (new, new)
    settings = people.work(
        lambda: local.db.get_all(
            "Notification Settings",
            filters={"name": ["in", [old, new]]},
            fields=["name", "enable_email_share"],
            as_list=True,
        )
    )
    assert settings == ((new, 1 if merge else 0),)
