"""A site moves: what the archive holds, what it never holds, and that it arrives whole."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click.testing
import pytest

import frappe_embedded

frappe_embedded.activate()

import frappe  # noqa: E402

from cfm_app.cases.search import global_search  # noqa: E402
from cfm_app.exchange.site_move import files, move  # noqa: E402
from cfm_app.exchange.site_move.archive import Archive, BadArchive  # noqa: E402
from cfm_app.shipped.demo import inbox, office  # noqa: E402
from frappe_embedded.kernel.core.site import Site, forget_site, get_site  # noqa: E402
from frappe_embedded.kernel.query.opening import opened  # noqa: E402
from frappe_embedded.site.cli import main  # noqa: E402
from frappe_embedded.site.export import CannotExport, export_site  # noqa: E402
from frappe_embedded.site.migrate import migrate  # noqa: E402

from ..patterns import Patterns  # noqa: E402

pytestmark = pytest.mark.embedded("archives are written by the embedded engine only")

OPERATOR, MANAGER = "operator@demo.cfm", "manager@demo.cfm"
SESSION = "a-session-that-stays-behind"
SECRET = "a secret of the web hook"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Path:
    """A folder with a site that only has the app, and with an office that has been at work."""
    folder = tmp_path_factory.mktemp("move")
    patterns.with_app(folder / "fresh")
    migrate(get_site("fresh", folder))
    forget_site("fresh", folder)
    shutil.copytree(folder / "fresh", folder / "office")
    with opened(get_site("office", folder)):
        office.create("demo", 12)
        frappe.db.commit()
        _work()
        frappe.db.commit()
    return folder


def _work() -> None:
    """What a manager and an operator leave behind, and what must not come along."""
    frappe.set_user(MANAGER)
    field = {"dt": "Case", "label": "Carte", "fieldname": "carte", "fieldtype": "Data"}
    frappe.get_doc({"doctype": "Custom Field", **field}).insert()
    notification = frappe.get_doc("Notification", "CFM Referral overdue")
    notification.subject = "Renvoi en retard"
    notification.save()
    frappe.set_user("Administrator")
    _make_doctypes()
    frappe.call("frappe.core.doctype.user.user.generate_keys", user=MANAGER)
    frappe.db.sql(
        "insert into tabSessions (user, sid, sessiondata, status) values (%s, %s, '{}', 'Active')",
        (OPERATOR, SESSION),
    )
    frappe.set_user(OPERATOR)
    case = frappe.get_doc({"doctype": "Case", "description": "Reçu", "carte": "TD-1"}).insert()
    case.description = "Reçu, puis complété ☕"
    case.save()
    case.add_comment("Comment", "Vu 👍")
    attached = {"attached_to_doctype": "Case", "attached_to_name": case.name}
    frappe.get_doc(
        {"doctype": "File", "file_name": "note.txt", "content": "Lu", "is_private": 1, **attached}
    ).insert()


def _make_doctypes() -> None:
    """A list of the manager's own, with rows, numbered by itself."""
    common = {"doctype": "DocType", "module": "Custom", "custom": 1}
    data = {"fieldtype": "Data", "fieldname": "text", "label": "Text"}
    lines = {"fieldtype": "Table", "fieldname": "lines", "label": "Lines", "options": "Visit Line"}
    frappe.get_doc({**common, "name": "Visit Line", "istable": 1, "fields": [data]}).insert()
    visit = {"name": "Visit", "autoname": "autoincrement", "fields": [data, lines]}
    frappe.get_doc({**common, **visit}).insert()
    for number in range(3):
        rows = [{"text": f"Ligne {number}"}]
        frappe.get_doc({"doctype": "Visit", "text": "Camp", "lines": rows}).insert()


@pytest.fixture(scope="module")
def source(sites: Path) -> Site:
    return get_site("office", sites)


@pytest.fixture
def target(sites: Path) -> Iterator[Site]:
    shutil.copytree(sites / "fresh", sites / "target")
    yield get_site("target", sites)
    forget_site("target", sites)
    shutil.rmtree(sites / "target")


@pytest.fixture(scope="module")
def archive(sites: Path, source: Site) -> Path:
    return export_site(source, sites / "with-key.zip", with_encryption_key=True)


