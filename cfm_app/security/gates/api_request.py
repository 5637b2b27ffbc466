"""A request as the framework will read it: its verb, its address, its method and its arguments.

It refuses shapes that no client sends. Which documents a request names is nobody's guess here: lookups ask the access
rule themselves (`access_rule.missing_documents`).
"""

import re
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from cfm_app.security.access_rule import missing_documents
from cfm_app.security.gates.known_methods import APP, CALLING
from cfm_app.security.request_words import RequestWords

METHOD = re.compile(r"/api/(?:v\d/)?method/([^/]+)")
# A bench looks for such a method beside the controller of the DocType.
METHOD_OF_TYPE = re.compile(r"/api/v2/method/([^/]+)/([^/]+)")
# Where pages of the framework name a method among the arguments; both show nothing of documents.
COMMANDING = ("/", "/login")
PAGES = re.compile(r"/cfm(/|$)")


@dataclass(frozen=True)
class ApiRequest:
    """A request: its address, its method if any, and its arguments."""

    verb: str
    path: str
    method: str | None
    form: Any
    words: RequestWords

    @classmethod
    def of(cls, request: Any, form: Any) -> "ApiRequest":
        method = _method_at(request.path) or (
            form.get("cmd") if request.path in COMMANDING else None
        )
        words = missing_documents.words_of(request, form)
        return cls(request.method, request.path, method, form, words)

    @classmethod
    def at_hand(cls) -> "ApiRequest":
        """The request that is being answered."""
        return cls.of(frappe.local.request, frappe.form_dict)

    @property
    def method_of_address(self) -> str | None:
        """The method in the address, whatever the arguments name."""
        return _method_at(self.path)

    @property
    def is_for_app(self) -> bool:
        """Whether the app itself answers: it runs no method that an argument names, and asks the rule by itself."""
        return self.method.startswith(APP) if self.method else bool(PAGES.match(self.path))

    @property
    def arguments(self) -> frozenset[str]:
        """Each text among the arguments, but the method that one of them names."""
        return self.words.arguments - {self.form.get("cmd")}

    def require_command_in_its_place(self) -> None:
        """Refuse a method among the arguments anywhere but at the root and the log-in, where clients send it.

        Frameworks differ in whether they run it or what the address is for, and no check could know which.
        """
        if self.form.get("cmd") is not None and self.path not in COMMANDING:
            frappe.throw(_("A method is named in the address: /api/method/NAME."))

    def require_readers_of_the_app(self) -> None:
        """Refuse another app's method that reads documents on behalf of the method that it is passed to.

        It reads as it likes, of documents that nobody named.
        """
        by = self.form.get(CALLING.get(self.method or "", ""))
        if (
            by
            and not str(by).startswith(APP)
            and any(map(missing_documents.is_guarded, self.words.arguments))
        ):
            frappe.throw(_("{0} is not a method.").format(by), frappe.PermissionError)


def _method_at(path: str) -> str | None:
    """The method that an address of the API is for."""
    if found := METHOD_OF_TYPE.match(path):
        meta = meta_of(found[1])
        app = meta and frappe.db.get_value("Module Def", meta.module, "app_name")
        kind = frappe.scrub(found[1])
        return app and f"{app}.{frappe.scrub(meta.module)}.doctype.{kind}.{kind}.{found[2]}"
    found = METHOD.match(path)
    return found[1] if found else None


def meta_of(doctype: str) -> Any:
    """The cached metadata of a DocType; None where there is no such DocType."""
    try:
        return frappe.get_meta(doctype)
    except frappe.DoesNotExistError:
        frappe.clear_last_message()
        return None
