"""Ten codes for whoever has lost their phone: each stands once for a code of the authenticator app.

The site keeps a slow hash of each, so that whoever has the database or a backup finds none. They are shown
once, and end when new ones are made or the second factor is set up anew.
"""

import secrets
from hashlib import scrypt

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app import languages, notices
from cfm_app.counting import counted
from cfm_app.privacy import audit, factor_rows
from cfm_app.privacy.spoken_codes import in_groups, normalised, random_code

DOCTYPE = "CFM Recovery Code"
NUMBER = 10
LENGTH = 12
LOGGED = "Account"
# 16 MB and some hundredths of a second for each guess.
COST, BLOCK, LANES = 2**14, 8, 1
COLUMNS = ("name creation modified modified_by owner docstatus idx user code_hash is_used").split()


def make(user: str) -> list[str]:
    """Ten new codes of a user, as they are written down. Those that there were count no more."""
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
    """How many codes a user has that were not used."""
    return int(frappe.db.count(DOCTYPE, {"user": user, "is_used": 0}))


def remove_all(user: str) -> None:
    """None of the codes of a user counts any more."""
    frappe.db.delete(DOCTYPE, {"user": user})


def digest(user: str, typed: str) -> str:
    """By what a code that somebody typed is found; empty for what is no code, or where there are none.

    This takes time: it is worked out before anything is locked.
    """
    code = normalised(typed)
    salt = factor_rows.salt_of(user) if len(code) == LENGTH else ""
    return _hash(code, salt) if salt else ""


def use(user: str, found: str) -> bool:
    """Whether the digest is that of a code not used before; from now on it is used.

    Whoever asks holds the row of the user (`factor_rows.locked`): of two at once one finds it.
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
    """The bell says that a code was used, and how many are left."""
    left, language = remaining(user), languages.of_user(user)
    audit.record(LOGGED, "User", user, user=user, detail=_("Recovery code used"))
    text = _(
        "A recovery code was used in your account; {0} are left. If it was not you, tell data protection"
        " at once.",
        language,
    )
    warn(user, counted(text, left, language=language))


def warn(user: str, told: str) -> None:
    """By the bell and by mail: whoever took the phone may sit before the session, too."""
    notices.tell(user, told)
    address = frappe.db.get_value("User", user, "email")
    if address:
        notices.mail(address, told, f"<p>{told}</p>")


def _hash(code: str, salt: str) -> str:
    return scrypt(code.encode(), salt=bytes.fromhex(salt), n=COST, r=BLOCK, p=LANES).hex()[:64]
