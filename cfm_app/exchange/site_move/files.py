"""Bytes of files: out of the archive, into the site's folders."""

import os
import shutil

import frappe

from cfm_app.exchange.site_move.archive import CHUNK, Archive
from cfm_app.exchange.site_move.target import file_path

ATTACHED = "attached_to_doctype"


def place(archive: Archive, made: list[str]) -> None:
    """Write the files; those that were not there before are added to ``made``, to be taken back."""
    for file in archive.files:
        path = file_path(file["url"])
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.part"[-200:])
        try:
            with archive.file(file["entry"]) as source, aside.open("wb") as target:
                shutil.copyfileobj(source, target, CHUNK)
            is_new = not path.exists()
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        if is_new:
            made.append(file["url"])


def take_back(made: list[str]) -> None:
    for url in made:
        file_path(url).unlink(missing_ok=True)


def attached_to(own: list[str]) -> list[str]:
    """The files of the site that belong to records of these DocTypes."""
    urls = frappe.get_all("File", filters={ATTACHED: ["in", own]}, pluck="file_url")
    return sorted({url for url in urls if url and url.startswith(("/files/", "/private/files/"))})


def drop_unused(urls: list[str]) -> None:
    """Delete the bytes that no File names any more."""
    for url in urls:
        if not frappe.db.exists("File", {"file_url": url}):
            file_path(url).unlink(missing_ok=True)
