"""What a handler records about a restricted case in a kind of record that the manager made."""

from __future__ import annotations

from dataclasses import replace

from .cast import Visitor
from .secret import Secret

KIND, ROWS = "Leaks Interview", "Leaks Interview Said"
WORDS, PART = "words", "part"
MANAGER = "manager@demo.cfm"
ROLES = (
    *("CFM Operator", "CFM Focal Point", "CFM PSEA Focal Point", "CFM Fraud Focal Point"),
    *("CFM Protection Focal Point", "CFM Data Protection", "CFM Analyst"),
)


def make(cast: dict[str, Visitor]) -> None:
    """The kind of record, open to everybody who works on anything: only the case closes one."""
    manager = cast[MANAGER]
    if manager.send("GET", f"/api/resource/{KIND}").status_code == 200:
        return
    said = {"label": "Said", "kind": "table", "columns": [{"label": PART.capitalize()}]}
    manager.call(
        "cfm_app.api.record_types.create",
        values={
            "label": KIND,
            "about_case": 1,
            "rights": dict.fromkeys(ROLES, "all"),
            "fields": [
                {"label": WORDS.capitalize()},
                said,
                {"label": "Place", "kind": "link", "target": "CFM Location"},
            ],
        },
    )


def bring(cast: dict[str, Visitor], secret: Secret) -> Secret:
    """A record about the case with a row, changed once, with a comment and a file."""
    owner, word = cast[secret.handler], secret.word
    made = owner.create(
        KIND,
        cfm_case=secret.case,
        words=f"{word}recorded",
        place="TD07",
        said=[{PART: f"{word}part"}],
    )
    name = str(made["name"])
    owner.change(KIND, name, words=f"{word}recorded again")
    owner.call(
        "frappe.desk.form.utils.add_comment",
        reference_doctype=KIND,
        reference_name=name,
        content=f"{word}interview",
        comment_email=secret.handler,
        comment_by=secret.handler,
    )
    place = {"attached_to_doctype": KIND, "attached_to_name": name, "is_private": 1}
    owner.create("File", file_name=f"{word}own.txt", content=f"{word}filed", **place)
    return replace(secret, own=name, own_row=str(made["said"][0]["name"]))
