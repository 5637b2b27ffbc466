"""Ten codes for users who have lost their phone: each replaces a code of the authenticator app once.

The site stores a slow hash of each, so nobody finds one in the database or in a backup. They are shown
once, and end when new ones are made or the second factor is reset.
"""

import secrets
from hashlib import scrypt

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import languages, notices
from cfm_app.base.counting import counted
from cfm_app.security import audit
from cfm_app.security.second_factor import factor_rows
from cfm_app.security.spoken_codes import in_groups, normalised, random_code

DOCTYPE = "CFM Recovery Code"
NUMBER = 10
LENGTH = 12
LOGGED = "Account"
# 16 MB and some hundredths of a second for each guess.
COST, BLOCK, LANES = 2**14, 8, 1
COLUMNS = ("name creation modified modified_by owner docstatus idx user code_hash is_used").split()


def make(user: str) -> list[str]:
    """Make ten new codes for a user, formatted for writing down. Old codes end."""
    row = factor_rows.locked(user)
    codes, salt = [random_code(LENGTH) for _place in range(NUMBER)], secrets.token_hex(16)
    remove_all(user)
    factor_rows.change(row.name, salt=salt)
    now, by = now_datetime(), frappe.session.user
    rows = [
        (frappe.generate_hash(length=10), now, now, by, by, 0, 0, user, _hash(code, salt), 0)
        for code in codes
    ]
    frappe.db.bulk_insert(DOCTYPE, COLUMNS, rows)
    audit.record(LOGGED, "User", user, detail=_("New recovery codes"))
    language = languages.of_user(user)
    told = _(
        "New recovery codes were made in your account; the old ones count no more. If it was not you,"
        " tell data protection at once.",
        language,
    )
    warn(user, told)
    return [in_groups(code) for code in codes]


def remaining(user: str) -> int:
    """The number of unused codes of a user."""
    return int(frappe.db.count(DOCTYPE, {"user": user, "is_used": 0}))


def remove_all(user: str) -> None:
    """Delete all codes of a user."""
    frappe.db.delete(DOCTYPE, {"user": user})


def digest(user: str, typed: str) -> str:
    """The hash by which a typed code is found; empty if the text is no code, or the user has none.

    It is slow, so compute it before any row is locked.
    """
    code = normalised(typed)
    salt = factor_rows.salt_of(user) if len(code) == LENGTH else ""
    return _hash(code, salt) if salt else ""


def use(user: str, found: str) -> bool:
    """Whether the digest is that of an unused code. Marks it as used.

    The caller holds the row of the user (`factor_rows.locked`): of two requests at once one finds it.
    """
    wanted = {"user": user, "code_hash": found, "is_used": 0}
    name = frappe.db.get_value(DOCTYPE, wanted, "name", for_update=True) if found else None
    if not name:
        return False
    values = {"is_used": 1, "used_on": now_datetime()}
    frappe.db.set_value(DOCTYPE, name, values, update_modified=False)
    _tell(user)
    return True


def _tell(user: str) -> None:
    """Tell the user that a code was used, and how many are left."""
    left, language = remaining(user), languages.of_user(user)
    audit.record(LOGGED, "User", user, user=user, detail=_("Recovery code used"))
    text = _(
        "A recovery code was used in your account; {0} are left. If it was not you, tell data protection"
        " at once.",
        language,
    )
    warn(user, counted(text, left, language=language))


def warn(user: str, told: str) -> None:
    """Tell a user by bell and by mail: a thief of their phone may sit at the session, too."""
    notices.tell(user, told)
    address = frappe.db.get_value("User", user, "email")
    if address:
        notices.mail(address, told, f"<p>{told}</p>")


def _hash(code: str, salt: str) -> str:
    return scrypt(code.encode(), salt=bytes.fromhex(salt), n=COST, r=BLOCK, p=LANES).hex()[:64]
