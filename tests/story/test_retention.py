"""A night of retention in a whole office: no word is left in any file, and no figure has changed.

The office's cases are all closed, and a marker stands in every field that the map of personal data says goes.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest

from cfm_app.base import consts, doctype_access
from cfm_app.cases.search import index
from cfm_app.data_protection.personal_data import (
    decisions,
    erasure_list,
    field_map,
    redacting,
    redaction_texts,
    redaction_words,
    restored,
    retention,
    retention_rules,
)
from cfm_app.data_protection.reading_alerts import seals
from cfm_app.figures import breakdowns, performance
from cfm_app.figures.period import Period
from frappe_embedded.kernel.core.site import forget_site, get_site
from frappe_embedded.services.backups.archive import backup
from frappe_embedded.site.restore import CannotRestore, restore
from tests.patterns import Patterns

pytestmark = pytest.mark.embedded("looks at the bytes of the database and restores an archive")

MARK, KEPT = "zqxgoneword", "zqxkeptword"
STAYS = f"{KEPT} said {redaction_words.BLACK}, and more"
LONG_AGO = "2020-03-01 08:00:00"
READERS = ("manager@demo.cfm", "analyst@demo.cfm", "psea@demo.cfm", "Administrator")
# Rows that other jobs take away after days, or that are made anew.
LEFT_OUT = (
    "CFM Request Key",
    "CFM Import",
    "CFM Import Error",
    "CFM Import Change",
    "CFM Search Entry",
)
MONTHS = 61
OF_THE_OFFICE = (
    *(consts.DATA_BREACH, consts.READING_ALERT, consts.TREND_ALERT),
    # It goes with the case on which it hangs, where it hangs on one.
    consts.IMPROVEMENT,
)
ABOUT_PEOPLE = [each for each in doctype_access.PROTECTED if each not in OF_THE_OFFICE]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Path:
    return patterns.office(tmp_path_factory.mktemp("retention") / "office").site


class Night:
    """What was seen before the night and after it."""

    def __init__(self, site: Path) -> None:
        self.site = site
        close_everything()
        plant()
        self.redacted = one_that_goes_today()
        index.rebuild()
        frappe.db.commit()
        seals.seal()
        frappe.db.commit()
        self.before = all_figures()
        self.old_backup = backup(get_site(site.name, site.parent))
        assert has_marker(content_of(site))
        retention_rules.begin_notice()
        agree_on_restricted()
        redact(self.redacted)
        frappe.db.commit()
        self.today = frappe.utils.getdate(frappe.utils.add_months(frappe.utils.nowdate(), MONTHS))
        self.done = int(retention.run(self.today) or 0) + self.second_night()
        self.after = all_figures()

    def second_night(self) -> int:
        """What the first one has announced was announced long ago, and goes whatever its number."""
        frappe.db.sql(
            "update `tabCFM Retention Notice` set announced_on = '2020-01-01', night = -9"
        )
        frappe.db.set_single_value("CFM Settings", "retention_most_a_night", 0)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        return int(retention.run(self.today) or 0)


@pytest.fixture(scope="module")
def night(office: Path) -> Iterator[Night]:
    connect(office)
    try:
        yield Night(office)
    finally:
        frappe.destroy()


def connect(site: Path) -> None:
    frappe.init(site=site.name, sites_path=str(site.parent))
    frappe.connect()
    frappe.set_user("Administrator")


def close_everything() -> None:
    """All cases are closed, as in an office that ended."""
    frappe.db.sql("update `tabCase` set phase = %s, workflow_state = %s", ("Closed", "Closed"))


def plant() -> None:
    """The marker in every text that goes, of every row; and one row at least of what hangs on a case."""
    case = frappe.get_all("Case", {"consent_status": "Granted"}, pluck="name", limit=1)[0]
    for carrier, (type_field, name_field) in doctype_access.CARRIERS.items():
        if field_map.of(carrier).get(field_map.WHOLE):
            doc = frappe.new_doc(carrier)
            doc.update({type_field: "Case", name_field: case})
            doc.name = frappe.generate_hash(length=10)
            doc.db_insert()
    hangs = {"attached_to_doctype": "Case", "attached_to_name": case, "is_private": 1}
    content = {"file_name": f"{MARK}.txt", "content": MARK.encode() * 50}
    frappe.get_doc({"doctype": "File", **hangs, **content}).insert()
    account = {"account": "x", "state": "Failed", "received_on": frappe.utils.now_datetime()}
    frappe.get_doc({"doctype": "CFM Envelope", "name": "e1", **account}).db_insert()
    for doctype, field in planted():
        marked = f"coalesce(`{field}`, `name`) || %(mark)s"
        statement = f"update `tab{doctype}` set `{field}` = {marked} where {about_people(doctype)}"
        frappe.db.sql(statement, {"mark": f" {MARK}", "kinds": ABOUT_PEOPLE})


def about_people(doctype: str) -> str:
    """Which rows are about people: of the framework's, those that hang on their documents."""
    if doctype == "Email Queue Recipient":
        return (
            f"`parent` in (select `name` from `tabEmail Queue` where {about_people('Email Queue')})"
        )
    if doctype == consts.IMPROVEMENT:
        return "`cfm_case` is not null"
    if doctype not in doctype_access.CARRIERS:
        return "1=1"
    return f"`{doctype_access.CARRIERS[doctype][0]}` in %(kinds)s"


