"""A second factor at the log-in, for the roles that ask for it."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.document.passwords import decrypt, encrypt
from frappe_embedded.kernel.query.defaults import get_defaults_for, set_default
from frappe_embedded.kernel.utils.dates import now_datetime
from frappe_embedded.services.auth.second_factor import PARENT
from frappe_embedded.services.auth.user_access import reset_factor_of_anybody
from tests.engine.served import PASSWORD, Client, Served
from tests.patterns import ADMIN

GUARD = "guard@example.com"
CODES = f"codes:{GUARD}"
WHO = "/api/method/frappe.auth.get_logged_user"


def _settings(**values: Any) -> None:
    doc = get_doc("System Settings")
    doc.update(values)
    doc.flags.ignore_mandatory = True
    doc.save(ignore_permissions=True)


def _clean() -> None:
    _settings(enable_two_factor_auth=0, two_factor_method="OTP App")
    local.db.sql("delete from `tabDefaultValue` where parent = %s", (PARENT,))
    local.db.sql("delete from `__login_failure`")
    local.db.sql("delete from `tabEmail Queue`")
    local.site_state.cache.delete_keys("second_factor")


@pytest.fixture
def guarded(served: Served) -> Iterator[Served]:
    """The role Guard asks for a second factor; one user holds it."""

    def prepare() -> None:
        if not local.db.exists("Role", "Guard"):
            get_doc(
                {"doctype": "Role", "role_name": "Guard", "desk_access": 1, "two_factor_auth": 1}
            ).insert()
        _settings(enable_two_factor_auth=1)

    served.work(prepare)
    if not served.work(lambda: local.db.exists("User", GUARD)):
        served.add_user(GUARD, "Guard", "System Manager")
    yield served
    served.work(_clean)


def begin(client: Client, user: str = GUARD) -> Any:
    answer = client.call("login", usr=user, pwd=PASSWORD)
    assert answer.status == 200, answer.text
    return answer.json


def secret_of(served: Served, user: str = GUARD) -> str:
    return str(served.work(lambda: decrypt(get_defaults_for(PARENT)[f"{user}_otpsecret"])))


def finish(client: Client, tmp_id: str, code: str) -> Any:
    return client.call("login", tmp_id=tmp_id, otp=code)


def code_of(served: Served, begun: Any) -> str:
    """What the owner's app shows: by the secret that this log-in shows them, or by the one that they have set up."""
    shown = begun["verification"].get("secret", "").replace(" ", "")
    return pyotp.TOTP(shown or secret_of(served)).now()


def test_the_password_alone_opens_nothing(guarded: Served) -> None:
    client = guarded.guest()
    begun = begin(client)
    assert begun["verification"]["method"] == "OTP App"
    assert "sid" not in client.cookies
    assert client.get(WHO).status == 403


def test_the_code_finishes_the_log_in_and_the_set_up_is_shown_once(guarded: Served) -> None:
    client = guarded.guest()
    begun = begin(client)
    assert begun["verification"]["setup"] is False
    assert begun["verification"]["qr"].startswith("data:image/svg+xml")
    typed = begun["verification"]["secret"].replace(" ", "")
    answer = finish(client, begun["tmp_id"], pyotp.TOTP(typed).now())
    assert typed == secret_of(guarded)
    assert (answer.status, answer.json["message"]) == (200, "Logged In")
    assert client.get(WHO).json == {"message": GUARD}
    again = begin(guarded.guest())["verification"]
    assert again == {"method": "OTP App", "setup": True}


def test_whoever_looked_at_a_secret_before_the_owner_has_none_of_theirs(guarded: Served) -> None:
    """Who knew the first password, or had the link for it, could look and leave, and come back later."""
    early = begin(guarded.guest())
    owner = guarded.guest()
    begun = begin(owner)
    assert early["verification"]["secret"] != begun["verification"]["secret"]
    assert finish(owner, begun["tmp_id"], code_of(guarded, begun)).status == 200
    # Neither in the log-in that they have begun, nor in another one.
    seen = code_of(guarded, early)
    assert finish(guarded.guest(), early["tmp_id"], seen).status == 401
    assert finish(guarded.guest(), begin(guarded.guest())["tmp_id"], seen).status == 401


