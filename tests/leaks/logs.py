"""A log with a restricted case and a wrong row, brought in by a manager."""

from __future__ import annotations

import io
import secrets
import time

from openpyxl import Workbook

from .cast import Visitor
from .secret import Secret

SECONDS = 120
HEADERS = ("Ref", "Catégorie", "Description", "Nom", "Téléphone", "Date de réception")


def bring(importer: Visitor, owner: Visitor, key: str, category: str) -> Secret:
    """Import one case for its handler; a second row has a marker word where a date should be."""
    # The letter between keeps the name of the class from being a word that points to it.
    word = f"zq{secrets.token_hex(3)}x{key}"
    digits = f"{secrets.randbelow(10**6):06}"
    phone = f"+23566{digits}"
    rows = [
        (f"{word}ref", category, f"{word}description", f"{word}name", phone, "2026-02-03"),
        (f"{word}wrong", category, f"{word}refused", f"{word}nobody", "", f"{word}date"),
    ]
    record = _upload(importer, f"{word}log.xlsx", rows)
    importer.call("cfm_app.api.exchange.start", name=record, task="Import")
    _wait(importer, record)
    found = owner.list(
        "Sensitive Report",
        filters=f'[["description","=","{word}description"]]',
        fields='["name","cfm_case","community_member"]',
    )
    file = importer.get("File", importer.get("CFM Import", record)["file_id"])
    return Secret(
        case=found[0]["cfm_case"],
        report=found[0]["name"],
        member=found[0]["community_member"],
        consent="",
        referral="",
        word=word,
        phone=phone,
        file_url="",
        record=record,
        log_url=file["file_url"],
        key=key,
        handler=owner.user,
        recorder=importer.user,
        has_typed=True,
    )


def _upload(importer: Visitor, name: str, rows: list[tuple[str, ...]]) -> str:
    book = Workbook()
    for row in (HEADERS, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    form = {"method": "cfm_app.api.exchange.open_log", "is_private": "1"}
    files = {"file": (name, content.getvalue())}
    found = importer.ok("POST", "/api/method/upload_file", data=form, files=files)
    return str(found["name"])


def _wait(importer: Visitor, record: str) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        state = importer.call("cfm_app.api.exchange.state", name=record)
        if not state["is_under_way"]:
            assert (state["created_count"], state["failed_count"]) == (1, 1), state
            return
        time.sleep(0.2)
    raise AssertionError(f"The import never ended: {state}")
