"""Secrets of documents: encrypted in a table of their own, a row of stars in the column."""

from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from ..core.context import local
from ..core.exceptions import AuthenticationError
from ..core.messages import throw
from ..i18n import _


def encrypt(text: str) -> str:
    """A Fernet token under the site's key."""
    return _fernet().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    try:
        return _fernet().decrypt(token.encode()).decode()
    except InvalidToken:
        throw(
            _(
                "Encryption key is invalid! Please check site_config.json: "
                "the key must be the one with which the secret was stored."
            ),
            AuthenticationError,
        )


def get_encryption_key() -> str:
    """The site's key, made at the first need."""
    return str(local.site_state.encryption_key())


def _fernet() -> Fernet:
    return Fernet(get_encryption_key().encode())


def set_encrypted_password(doctype: str, name: str, pwd: str, fieldname: str = "password") -> None:
    local.db.sql(
        "insert into `__Auth` (doctype, name, fieldname, `password`, encrypted)"
        " values (%s, %s, %s, %s, 1) on conflict (doctype, name, fieldname)"
        " do update set `password` = excluded.`password`, encrypted = 1",
        (doctype, name, fieldname, encrypt(pwd)),
    )


def remove_encrypted_password(doctype: str, name: str, fieldname: str = "password") -> None:
    local.db.sql(
        "delete from `__Auth` where doctype = %s and name = %s and fieldname = %s",
        (doctype, name, fieldname),
    )


def get_decrypted_password(
    doctype: str, name: str, fieldname: str = "password", raise_exception: bool = True
) -> str | None:
    """The secret in plain; ``AuthenticationError`` when there is none, unless told otherwise."""
    rows = local.db.sql(
        "select `password` from `__Auth` where doctype = %s and name = %s and fieldname = %s"
        " and encrypted = 1",
        (doctype, name, fieldname),
    )
    if rows and rows[0][0]:
        return decrypt(rows[0][0])
    if raise_exception:
        throw(
            _("Password not found for {0} {1} {2}").format(doctype, name, fieldname),
            AuthenticationError,
        )
    return None


def delete_all_passwords(doctype: str, name: str) -> None:
    local.db.sql("delete from `__Auth` where doctype = %s and name = %s", (doctype, name))


def rename_passwords(doctype: str, old: str, new: str) -> None:
    local.db.sql(
        "update `__Auth` set name = %s where doctype = %s and name = %s", (new, doctype, old)
    )


def save_passwords(doc: Any) -> None:
    """Move the Password fields of a document into the table of secrets.

    A value of stars only means "unchanged"; an empty value removes the secret.
    """
    if doc.flags.ignore_save_passwords is True:
        return
    for field in doc.meta.password_fields:
        if doc.flags.ignore_save_passwords and field.fieldname in doc.flags.ignore_save_passwords:
            continue
        secret = doc.get(field.fieldname)
        if not secret:
            remove_encrypted_password(doc.doctype, doc.name, field.fieldname)
        elif not is_dummy(secret):
            set_encrypted_password(doc.doctype, doc.name, secret, field.fieldname)
            doc.set(field.fieldname, "*" * len(secret))


def is_dummy(text: str) -> bool:
    return not text.strip("*")