def test_a_wrong_code_opens_nothing_and_counts(guarded: Served) -> None:
    client = guarded.guest()
    begun = begin(client)
    answer = finish(client, begun["tmp_id"], "000000")
    assert (answer.status, answer.json["message"]) == (401, "Incorrect Verification code")
    assert client.get(WHO).status == 403
    counted = "select failures from `__login_failure` where name = %s"
    for key in (f"user:{GUARD}", CODES):
        assert guarded.work(lambda key=key: local.db.sql(counted, key)) == ((1,),)
    noted = "select user, subject from `tabActivity Log` where status = 'Failed' order by creation"
    listed = guarded.work(lambda: local.db.sql(noted))
    assert listed[-1] == (GUARD, "Incorrect Verification code")
    begin(guarded.guest())
    assert guarded.work(lambda: local.db.sql(counted, CODES)) == ((1,),)


def test_after_some_wrong_codes_the_password_is_asked_again(guarded: Served) -> None:
    client = guarded.guest()
    begun = begin(client)
    for _attempt in range(5):
        finish(client, begun["tmp_id"], "000000")
    answer = finish(client, begun["tmp_id"], code_of(guarded, begun))
    assert (answer.status, "expired" in answer.json["message"]) == (401, True)


def test_a_code_opens_once(guarded: Served) -> None:
    client = guarded.guest()
    begun = begin(client)
    code = code_of(guarded, begun)
    assert finish(client, begun["tmp_id"], code).status == 200
    other = begin(guarded.guest())
    assert finish(guarded.guest(), other["tmp_id"], code).status == 401
    assert finish(guarded.guest(), begun["tmp_id"], code).status == 401


def test_a_shorter_secret_of_a_bench_lets_in(guarded: Served) -> None:
    def moved() -> None:
        set_default(f"{GUARD}_otpsecret", encrypt("S6CGZUEXN45O2344"), PARENT)
        set_default(f"{GUARD}_otplogin", 1, PARENT)

    class Phone(pyotp.TOTP):
        min_secret_length_bits = 80

    guarded.work(moved)
    client = guarded.guest()
    code = Phone("S6CGZUEXN45O2344").now()
    assert finish(client, begin(client)["tmp_id"], code).status == 200


def test_a_made_up_number_of_a_log_in_is_refused(guarded: Served) -> None:
    assert finish(guarded.guest(), "deadbeef", "123456").status == 401


def test_users_of_other_roles_and_administrator_are_not_asked(guarded: Served) -> None:
    for user, password in (("worker@example.com", PASSWORD), ("Administrator", ADMIN)):
        answer = guarded.guest().call("login", usr=user, pwd=password)
        assert answer.json["message"] in ("Logged In", "No App")


def test_a_switch_turns_it_off_for_everybody(guarded: Served) -> None:
    guarded.work(lambda: _settings(enable_two_factor_auth=0))
    assert guarded.guest().call("login", usr=GUARD, pwd=PASSWORD).json["message"] == "Logged In"


def test_a_manager_resets_it_and_the_old_app_is_worth_nothing(guarded: Served) -> None:
    client = guarded.guest()
    first = begin(client)
    finish(client, first["tmp_id"], code_of(guarded, first))
    manager = guarded.logged_in("manager@example.com")
    assert manager.call("frappe.twofactor.reset_otp_secret", user=GUARD).status == 200
    begun = begin(guarded.guest())
    assert begun["verification"]["setup"] is False
    assert begun["verification"]["secret"] != first["verification"]["secret"]
    worker = guarded.logged_in("worker@example.com")
    assert worker.call("frappe.twofactor.reset_otp_secret", user=GUARD).status == 403


def test_a_code_by_mail_goes_to_the_user_and_works_once(guarded: Served) -> None:
    guarded.site.config.update(mail_outbox=True, auto_email_id="office@example.com")
    guarded.work(lambda: _settings(two_factor_method="Email"))
    client = guarded.guest()
    begun = begin(client)
    assert begun["verification"]["method"] == "Email"
    assert begun["verification"]["prompt"] == "A code was sent to gu…@example.com."
    message = str(guarded.work(lambda: local.db.sql("select message from `tabEmail Queue`"))[0][0])
    code = re.search(r"<b>(\d{6})</b>", message.replace("=\n", "").replace("=3D", "="))
    assert code
    assert finish(client, begun["tmp_id"], code[1]).status == 200
    assert finish(guarded.guest(), begun["tmp_id"], code[1]).status == 401


def test_sms_is_refused_where_it_is_chosen(guarded: Served) -> None:
    manager = guarded.logged_in("manager@example.com")
    answer = manager.send(
        "PUT", "/api/resource/System%20Settings/System%20Settings", {"two_factor_method": "SMS"}
    )
    assert answer.status == 417
    assert "SMS" in answer.messages[0]