def _manifest(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as opened_zip:
        return json.loads(opened_zip.read("manifest.json"))


def _contents(path: Path) -> bytes:
    with zipfile.ZipFile(path) as opened_zip:
        return b"\n".join(opened_zip.read(name) for name in opened_zip.namelist())


def _secrets(site: Site) -> list[str]:
    with opened(site):
        stored = frappe.db.sql("select `password` from __Auth where encrypted = 1", pluck=True)
        plain = frappe.get_doc("User", MANAGER).get_password("api_secret")
    return [*stored, plain, site.encryption_key(), SESSION]


def test_the_manifest_counts_and_hashes_every_row(archive: Path) -> None:
    manifest = _manifest(archive)
    assert manifest["apps"].keys() == {"frappe", "cfm_app"}
    assert manifest["tables"]["Case"]["rows"] == 13
    with zipfile.ZipFile(archive) as opened_zip:
        for doctype, table in manifest["tables"].items():
            lines = opened_zip.read(f"tables/{doctype}.jsonl")
            assert hashlib.sha256(lines).hexdigest() == table["sha256"]
            assert lines.count(b"\n") == table["rows"]
        cases = map(json.loads, opened_zip.read("tables/Case.jsonl").splitlines())
        (case,) = [case for case in cases if case.get("carte")]
        assert (case["description"], case["carte"]) == ("Reçu, puis complété ☕", "TD-1")
        assert opened_zip.read(manifest["files"][0]["entry"]) == b"Lu"
    assert archive.stat().st_mode & 0o077 == 0


def test_two_exports_have_equal_hashes(source: Site, archive: Path, tmp_path: Path) -> None:
    again = export_site(source, tmp_path / "again.zip", with_encryption_key=True)
    first, second = _manifest(archive), _manifest(again)
    del first["created"], second["created"]
    assert first == second


def test_without_the_switch_no_secret_is_in_the_archive(source: Site, tmp_path: Path) -> None:
    written = export_site(source, tmp_path / "plain.zip")
    contents = _contents(written)
    assert [secret for secret in _secrets(source) if secret.encode() in contents] == []
    manifest = _manifest(written)
    accounts = sorted(name for name, _channel in inbox.ACCOUNTS.values())
    tokens = [f"CFM Channel Account {name}: token" for name in accounts]
    assert manifest["secrets_left_out"] == [*tokens, f"User {MANAGER}: api_secret"]
    assert b"$pbkdf2-sha256$" in contents


def test_with_the_switch_the_key_comes_along(source: Site, archive: Path, tmp_path: Path) -> None:
    assert source.encryption_key().encode() in _contents(archive)
    options = ["--site", str(source.path), "--with-encryption-key", "--to", str(tmp_path / "k.zip")]
    done = click.testing.CliRunner().invoke(main, ["export-site", *options])
    assert done.exit_code == 0 and "holds the encryption key" in done.output


def test_what_passes_stays_behind(archive: Path) -> None:
    tables = _manifest(archive)["tables"]
    assert not tables.keys() & {"Error Log", "Email Queue", "Patch Log", "Scheduled Job Log"}
    assert (tables["DocType"]["rows"], tables["DocField"]["rows"]) == (2, 3)
    assert SESSION.encode() not in _contents(archive)


def test_what_mariadb_could_not_hold_is_named_and_nothing_written(
    source: Site, tmp_path: Path
) -> None:
    with opened(source):
        name = frappe.get_all("Case", pluck="name", order_by="name asc")[0]
        before = frappe.db.get_value("Case", name, ["description", "carte"])
        _set_raw(source, "description", name, "é" * 20_000_000)
        _set_raw(source, "carte", name, "x" * 141)
    try:
        with pytest.raises(CannotExport, match=f"Case {name}, column carte: .*141 characters"):
            export_site(source, tmp_path / "never.zip")
        assert list(tmp_path.iterdir()) == []
    finally:
        with opened(source):
            for column, value in zip(("description", "carte"), before, strict=True):
                _set_raw(source, column, name, value)


def _set_raw(site: Site, column: str, name: str, value: Any) -> None:
    frappe.db.sql(f"update tabCase set `{column}` = %s where name = %s", (value, name))
    frappe.db.commit()


def _import(site: Site, path: Path, force: bool = False) -> move.MoveResult:
    with opened(site):
        archive = Archive(path)
        try:
            move.check(archive, force, lambda text: None)
            return move.run(archive, archive.has_key, lambda text: None)
        finally:
            archive.close()


def test_a_site_arrives_whole(source: Site, target: Site, archive: Path) -> None:
    result = _import(target, archive)
    assert [table for table in result.tables if not table.is_equal] == []
    assert migrate(target) == 0
    with opened(source):
        expected = _seen()
    with opened(target):
        assert _seen() == expected
        edited = {"ref_name": "CFM Referral overdue", "status": "Edited"}
        # The demo office has published the agreements that are shipped as drafts.
        filters = {"status": "Edited", "ref_doctype": ["!=", "CFM Agreement"]}
        assert frappe.db.count("CFM Default Record", filters) == 1
        assert frappe.db.exists("CFM Default Record", edited)
        assert frappe.get_doc("User", MANAGER).get_password("api_secret")
        following = frappe.get_doc({"doctype": "Case", "description": "Suivant"}).insert()
        assert re.fullmatch(r"CFM-\d{4}-\d{6}", following.name)
        frappe.set_user("Administrator")
        assert frappe.get_doc("Visit", 3).lines[0].text == "Ligne 2"
        assert frappe.get_doc({"doctype": "Visit", "text": "Suivante"}).insert().name == 4
    (note,) = (target.path / "private" / "files").glob("note*.txt")
    assert note.read_bytes() == b"Lu"


def test_what_the_search_finds_by_is_made_anew(target: Site, archive: Path) -> None:
    assert "CFM Search Entry" not in _manifest(archive)["tables"]
    _import(target, archive)
    with opened(target):
        frappe.set_user(OPERATOR)
        (case,) = frappe.get_all("Case", {"description": ["like", "Reçu, puis%"]}, pluck="name")
        lines = [line for group in global_search.search("complete recu") for line in group.lines]
        assert [line.name for line in lines] == [case]


def _seen() -> dict[str, Any]:
    """What somebody sees who goes on working."""
    frappe.get_attr("frappe.utils.password.check_password")(OPERATOR, "demo")
    frappe.set_user(OPERATOR)
    name = frappe.get_all("Case", pluck="name", order_by="creation desc", limit_page_length=1)[0]
    case = frappe.get_doc("Case", name)
    return {
        "case": frappe.as_json(case.as_dict()),
        "actions": [row.action for row in _transitions(case)],
        "comments": _texts("Comment", "content", reference_name=name),
        "versions": _texts("Version", "data", docname=name),
        "subject": frappe.db.get_value("Notification", "CFM Referral overdue", "subject"),
        "roles": sorted(frappe.get_roles(OPERATOR)),
        "print": frappe.get_print("Case", name, "CFM Case Summary"),
    }


def _texts(doctype: str, field: str, **filters: str) -> list[str]:
    return frappe.get_all(doctype, filters=filters, pluck=field, order_by="name asc")


def _transitions(case: Any) -> Any:
    return frappe.get_attr("frappe.model.workflow.get_transitions")(case)


def test_a_site_with_cases_is_only_replaced_by_force(target: Site, archive: Path) -> None:
    _import(target, archive)
    with opened(target):
        extra = frappe.get_doc({"doctype": "Case", "description": "En trop"}).insert()
        extra.add_comment("Comment", "En trop")
        frappe.db.commit()
    with pytest.raises(frappe.ValidationError, match="14 cases"):
        _import(target, archive)
    again = _import(target, archive, force=True)
    assert [table.label for table in again.tables if not table.is_equal] == []
    with opened(target):
        assert not frappe.db.exists("Case", extra.name)
        assert not frappe.db.exists("Comment", {"reference_name": extra.name})


def test_an_import_that_fails_can_be_repeated(
    target: Site, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = files.place

    def full(*arguments: Any) -> None:
        place(*arguments)
        raise OSError("No space left on device")

    key = target.encryption_key()
    monkeypatch.setattr(files, "place", full)
    with pytest.raises(OSError, match="No space"):
        _import(target, archive)
    with opened(target):
        assert frappe.db.count("Case") == 0 and not frappe.db.exists("User", OPERATOR)
    assert list((target.path / "private" / "files").iterdir()) == []
    assert json.loads(target.config_file.read_text())["encryption_key"] == key
    monkeypatch.undo()
    assert _import(target, archive).is_equal


def test_a_dry_run_writes_nothing(target: Site, archive: Path) -> None:
    said: list[str] = []
    with opened(target):
        before = "\n".join(frappe.db._open().iterdump())
        opened_archive = Archive(archive)
        move.check(opened_archive, False, said.append)
        move.tell(opened_archive, said.append)
        opened_archive.close()
        assert "\n".join(frappe.db._open().iterdump()) == before
    assert "Case: 13 rows in the place of 0" in said


@pytest.mark.parametrize("cut", [0.2, 0.9])
def test_a_truncated_archive_is_refused(
    target: Site, archive: Path, tmp_path: Path, cut: float
) -> None:
    damaged = tmp_path / "cut.zip"
    damaged.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * cut)])
    with pytest.raises(BadArchive):
        _import(target, damaged)


def test_a_flipped_byte_is_noticed(target: Site, archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as opened_zip:
        largest = max(opened_zip.infolist(), key=lambda entry: entry.compress_size)
    content = bytearray(archive.read_bytes())
    # Behind the entry's header, of which programs read but a part.
    content[largest.header_offset + 200 + largest.compress_size // 2] ^= 0xFF
    damaged = tmp_path / "flipped.zip"
    damaged.write_bytes(content)
    with pytest.raises(BadArchive):
        _import(target, damaged)
    with opened(target):
        assert frappe.db.count("Case") == 0
