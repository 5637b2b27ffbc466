"""Printed pages of a bench: a letter head with a mistake leaves a note, and what would run is taken out."""

import base64
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from cfm_app.security.markup import clean_page

ADDRESSES = ("/printview", "/printpreview")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HANDLER = re.compile(r'\sonclick="([^"]*)"')


def readable_letter_head(found: dict[str, Any], doc: Any) -> dict[str, Any]:
    """A letter head whose parts can be rendered: in the place of one that cannot stands a note, and no script."""
    texts = {key: _readable(found.get(key), doc) for key in ("content", "footer")}
    return frappe._dict(found, **texts, header_script=None, footer_script=None)


def _readable(text: str | None, doc: Any) -> str | None:
    told = list(frappe.local.message_log)
    try:
        frappe.render_template(text or "", {"doc": doc.as_dict()})
    except Exception:  # whatever a template of the office may raise
        frappe.local.message_log = told
        return letter_head_note()
    return text


def letter_head_note() -> str:
    """What stands in the place of a letter head that cannot be rendered."""
    note = _(
        "The letter head has a mistake and is left out. Correct it in the list of letter heads."
    )
    return f"<p><b>{escape_html(note)}</b></p>"


def closed_style(style: str) -> str:
    """A style sheet that cannot end the element that it stands in."""
    return style.replace("</", "<\\/")


def clean_body(template: Any, args: dict[str, Any], **more: Any) -> str:
    """Hook `pdf_body_html`: the framework's printed page without what would run in a browser."""
    print_body: Callable[..., str] = frappe.get_attr("frappe.utils.pdf.pdf_body_html")
    return clean_page(print_body(template=template, args=args, **more))


def policy() -> str:
    """The policy of printed pages: of scripts, those alone run that the framework wrote into its page."""
    text = "".join(map(_file, ("printview.html", "printview.py")))
    own = [*_SCRIPT.findall(text), *_HANDLER.findall(text)]
    hashes = " ".join(f"'sha256-{_fingerprint(each)}'" for each in own)
    scripts = f"'unsafe-hashes' {hashes}" if own else "'none'"
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def _file(name: str) -> str:
    path = Path(frappe.get_app_path("frappe", "www", name))
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _fingerprint(script: str) -> str:
    return base64.b64encode(sha256(script.encode()).digest()).decode()
