"""Names and pictures of users."""

from collections.abc import Iterable
from email.utils import formataddr
from typing import Any

from ..core.context import local
from ..core.dict import _dict

__all__ = ["add_user_info", "get_email_address", "get_formatted_email", "get_fullname"]

_NAMES = "fullnames"


def get_fullname(user: str | None = None) -> str:
    """First and last name of a user (by default the context's), else what was given."""
    name = user or local.session.user
    names: dict[str, str] = local.cache.setdefault(_NAMES, {})
    if name not in names:
        row = local.db.get_value("User", name, ["first_name", "last_name"], as_dict=True)
        parts = [row.first_name, row.last_name] if row else []
        names[name] = " ".join(part for part in parts if part) or name
    return names[name]


def get_email_address(user: str | None = None) -> str | None:
    """The e-mail address of a user, by default of the context's."""
    address = local.db.get_value("User", user or local.session.user, "email")
    return str(address) if address else None


def get_formatted_email(user: str, mail: str | None = None) -> str:
    """``Full Name <address>``; only the address when there is no other name."""
    name = get_fullname(user)
    address = mail or get_email_address(user) or user
    return address if name == address else formataddr((name, address))


def add_user_info(user: str | Iterable[str], user_info: dict[str, Any]) -> None:
    """Add what a timeline shows of each user to ``user_info``."""
    users = [user] if isinstance(user, str) else user
    for name in set(users) - set(user_info):
        row = local.db.get_value(
            "User", name, ["full_name", "user_image", "email", "time_zone"], as_dict=True
        )
        if row:
            user_info[name] = _dict(
                fullname=row.full_name or name,
                image=row.user_image,
                name=name,
                email=row.email,
                time_zone=row.time_zone,
            )
