"""The User DocType: names, roles, passwords and API keys."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import DuplicateEntryError, PermissionError
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.controllers import core_controller, get_controller, new_document
from ...kernel.document.document import Document
from ...kernel.document.renaming import rename_doc
from ...kernel.i18n import _
from ...kernel.permissions.hooks import core_has_permission, core_query_conditions
from ...kernel.permissions.roles import (
    ADMINISTRATOR,
    GUEST,
    SYSTEM_MANAGER,
    get_roles,
    get_users_with_role,
    sets_up_the_site,
    setup_roles,
)
from ...kernel.utils.hashing import generate_hash
from ...kernel.utils.validators import validate_email_address
from ..collaborate.sharing import add_docshare
from .password_policy import check_strength
from .passwords import update_password
from .reset import make_reset_link
from .sessions import delete_sessions_of

STANDARD_USERS = (GUEST, ADMINISTRATOR)
_AUTOMATIC = ("All", "Guest", "Desk User")


@core_controller("User")
class User(Document):
    """A person or a program that logs in."""

    email: str
    new_password: str | None
    username: str | None

    def autoname(self) -> None:
        if self.get("is_admin") or self.name in STANDARD_USERS:
            return
        self.email = (self.email or "").strip().lower()
        self.name = self.email

    def validate(self) -> None:
        self.__dict__["_new_password"] = self.new_password
        self.new_password = ""
        if self.name not in STANDARD_USERS:
            validate_email_address(self.email, throw=True)
            self.email = self.email.strip().lower()
        self.check_new_password()
        self.set_full_name()
        self.set_username()
        self.take_roles_of_profile()
        self.clean_roles()
        self.set_user_type()
        self.check_enabled()
        self.check_last_manager(is_leaving=False)

    def check_new_password(self) -> None:
        """The settings' rule for passwords holds for whoever sets one."""
        password = self.__dict__.get("_new_password")
        if password and not self.flags.ignore_password_policy and not local.flags.in_install:
            check_strength(password, [self.first_name, self.last_name, self.email])

    def set_full_name(self) -> None:
        parts = [self.first_name, self.middle_name, self.last_name]
        self.full_name = " ".join(part for part in parts if part)

    def set_username(self) -> None:
        if self.name in STANDARD_USERS:
            self.username = self.name.lower()
        elif not self.username and self.is_new() and self.first_name:
            self.username = _free_username(self.first_name, self.name)
        if self.username:
            self.username = self.username.strip().lower()
            taken = local.db.get_value(
                "User", {"username": self.username, "name": ["!=", self.name]}, "name"
            )
            if taken:
                throw(_("Username {0} already exists").format(self.username), DuplicateEntryError)

    def take_roles_of_profile(self) -> None:
        """Whoever has a role profile holds its roles and no others."""
        if self.role_profile_name:
            self.set("roles", [])
            self.append_roles(*roles_of_profile(self.role_profile_name))

    def reset_password(self) -> str:
        """A link with which the person chooses a password; it holds for a day and once."""
        return make_reset_link(self.name)

    def check_last_manager(self, is_leaving: bool) -> None:
        """Somebody beside Administrator must be left who manages the site."""
        if self.is_new() or self.name in STANDARD_USERS:
            return
        roles = setup_roles()
        manages = self.enabled and any(row.role in roles for row in self.roles)
        before = {user for role in roles for user in get_users_with_role(role)}
        if before - {self.name} or (manages and not is_leaving) or self.name not in before:
            return
        throw(
            _("There should remain at least one user with one of these roles: {0}").format(
                ", ".join(str(_(role)) for role in roles)
            )
        )

    def clean_roles(self) -> None:
        """Each role once; those that everybody has are not handed out."""
        seen: set[str] = set()
        for row in list(self.roles):
            if row.role in seen or (row.role in _AUTOMATIC and self.name not in STANDARD_USERS):
                self.remove(row)
            seen.add(row.role)

    def set_user_type(self) -> None:
        """Whoever holds a role with access to the desk is a System User."""
        if self.name in STANDARD_USERS:
            self.user_type = "System User" if self.name == ADMINISTRATOR else "Website User"
            return
        roles = [row.role for row in self.roles]
        self.user_type = "Website User"
        if roles and local.db.get_all(
            "Role", filters={"name": ["in", roles], "desk_access": 1, "disabled": 0}, limit=1
        ):
            self.user_type = "System User"

    def check_enabled(self) -> None:
        if not self.enabled and self.name in STANDARD_USERS:
            throw(_("User {0} cannot be disabled").format(self.name))

    def after_insert(self) -> None:
        if not local.db.exists("Notification Settings", self.name):
            new_document("Notification Settings", user=self.name, enabled=1).insert(
                ignore_permissions=True, set_name=self.name
            )

    def on_update(self) -> None:
        password = self.__dict__.get("_new_password")
        if password:
            update_password(self.name, password)
            local.db.set_value(
                "User",
                self.name,
                "last_password_reset_date",
                self.modified[:10],
                update_modified=False,
            )
        self.share_with_self()
        if not self.enabled:
            delete_sessions_of(self.name)
        local.user_roles.pop(self.name, None)
        local.role_permissions.clear()

    def share_with_self(self) -> None:
        """Everybody may read and change their own profile."""
        if self.name in STANDARD_USERS or local.db.exists(
            "DocShare", {"share_doctype": "User", "share_name": self.name, "user": self.name}
        ):
            return
        add_docshare(
            "User", self.name, self.name, write=1, share=1, flags={"ignore_share_permission": True}
        )

    def on_trash(self) -> None:
        if self.name in STANDARD_USERS:
            throw(_("User {0} cannot be deleted").format(self.name))
        self.check_last_manager(is_leaving=True)
        delete_sessions_of(self.name)
        for table, column in (("DocShare", "user"), ("User Permission", "user")):
            local.db.sql(f"delete from `tab{table}` where `{column}` = %s", (self.name,))
        local.db.sql("delete from `tabNotification Settings` where name = %s", (self.name,))

    def before_rename(self, old_name: str, new_name: str, merge: bool = False) -> None:
        if old_name in STANDARD_USERS:
            throw(_("User {0} cannot be renamed").format(old_name))
        validate_email_address(new_name, throw=True)

    def after_rename(self, old_name: str, new_name: str, merge: bool = False) -> None:
        """What they made and changed stays theirs, and so do their settings of notices."""
        local.db.set_value("User", new_name, "email", new_name, update_modified=False)
        for table in local.db.get_tables():
            for column in {"owner", "modified_by"}.intersection(
                local.db.get_db_table_columns(table)
            ):
                local.db.sql(
                    f"update `{table}` set `{column}` = %s where `{column}` = %s",
                    (new_name, old_name),
                )
        if merge:
            local.db.delete("Notification Settings", {"name": old_name})
        elif local.db.exists("Notification Settings", old_name):
            rename_doc("Notification Settings", old_name, new_name, force=True, show_alert=False)

    def add_roles(self, *roles: str) -> None:
        """Hand out roles and save."""
        self.append_roles(*roles)
        self.save()

    def append_roles(self, *roles: str) -> None:
        held = {row.role for row in self.roles}
        for role in roles:
            if role not in held:
                self.append("roles", {"role": role})

    def remove_roles(self, *roles: str) -> None:
        for row in [row for row in self.roles if row.role in roles]:
            self.remove(row)
        self.save()


