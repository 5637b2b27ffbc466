"""Whatever goes past the rights of the user is listed, with its reason.

Raw SQL knows no rights, and ``ignore_permissions`` switches them off. A module that uses either and is
not listed here fails, and so does an entry that is needed no more.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from .imports import ROOT, sources

SQL = re.compile(r"\bdb\.(?:sql|sql_list|multisql)\(")
WITHOUT_RIGHTS = re.compile(r"ignore_permissions\s*=\s*True|flags\.ignore_permissions\s*=\s")
LEFT_OUT = re.compile(r"(?:^|/)test_|/demo/|^cfm_app/testing/|/facade/")

METADATA = "names of DocTypes, roles, formats: what every user's screens are made of"
OWN = "rows that belong to the user alone"
FOLLOWS = "asked only after the document that it hangs on was found to be readable"
PAST_RIGHTS = {
    # The app.
    "cfm_app/channels/": "conversations are written by what people send, and by acts that looked at the right",
    "cfm_app/cases/from_conversation.py": "links of a conversation, which no role writes",
    "cfm_app/cases/from_call.py": "links of a call, which no role writes",
    "cfm_app/cases/wellbeing/": "questions and marks are written by acts that looked at who asks, and by nobody's hand",
    "cfm_app/data_protection/breaches/entry.py": (
        "what an act did, by whoever handles breaches, stands where nobody types"
    ),
    "cfm_app/data_protection/breaches/report.py": "whoever works here reports into a register that is closed to them",
    "cfm_app/security/sealing/": (
        "keys, pieces and sealed columns, written by acts that looked at who asks; no role reads them"
    ),
    "cfm_app/data_protection/reading_alerts/alerts.py": "alerts are made by a job and settled by an act",
    "cfm_app/figures/trend_alerts/series.py": "counts alone, which the alert shows to whoever may see its class",
    "cfm_app/figures/trend_alerts/keeping.py": "alerts are made by a job",
    "cfm_app/figures/trend_alerts/recount.py": "alerts of ordinary cases, counted anew with each change of one",
    "cfm_app/figures/trend_alerts/acts.py": "alerts are settled by acts that looked at the right",
    "cfm_app/data_protection/reading_alerts/seals.py": "seals are made by a job, and no role writes them",
    "cfm_app/cases/digest.py": "sums for accountability and gender, without identity; a log of sending",
    "cfm_app/exchange/field_desk/parts.py": "pieces that no role reads, of whoever was asked for the device",
    "cfm_app/exchange/field_desk/receipts.py": "what is known of a device's cases, which no role reads",
    "cfm_app/cases/correct.py": "whoever recorded a case that is restricted now may not write its report",
    "cfm_app/cases/record_consent.py": "whoever recorded a case that is restricted now may not write its report",
    "cfm_app/exchange/field_desk/enclosures.py": "whoever took a photo at a desk may not write the report of its case",
    "cfm_app/exchange/field_desk/page_photos.py": "photos wait at a page that no role reads, of whoever was asked",
    "cfm_app/exchange/paper_forms/drawing.py": "a pad is made by whoever may import, and by nobody's hand",
    "cfm_app/exchange/field_desk/devices.py": "a device is made by whoever prepares it, and by nobody's hand",
    "cfm_app/exchange/field_desk/device_list.py": "devices are what they were, after a restore by whoever owns it",
    "cfm_app/office/improvement/": "proposals are written by acts that looked at who asks, by nobody's hand",
    "cfm_app/procedures/answers/answer_uses.py": "uses are written by acts that looked at who asks, by nobody's hand",
    "cfm_app/base/changed_records.py": "the names of changed records, which no role reads",
    "cfm_app/office/quality/": "second looks and notes are written by acts that looked at who asks, by nobody's hand",
    "cfm_app/office/missions/entry.py": "what an act did, by the people of a mission, stands where nobody types",
    "cfm_app/office/missions/plan.py": "whoever works here plans a mission, which nobody writes by hand",
    "cfm_app/procedures/sop/unattended.py": "restricted cases whose people are all away, given to those who are there",
    "cfm_app/procedures/sop/leave.py": "who is away, once it was asked whose post it is; and who holds a role",
    "cfm_app/procedures/sop/written_elsewhere.py": "the class of a case by what was written about it elsewhere",
    "cfm_app/procedures/setup/record_types.py": (
        "kinds of records made by an act that asked who may; no role writes DocTypes"
    ),
    "cfm_app/procedures/setup/program_access.py": "rows of rights for a program, once it was asked who may give them",
    "cfm_app/procedures/setup/class_completion.py": "rows of rights, once it was asked whether the user may give them",
    "cfm_app/exchange/agencies/": "agreements and what leaves by them are written by acts that looked at who asks",
    "cfm_app/exchange/offices/": "what two offices know of each other, and cases that an agreement lets come in",
    "cfm_app/figures/releases/compose.py": "managers and accountability compose figures, which nobody writes by hand",
    "cfm_app/figures/releases/monthly.py": "figures of a month are made by night, and by nobody",
    "cfm_app/figures/releases/repeating.py": (
        "figures of the next month are begun by night for whoever composed the last"
    ),
    "cfm_app/figures/releases/you_said/compose.py": "managers and accountability write it, which nobody does by hand",
    "cfm_app/figures/releases/entry.py": "what an act did, by who composes or decides, stands where nobody types",
    "cfm_app/data_protection/person_requests/": "a register written by acts that looked at who asks",
    "cfm_app/data_protection/personal_data/": (
        "what is kept too long goes by a job; registers and holds are written by acts"
    ),
    "cfm_app/security/access_rule/registers.py": "a condition of the rule, asked of one line of the log",
    "cfm_app/security/access_rule/access.py": "the condition of the rule itself, asked of one row",
    "cfm_app/security/access_rule/user_limits.py": "the limits of an account, asked of one row",
    "cfm_app/security/second_factor/own_sessions.py": "sessions of the user in the session alone, which no right opens",
    "cfm_app/security/administration/accounts.py": "whether a password changed, which no right opens to anybody",
    "cfm_app/exchange/site_move/": "whoever owns the machine moves a whole site as rows",
    "cfm_app/cases/more_time.py": "whoever decides need not be allowed to edit the case in its state",
    "cfm_app/api/idempotency.py": "keys of requests, which no role reads",
    "cfm_app/cfm_app/doctype/cfm_import/": "the file goes with its import",
    "cfm_app/cfm_app/doctype/cfm_migration/": "the file goes with its migration",
    "cfm_app/exchange/migration/": "cases of the past are brought and taken back by who was let in by role",
    "cfm_app/exchange/brought_files.py": "files come along with cases that somebody was let in to bring",
    "cfm_app/exchange/export_jobs.py": "files of exports, made for the user who asked",
    "cfm_app/exchange/import_records.py": "an import belongs to its importer, who was let in by role",
    "cfm_app/exchange/lists/imports.py": "stores the import of whoever may bring a sheet into the list",
    "cfm_app/install.py": "the settings of a site that is being made",
    "cfm_app/cases/contact.py": "a duplicate is closed to changes, but its person is informed",
    "cfm_app/cases/places.py": "what an operator proposes is offered to nobody until it is confirmed",
    "cfm_app/security/obligations/compliance.py": "what somebody has signed, asked with each write of theirs",
    "cfm_app/security/obligations/signing.py": "a signature is written by the act of signing alone",
    "cfm_app/security/obligations/training.py": "records follow from a session or a quiz, and no role writes them",
    "cfm_app/security/administration/access_requests.py": "what a second person agreed to, by the decision of both",
    "cfm_app/security/configuration/filled_texts.py": "what a program would obey goes by a migration",
    "cfm_app/security/persons/identity_openings.py": "an opening is written by the act of giving a reason",
    "cfm_app/security/entitlement/clearance.py": "which classes are restricted: what every right on a case rests on",
    "cfm_app/security/audit.py": "the log is written for users who may not write it",
    "cfm_app/cases/revoke.py": "whoever takes a consent back need not be allowed to move the case",
    "cfm_app/cases/hand_over.py": "a receiver may give a referral away, not change it",
    "cfm_app/security/entitlement/handlers.py": "recording a restricted case entrusts it to others",
    "cfm_app/security/administration/permission_manager.py": (
        "rows of rights, after the rule of what a manager may give"
    ),
    "cfm_app/security/restricted_cases/particulars.py": "what a recorder typed goes into a report closed to them",
    "cfm_app/security/restricted_cases/case_stubs.py": "what a recorder keeps of a restricted case",
    "cfm_app/security/lawful_basis/unrecorded.py": "files of whoever refuses to be recorded go with the words",
    "cfm_app/patches/one_role_of_casework.py": "a migration shortens the workflow that a site has",
    "cfm_app/patches/state_since.py": "a migration notes since when the cases of a site are in their states",
    "cfm_app/figures/kept_facts/": (
        "what is kept of all ordinary cases; whoever may know of all of them is asked by `figures`"
    ),
    "cfm_app/cases/search/index.py": "entries are made of the stored rows, whoever changed them",
    "cfm_app/cases/search/fulltext.py": "candidates of the search, which `global_search` reads anew with rights",
    "cfm_app/procedures/setup/": "defaults, places and words that the app brings along, and takes away again",
    "cfm_app/base/notices.py": "reminders are written by a job",
    # The engine: its lower floors make the statements that rights are made of.
    "frappe_embedded/kernel/meta/": METADATA,
    "frappe_embedded/kernel/query/": "makes the statements",
    "frappe_embedded/kernel/permissions/": "reads what rights are made of",
    "frappe_embedded/kernel/document/": "stores what was checked before, and comments on what is readable",
    "frappe_embedded/services/collaborate/": "shares, tasks and likes, after the right on the document was asked",
    "frappe_embedded/services/workflow/": "who may take which step, and the actions that wait for them",
    "frappe_embedded/services/webhooks/": "keeps requests and their log; what may leave is asked of the apps",
    "frappe_embedded/services/notify/": "sends as a job, to receivers that a manager named",
    "frappe_embedded/services/printing/controllers.py": "one default among the formats of a type",
    "frappe_embedded/services/files/": "files follow the document that they hang on",
    "frappe_embedded/services/customize/": "rights and forms of the site, for whoever sets it up",
    "frappe_embedded/services/backups/nightly.py": "how often a backup is made, for whoever sets the site up",
    "frappe_embedded/services/jobs/": "the queue of the site",
    "frappe_embedded/services/auth/": "who logs in is nobody yet",
    "frappe_embedded/site/": "makes, migrates and inspects whole sites",
    "frappe_embedded/kernel/i18n/": METADATA,
    "frappe_embedded/services/reports/": "what a report, a chart or a mailing is; their rows are read with rights",
    "frappe_embedded/kernel/safe/": "statements of templates, which are guarded table by table",
    # Its upper floors.
    "frappe_embedded/web/http/api/attachments.py": "an upload was checked against its document",
    "frappe_embedded/web/http/api/forms.py": FOLLOWS,
    "frappe_embedded/web/desk/addresses.py": METADATA,
    "frappe_embedded/web/desk/export.py": "the log of exports",
    "frappe_embedded/web/desk/home.py": OWN,
    "frappe_embedded/web/desk/list_page.py": OWN,
    "frappe_embedded/web/desk/manage/customize_form.py": METADATA,
    "frappe_embedded/web/desk/manage/jobs.py": "whether a job is paused, and nothing else of it",
    "frappe_embedded/web/desk/manage/people.py": METADATA,
    "frappe_embedded/web/desk/manage/roles.py": METADATA,
    "frappe_embedded/web/desk/manage/permissions.py": METADATA,
    "frappe_embedded/web/desk/navigation.py": METADATA,
    "frappe_embedded/web/desk/notices.py": OWN,
    "frappe_embedded/web/desk/print_page.py": METADATA,
    "frappe_embedded/web/desk/states.py": METADATA,
    "frappe_embedded/web/desk/timeline.py": FOLLOWS,
}


@cache
def modules_past_rights() -> list[str]:
    found = []
    for package in ("cfm_app", "frappe_embedded"):
        for path in sources(package).values():
            name = str(path.relative_to(ROOT))
            text = path.read_text(encoding="utf-8")
            if not LEFT_OUT.search(name) and (SQL.search(text) or WITHOUT_RIGHTS.search(text)):
                found.append(name)
    return sorted(found)


@pytest.mark.parametrize("name", modules_past_rights())
def test_a_module_that_goes_past_rights_is_listed(name: str) -> None:
    assert any(name.startswith(listed) for listed in PAST_RIGHTS), name


@pytest.mark.parametrize("listed", PAST_RIGHTS)
def test_each_entry_is_needed(listed: str) -> None:
    assert any(name.startswith(listed) for name in modules_past_rights()), listed