def planted() -> Iterator[tuple[str, str]]:
    """The texts that go with what they are about."""
    for (doctype, field), entry in field_map.entries().items():
        goes = entry.is_of_people and entry.ending in (field_map.EMPTY, field_map.DELETE)
        if not goes or doctype in LEFT_OUT or not frappe.db.table_exists(doctype):
            continue
        columns = set(frappe.db.get_table_columns(doctype))
        for df in frappe.get_meta(doctype).fields:
            is_text = df.fieldtype in field_map.HOLDS_WORDS - {"Dynamic Link", "Read Only"}
            is_wanted = field in (df.fieldname, field_map.WHOLE) and df.fieldname in columns
            if is_text and is_wanted and df.fieldname not in names_of(doctype):
                yield doctype, df.fieldname


def names_of(doctype: str) -> tuple[str, ...]:
    """The fields by which a carrier refers, and where the bytes of a file lie."""
    return (*doctype_access.CARRIERS.get(doctype, ()), "file_url", "old_parent")


def agree_on_restricted() -> None:
    """Two people have decided on each restricted case."""
    for row in frappe.get_all("Case", {"is_restricted": 1}, ["name", "sensitivity"]):
        frappe.get_doc(
            {
                "doctype": decisions.REGISTER,
                "ref_doctype": "Case",
                "ref_name": row.name,
                "sensitivity": row.sensitivity,
                "state": erasure_list.AGREED,
                "ground": "60 months",
            }
        ).insert(ignore_permissions=True)


def one_that_goes_today() -> str:
    """An ordinary case whose last input is years ago."""
    told = {"is_restricted": 0, "description": ["is", "set"]}
    case = str(frappe.get_all("Case", told, pluck="name", order_by="name asc", limit=1)[0])
    words = f"{KEPT} said {MARK} {MARK}, and more"
    frappe.db.sql(
        "update `tabCase` set description = %s, modified = %s, closed_on = %s where name = %s",
        (words, LONG_AGO, LONG_AGO, case),
    )
    for doctype in ("Referral", "Consent"):
        frappe.db.sql(
            f"update `tab{doctype}` set modified = %s where cfm_case = %s", (LONG_AGO, case)
        )
    frappe.db.sql("delete from `tabComment` where reference_name = %s", (case,))
    frappe.db.sql("delete from `tabCFM Conversation Case` where cfm_case = %s", (case,))
    return case


def redact(case: str) -> None:
    """A manager blacks out the marker in the words of a case, and keeps the rest."""
    frappe.set_user("manager@demo.cfm")
    text = next(
        each for each in redaction_texts.of_case(case) if each.place.fieldname == "description"
    )
    words = redaction_words.words(text.text)
    marked = [word.number for word in words if word.text == MARK]
    assert len(marked) == 2
    redacting.keep(case, text.place.key, redaction_words.digest_of(text.text), marked)
    frappe.set_user("Administrator")