def test_a_log_in_that_was_begun_runs_out(guarded: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = begin(guarded.guest())
    monkeypatch.setattr(guarded.site.cache, "_clock", lambda: time.monotonic() + 200)
    assert finish(guarded.guest(), begun["tmp_id"], code_of(guarded, begun)).status == 401


def test_each_lock_for_wrong_codes_is_longer_than_the_one_before(guarded: Served) -> None:
    """Whoever guesses codes knows the password: a constant number a minute would be found in weeks."""
    name = CODES
    guarded.work(lambda: _settings(allow_consecutive_login_attempts=3, allow_login_after_fail=60))
    try:
        told = []
        for failures in (4, 5, 8, 60):
            guarded.work(lambda number=failures: _counted(name, number))
            begun = begin(guarded.guest())
            answer = finish(guarded.guest(), begun["tmp_id"], code_of(guarded, begun))
            assert answer.status == 429, answer.text
            told.append(int(answer.header("Retry-After") or 0))
        assert [round(each, -1) for each in told[:3]] == [60, 120, 960]
        assert 86_000 < told[3] <= 86_401
        # Once it is over, the right code begins the count anew.
        guarded.work(lambda: _counted(name, 8, ago=961))
        begun = begin(guarded.guest())
        assert finish(guarded.guest(), begun["tmp_id"], code_of(guarded, begun)).status == 200
        assert guarded.work(lambda: local.db.sql(COUNTED, name)) == ()
    finally:
        guarded.work(lambda: local.db.sql("delete from `__login_failure`"))


COUNTED = "select failures from `__login_failure` where name = %s"


def _counted(name: str, failures: int, ago: int = 0) -> None:
    last = str(now_datetime() - datetime.timedelta(seconds=ago))
    local.db.sql("delete from `__login_failure`")
    local.db.sql("insert into `__login_failure` values (%s, %s, %s)", (name, failures, last))


def test_a_manager_says_which_roles_are_asked(guarded: Served) -> None:
    manager = guarded.logged_in("manager@example.com")
    answer = manager.post("/app/second-factor", {"roles": ["System Manager"], "method": "OTP App"})
    assert answer.status == 200, answer.text
    asked = guarded.work(
        lambda: local.db.sql("select name from `tabRole` where two_factor_auth = 1")
    )
    assert asked == (("System Manager",),)
    assert begin(guarded.guest(), "manager@example.com")["verification"]["method"] == "OTP App"
    assert manager.get(WHO).json == {"message": "manager@example.com"}
    assert manager.post("/app/second-factor", {"roles": [], "method": "OTP App"}).status == 200
    assert guarded.guest().call("login", usr=GUARD, pwd=PASSWORD).json["message"] == "Logged In"
    guarded.work(lambda: local.db.set_value("Role", "Guard", "two_factor_auth", 1))


def test_a_role_that_nobody_holds_any_more_is_still_shown(guarded: Served) -> None:
    guarded.work(lambda: local.db.set_value("User", GUARD, "enabled", 0))
    page = guarded.logged_in("manager@example.com").get("/app/second-factor")
    guarded.work(lambda: local.db.set_value("User", GUARD, "enabled", 1))
    assert page.status == 200 and 'value="Guard"' in page.text


def test_mail_is_refused_while_no_account_sends(guarded: Served) -> None:
    guarded.site.config.pop("mail_outbox", None)
    manager = guarded.logged_in("manager@example.com")
    answer = manager.post("/app/second-factor", {"roles": ["Guard"], "method": "Email"})
    assert answer.status == 417
    assert "nobody would get a code" in answer.messages[0]


def test_others_decide_nothing(guarded: Served) -> None:
    worker = guarded.logged_in("worker@example.com")
    assert worker.post("/app/second-factor", {"roles": [], "method": "OTP App"}).status == 403


def test_administrator_is_asked_where_an_app_says_so(
    guarded: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = guarded.guest()
    assert client.post("/api/method/login", {"usr": "Administrator", "pwd": ADMIN}).status == 200
    monkeypatch.setattr(
        "frappe_embedded.services.auth.second_factor.call_hooks",
        lambda name, *given: [name == "second_factor_demanded"],
    )
    answer = guarded.guest().post("/api/method/login", {"usr": "Administrator", "pwd": ADMIN})
    assert "verification" in answer.json


def test_administrator_sets_it_up_anew_from_the_machine(guarded: Served) -> None:
    def reset() -> Any:
        set_default("Administrator_otplogin", 1, PARENT)
        reset_factor_of_anybody("Administrator")
        return get_defaults_for(PARENT).get("Administrator_otplogin")

    assert not guarded.work(reset)
