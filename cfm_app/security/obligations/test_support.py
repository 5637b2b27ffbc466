"""An agreement that a role is asked to sign, for tests."""

from typing import Any

import frappe

from cfm_app.security.obligations import agreements, compliance, names, signing, texts
from cfm_app.testing import CFMTestCase

KIND = "Oath of the test"
TEXT = "# First\nWhat is told stays here.\n\n- one\n- two\n\nThe end."


class ObligationsTestCase(CFMTestCase):
    """Ways to ask a role for something and to sign it."""

    def oblige(self, role: str, publish: bool = True, **values: Any) -> None:
        """From now on a role is asked for the agreement of the test, without grace unless it is given."""
        if not frappe.db.exists(names.KIND, KIND):
            frappe.get_doc({"doctype": names.KIND, "kind_name": KIND}).insert()
        if publish:
            self.publish("1.0")
        self.add_need(for_role=role, agreement_kind=KIND, **values)

    def add_need(self, **values: Any) -> None:
        settings = frappe.get_doc(names.SETTINGS)
        settings.append("obligations", {"grace_days": 0, **values})
        settings.save()

    def publish(self, version: str, **values: Any) -> Any:
        """A version with a text in French and one in English."""
        rows = [
            {
                "language": each,
                "title": f"{KIND} {each}",
                "agreement_text": f"{TEXT} {version} {each}",
            }
            for each in ("fr", "en")
        ]
        told = {"kind": KIND, "version_no": version, "status": names.PUBLISHED, "texts": rows}
        return frappe.get_doc({"doctype": names.AGREEMENT, **told, **values}).insert()

    def sign_as(self, user: str, language: str = "fr", **by: Any) -> Any:
        """Sign the present version as somebody who has read it in a language."""
        before = frappe.session.user
        frappe.set_user(user)
        try:
            version = agreements.current(agreements.of_kind(KIND) or "")
            row = next(each for each in version.texts if each.language == language)
            seen = texts.digest(row.title, row.agreement_text)
            return signing.sign(version.name, language, seen, **(by or {"typed_name": "Mariam A."}))
        finally:
            frappe.set_user(before)

    def expire(self, signature: Any, on: Any) -> None:
        """Let a signature end on a day, as time would."""
        frappe.db.set_value(names.SIGNATURE, signature.name, "expires_on", on)
        compliance.clear_cache()

    def only(self, *roles: str) -> Any:
        """The one duty of whoever holds these roles."""
        found = compliance.duties(self.user(*roles))
        self.assertEqual(len(found), 1)
        return found[0]