def all_figures() -> dict[str, Any]:
    """Every figure that somebody reads, by reader: of the dashboard, the reports, the charts, the calls."""
    found: dict[str, Any] = {}
    reports = frappe.get_all("Report", {"module": "CFM App"}, pluck="name")
    for user in READERS:
        frappe.set_user(user)
        frappe.cache.delete_keys("cfm_trends")
        period = Period.of_filters({})
        found[user] = {
            "figures": performance.figures(period),
            "categories": breakdowns.by_category(period),
            "provinces": breakdowns.by_province(period),
            "areas": breakdowns.by_area(),
            "trends": breakdowns.trends(),
        }
        for report in reports:
            if frappe.get_doc("Report", report).is_permitted():
                rows = frappe.get_attr(_module(report))({})[:2]
                found[user][report] = rows
    frappe.set_user("Administrator")
    for field in ("sex", "age_group", "category", "phase", "workflow_state", "sensitivity"):
        counted = {"fields": [field, "count(*) as number"], "group_by": field, "order_by": field}
        found[field] = frappe.get_all("Case", **counted)
    return found


def _module(report: str) -> str:
    name = frappe.scrub(report)
    return f"cfm_app.cfm_app.report.{name}.{name}.execute"


def has_marker(content: bytes) -> bool:
    return MARK.encode() in content


def content_of(site: Path) -> bytes:
    """All bytes of a site, archives of backups apart."""
    files = [path for path in sorted(site.rglob("*")) if path.is_file()]
    return b"".join(path.read_bytes() for path in files if "backups" not in path.parts)


# --- what it shows --------------------------------------------------------------------------------
def test_everything_went(night: Night) -> None:
    assert night.done >= frappe.db.count("Case") > 100
    rows = frappe.get_all("Community Member", fields=["full_name", "phone", "phone_key"])
    assert not [row for row in rows if row.full_name or row.phone or row.phone_key]


def test_no_figure_changed(night: Night) -> None:
    for reader, told in night.before.items():
        assert night.after[reader] == told, reader


def test_no_byte_holds_the_marker(night: Night) -> None:
    left = [
        (doctype, field)
        for doctype, field in planted()
        if frappe.db.exists(doctype, {field: ["like", f"%{MARK}%"]})
    ]
    assert left == [], frappe.get_all("Error Log", fields=["method", "error"])
    assert not has_marker(content_of(night.site))


def test_what_was_redacted_by_hand_stays(night: Night) -> None:
    assert frappe.db.get_value("Case", night.redacted, "description") == STAYS


def test_the_log_is_as_it_was_written(night: Night) -> None:
    assert [fault for fault in seals.faults() if fault.what != "unsealed"] == []
    assert erasure_list.is_whole()


def test_a_fresh_backup_holds_nothing(night: Night) -> None:
    archive = backup(get_site(night.site.name, night.site.parent))
    assert not has_marker(gzip.decompress(archive.read_bytes()))
    archive.unlink()


def test_a_second_night_finds_nothing(night: Night) -> None:
    assert retention.run(night.today) == 0


def test_an_old_backup_brings_nothing_back(night: Night, tmp_path: Path) -> None:
    assert has_marker(gzip.decompress(night.old_backup.read_bytes()))
    frappe.destroy()
    archive = shutil.copy(night.old_backup, tmp_path / "old.tar.gz")
    forget_site(night.site.name, night.site.parent)
    restore(Path(archive), night.site.name, night.site.parent, force=True)
    connect(night.site)
    assert not has_marker(content_of(night.site))
    assert restored.apply() == 0
    assert erasure_list.is_whole()
    assert frappe.db.get_value("Case", night.redacted, "description") == STAYS
    after = all_figures()
    for reader, told in night.before.items():
        assert after[reader] == told, reader


def test_a_restore_tells_what_it_erases_again_and_leaves_out_what_was_an_error(
    night: Night, tmp_path: Path
) -> None:
    archive = Path(shutil.copy(night.old_backup, tmp_path / "old.tar.gz"))
    told: list[dict[str, Any]] = []

    def choose(announced: list[dict[str, Any]]) -> str:
        told.extend(announced)
        return "2020-01-01"

    def stop(announced: list[dict[str, Any]]) -> None:
        raise CannotRestore("Stopped.")

    frappe.destroy()
    forget_site(night.site.name, night.site.parent)
    with pytest.raises(CannotRestore):
        restore(archive, night.site.name, night.site.parent, force=True, choose=stop)
    assert not has_marker(content_of(night.site))
    restore(archive, night.site.name, night.site.parent, force=True, choose=choose)
    connect(night.site)
    assert len(told[0]["lines"]) > 1
    assert has_marker(content_of(night.site))
    assert erasure_list.is_whole()
    assert restored.apply() == 0