@core_controller("Role Profile")
class RoleProfile(Document):
    """Roles that go together; who has the profile follows what is changed in it."""

    def autoname(self) -> None:
        self.name = self.role_profile

    def on_update(self) -> None:
        for name in local.db.get_all(
            "User", filters={"role_profile_name": self.name}, pluck="name"
        ):
            get_controller("User")("User", name).save(ignore_permissions=True)


def roles_of_profile(profile: str) -> list[str]:
    rows = local.db.sql(
        "select role from `tabHas Role` where parent = %s and parenttype = 'Role Profile' order by idx",
        (profile,),
    )
    return [row[0] for row in rows]


def _free_username(first_name: str, user: str) -> str:
    base = first_name.strip().lower().replace(" ", "_")
    taken = {
        row[0]
        for row in local.db.sql(
            "select username from `tabUser` where username like %s", (f"{base}%",)
        )
    }
    if base not in taken:
        return base
    email = user.split("@")[0]
    return email if email not in taken else f"{email}_{generate_hash(length=4)}"


def may_make_keys() -> bool:
    """Whether the user lets programs in: they pass by the second factor of whom they act for."""
    return local.session.user == ADMINISTRATOR or SYSTEM_MANAGER in get_roles()


@whitelist(methods=["POST", "PUT"])
def generate_keys(user: str) -> dict[str, str]:
    """Make a new API secret for a user, and a key when they have none. Shows the secret once."""
    if not may_make_keys():
        raise PermissionError
    doc = get_controller("User")("User", user)
    secret = generate_hash(length=15)
    if not doc.api_key:
        doc.api_key = generate_hash(length=15)
    doc.api_secret = secret
    doc.save()
    return {"api_secret": secret}


@whitelist()
def roles_of(arg: Any = None, uid: str | None = None) -> list[str]:
    """The roles of a user: of oneself, or of anybody for who manages users."""
    user = uid or local.form_dict.get("uid") or local.session.user
    if user != local.session.user and not sets_up_the_site():
        raise PermissionError
    return get_roles(user)


def _may_deal_with(doc: Any, ptype: str | None, user: str) -> bool | None:
    """Everybody may read their own User; Administrator and Guest are changed by Administrator only."""
    if (
        user != ADMINISTRATOR
        and doc.get("name") in STANDARD_USERS
        and ptype not in ("read", "select")
    ):
        return False
    return None


core_has_permission("User", _may_deal_with)
core_query_conditions(
    "User",
    lambda user: (
        "`tabUser`.name not in ('Administrator', 'Guest')" if user != ADMINISTRATOR else ""
    ),
)
