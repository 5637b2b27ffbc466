"""What a form of the site, of a person or of a role shows is obeyed: a field that does nothing is hidden.

Each shown field is entered with the module that reads it. Who adds a field, or takes its reader
away, has to say here what it does.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.kernel.meta.loader import get_meta
from tests.engine.served import Served
from tests.patterns import ADMIN

ENGINE = Path(__file__).resolve().parents[3] / "frappe_embedded"
# Says something about a person or the site and steers nothing.
TOLD = "told"

READ_BY: dict[str, dict[str, str]] = {
    "System Settings": {
        "country": "kernel/utils/validators.py",
        "language": "kernel/i18n/languages.py",
        "time_zone": "kernel/utils/clock.py",
        "disable_document_sharing": "services/collaborate/sharing.py",
        "date_format": "kernel/utils/date_format.py",
        "time_format": "kernel/utils/date_format.py",
        "number_format": "kernel/utils/money.py",
        "first_day_of_the_week": "kernel/utils/periods.py",
        "float_precision": "kernel/utils/money.py",
        "currency_precision": "kernel/utils/money.py",
        "rounding_method": "kernel/utils/numbers.py",
        "apply_strict_user_permissions": "kernel/permissions/user_permissions.py",
        "session_expiry": "services/auth/sessions.py",
        "deny_multiple_sessions": "services/auth/sessions.py",
        "allow_login_using_mobile_number": "services/auth/login.py",
        "allow_login_using_user_name": "services/auth/login.py",
        "allow_consecutive_login_attempts": "services/auth/lockout.py",
        "allow_login_after_fail": "services/auth/lockout.py",
        "enable_two_factor_auth": "services/auth/second_factor.py",
        "bypass_2fa_for_retricted_ip_users": "services/auth/second_factor.py",
        "bypass_restrict_ip_check_if_2fa_enabled": "services/auth/login.py",
        "two_factor_method": "services/auth/second_factor.py",
        "otp_issuer_name": "services/auth/second_factor.py",
        "force_user_to_reset_password": "services/auth/login.py",
        "reset_password_link_expiry_duration": "services/auth/reset.py",
        "password_reset_limit": "services/auth/reset.py",
        "enable_password_policy": "services/auth/password_policy.py",
        "minimum_password_score": "services/auth/password_policy.py",
        "max_file_size": "services/files/file.py",
        "allow_guests_to_upload_files": "web/http/api/attachments.py",
        "allowed_file_extensions": "web/http/api/attachments.py",
        "backup_limit": "services/backups/nightly.py",
        "max_auto_email_report_per_user": "services/reports/auto_email_report.py",
        "allow_error_traceback": "web/http/errors.py",
        "link_field_results_limit": "web/http/api/search.py",
    },
    "User": {
        "enabled": "services/auth/sessions.py",
        "email": "services/auth/user.py",
        "first_name": "services/auth/user.py",
        "middle_name": "services/auth/user.py",
        "last_name": "services/auth/user.py",
        "full_name": "services/auth/user.py",
        "username": "services/auth/login.py",
        "language": "kernel/i18n/languages.py",
        "time_zone": "kernel/utils/users.py",
        "send_welcome_email": "services/auth/welcome.py",
        "role_profile_name": "services/auth/user.py",
        "roles_html": "web/desk/static/js/manage/user-roles.js",
        "gender": TOLD,
        "birth_date": TOLD,
        "interest": TOLD,
        "phone": TOLD,
        "location": TOLD,
        "bio": TOLD,
        "mobile_no": "services/auth/login.py",
        "new_password": "services/auth/user.py",
        "allowed_in_mentions": "web/http/api/search.py",
        "simultaneous_sessions": "services/auth/sessions.py",
        "restrict_ip": "services/auth/second_factor.py",
        "last_ip": "services/auth/login.py",
        "login_after": "services/auth/login.py",
        "login_before": "services/auth/login.py",
        "user_type": "services/auth/user.py",
        "last_active": "services/auth/sessions.py",
        "last_login": "services/auth/login.py",
        "bypass_restrict_ip_check_if_2fa_enabled": "services/auth/login.py",
        "api_key": "services/auth/api_keys.py",
        "api_secret": "services/auth/api_keys.py",
        "generate_keys": "services/auth/user.py",
    },
    "Role": {
        "role_name": "site/install.py",
        "disabled": "kernel/permissions/roles.py",
        "is_custom": "web/desk/manage/roles.py",
        "desk_access": "services/auth/role.py",
        "two_factor_auth": "services/auth/second_factor.py",
    },
}
_LAYOUT = ("Section Break", "Column Break", "Tab Break")


@pytest.mark.parametrize("doctype", READ_BY)
def test_each_shown_field_is_entered(served: Served, doctype: str) -> None:
    def shown() -> set[str]:
        fields = get_meta(doctype).fields
        return {df.fieldname for df in fields if not df.hidden and df.fieldtype not in _LAYOUT}

    assert served.work(shown) == set(READ_BY[doctype])


@pytest.mark.parametrize("doctype", READ_BY)
def test_each_entry_names_who_reads_it(doctype: str) -> None:
    for field, where in READ_BY[doctype].items():
        if where != TOLD:
            text = (ENGINE / where).read_text(encoding="utf-8")
            assert re.search(rf"\b{field}\b", text), (field, where)


def test_nobody_locks_everybody_out(served: Served) -> None:
    """There is no other door than a password, so it cannot be closed."""
    client = served.logged_in("Administrator", ADMIN)
    address = "/api/resource/System Settings/System Settings".replace(" ", "%20")
    answer = client.send("PUT", address, {"disable_user_pass_login": 1})
    assert answer.status == 417
    assert "no other way" in answer.messages[0]


def setting(served: Served, **values: object) -> None:
    def store() -> None:
        doc = get_doc("System Settings")
        doc.update(values)
        doc.flags.ignore_mandatory = True
        doc.save()

    served.work(store)


def test_more_than_one_session_can_be_denied(served: Served) -> None:
    served.add_user("many@example.com", "Desk User", simultaneous_sessions=5)
    setting(served, deny_multiple_sessions=1)
    try:
        first, second = (served.logged_in("many@example.com") for _ in range(2))
        who = "/api/method/frappe.auth.get_logged_user"
        assert [first.get(who).status, second.get(who).status] == [403, 200]
    finally:
        setting(served, deny_multiple_sessions=0)


def test_a_session_ends_after_the_time_that_is_set(served: Served) -> None:
    setting(served, session_expiry="01:30")
    try:
        client = served.logged_in("worker@example.com")
        who = "/api/method/frappe.auth.get_logged_user"
        back = "update tabSessions set lastupdate = datetime('now', '-{} minutes', 'localtime')"
        assert client.get(who).status == 200
        served.work(lambda: local.db.sql(back.format(60 * 24 * 2)))
        assert client.get(who).status == 403
    finally:
        setting(served, session_expiry="170:00")


def test_a_password_gets_too_old(served: Served) -> None:
    served.add_user("old@example.com", "Desk User")
    setting(served, force_user_to_reset_password=30)
    try:
        served.work(
            lambda: local.db.set_value(
                "User", "old@example.com", "last_password_reset_date", "2020-01-01"
            )
        )
        answer = served.guest().call("login", usr="old@example.com", pwd="Another-word-2948!")
        assert answer.json["message"] == "Password Reset"
        assert "sid" not in answer.json
    finally:
        setting(served, force_user_to_reset_password=0)
