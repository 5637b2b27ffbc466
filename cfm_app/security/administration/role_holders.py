"""Who holds which role, for what two people decide."""

from collections.abc import Iterator

import frappe

_AUTOMATIC = frozenset(("All", "Guest", "Desk User"))


class RoleHolders:
    """Who holds which role, by their own rows and by role profiles."""

    def __init__(self) -> None:
        fields = ["name", "email", "mobile_no", "role_profile_name"]
        self.users = {
            row.name: row
            for row in frappe.get_all("User", filters={"enabled": 1}, fields=fields)
            if row.name not in ("Administrator", "Guest")
        }
        self.disabled = set(frappe.get_all("Role", filters={"disabled": 1}, pluck="name"))
        rows = frappe.get_all(
            "Has Role",
            filters={"parenttype": ["in", ("User", "Role Profile")]},
            fields=["parent", "parenttype", "role"],
            parent_doctype="User",
        )
        self.by_profile: dict[str, set[str]] = {}
        self.by_role: dict[str, set[str]] = {}
        for profile, user in self._profiles():
            self.by_profile.setdefault(profile, set()).add(user)
        for row in rows:
            of_profile = row.parenttype == "Role Profile"
            users = self.by_profile.get(row.parent, set()) if of_profile else {row.parent}
            self.by_role.setdefault(row.role, set()).update(users)

    def _profiles(self) -> Iterator[tuple[str, str]]:
        """Role profiles with their users. Later versions of Frappe allow several profiles for a user."""
        yield from ((row.role_profile_name, row.name) for row in self.users.values())
        if frappe.get_meta("User").has_field("role_profiles"):
            rows = frappe.get_all(
                "User Role Profile",
                filters={"parenttype": "User"},
                fields=["role_profile", "parent"],
                parent_doctype="User",
            )
            yield from ((row.role_profile, row.parent) for row in rows)

    def of(self, role: str) -> list[tuple[str, str]]:
        """The enabled users who hold a role, each with the address."""
        if not role or role in self.disabled:
            return []
        held = self.users if role in _AUTOMATIC else self.by_role.get(role, set())
        return [(name, self._address(name)) for name in sorted(held) if name in self.users]

    def _address(self, name: str) -> str:
        row = self.users[name]
        return " ".join(filter(None, (row.email, row.mobile_no)))
