"""Entries in the desk's overview of tools, for managers."""

from typing import TypedDict

from cfm_app.base import consts, declarations
from cfm_app.web.pages.features import put_behind

_ROLES = (consts.MANAGER, "System Manager")


class Tool(TypedDict):
    """An entry of the hook ``manager_tools``."""

    label: str
    route: str
    icon: str
    group: str
    hint: str
    roles: tuple[str, ...]
    words: str


def _tool(label: str, route: str, icon: str, group: str, hint: str, words: str = "") -> Tool:
    """One tool; `words` are additional search words."""
    return Tool(
        label=label, route=route, icon=icon, group=group, hint=hint, roles=_ROLES, words=words
    )


_TOOLS = [
    _tool(
        "New kind of record",
        "/cfm/record-type",
        "plus",
        "Forms",
        "A form of your own beside cases, with tables, a list, rights and a printout.",
        "form, survey, questionnaire, table, module, DocType",
    ),
    _tool(
        "Categories",
        "/app/case-category",
        "list",
        "Forms",
        "What a case may be about, with the sensitivity that follows from it.",
        "subject, topic, merge, rename",
    ),
    _tool(
        "Channels",
        "/app/cfm-channel",
        "phone",
        "Forms",
        "The ways in which people reach the office.",
        "phone, hotline, toll-free line, desk, box",
    ),
    _tool(
        "Accounts of channels",
        "/app/cfm-channel-account",
        "message-square",
        "Forms",
        "Numbers, mailboxes and telephone systems by which people reach the office, and are reached.",
        "SMS, WhatsApp, gateway, phone line",
    ),
    _tool(
        "Public form",
        "/app/cfm-public-form",
        "pencil",
        "Forms",
        "The forms by which anybody writes to the office: open them, choose their questions, print their posters.",
        "web form, internet, QR code, poster, questionnaire",
    ),
    _tool(
        "Languages of callers",
        "/app/cfm-language",
        "languages",
        "Forms",
        "The languages in which people speak to the office.",
        "dialect, mother tongue, interpreter",
    ),
    _tool(
        "Sensitivity classes",
        "/app/case-sensitivity",
        "shield",
        "People and rights",
        "Which cases are closed to others, and who handles them.",
        "confidential, secret, corruption, abuse",
    ),
    _tool(
        "Who sees restricted cases",
        "/cfm/access-requests",
        "shield",
        "People and rights",
        "What waits for a second person before somebody sees a restricted case.",
        "second person, approval, handler, confidential",
    ),
    _tool(
        "Focal points",
        "/app/cfm-focal-point",
        "users",
        "People and rights",
        "Who answers for which area and place, with deputies and absences.",
        "responsible, deputy, absence, referral",
    ),
    _tool(
        "Operating procedures",
        "/app/cfm-sop",
        "square-check-big",
        "Procedures",
        "Limits, steps, routing and escalation for each kind of case.",
        "SOP, time limit, deadline, escalation",
    ),
    _tool(
        "Consent texts",
        "/app/consent-statement",
        "file-text",
        "Procedures",
        "What is read to people before they decide, by language and version.",
        "agreement, permission, statement, data protection",
    ),
    _tool(
        "Call scripts",
        "/app/cfm-call-script",
        "message-square",
        "Procedures",
        "What operators say at each moment of a call.",
        "greeting, what to say, phone",
    ),
    _tool(
        "Standard answers",
        "/app/cfm-standard-answer",
        "message-square",
        "Procedures",
        "Answers to questions that are asked again and again.",
        "FAQ, question, library, model answer",
    ),
    _tool(
        "Calendar of distributions",
        "/app/cfm-distribution",
        "calendar",
        "Procedures",
        "Where and when which programme distributes; what callers are told who ask for it.",
        "food, site, date, ration, next distribution",
    ),
    _tool(
        "Team and its duties",
        "/cfm/team",
        "users",
        "People and rights",
        "Who has signed and learned what, what is overdue; reminding people.",
        "oath, training, signature, reminder",
    ),
    _tool(
        "What each role needs",
        "/app/cfm-obligation-settings",
        "shield",
        "People and rights",
        "Agreements and trainings without which a role records nothing, with days of grace.",
        "oath, training, obligation, grace",
    ),
    _tool(
        "Agreements",
        "/app/cfm-agreement",
        "file-text",
        "People and rights",
        "Code of conduct, oath and rules that people sign, by version and language.",
        "code of conduct, oath, signature, charter",
    ),
    _tool(
        "Trainings",
        "/app/cfm-training-course",
        "list",
        "People and rights",
        "Courses, how long they last, and their quiz; who was present stands in their sessions.",
        "course, quiz, session, learning",
    ),
    _tool(
        "Settings of the mechanism",
        "/app/cfm-settings",
        "settings",
        "Procedures",
        "Working hours, holidays, and what holds for every case.",
        "calendar, public holidays, opening hours, Ramadan, working days",
    ),
    _tool(
        "Import",
        "/cfm/import",
        "upload",
        "Data",
        "Make cases of a log in Excel: tried first, and no row twice.",
        "Excel, CSV, log, upload, register",
    ),
    _tool(
        "Import into a list",
        "/cfm/records-import",
        "upload",
        "Data",
        "A sheet of places, categories, users or any other list: tried first, and taken back if need be.",
        "Excel, CSV, villages, bulk, update",
    ),
    _tool(
        "Map of the office",
        "/cfm/outlines",
        "map",
        "Data",
        "The office's own outlines of places, on which trends and figures are shown.",
        "GeoJSON, boundaries, provinces, shapefile, geography",
    ),
    _tool(
        "Exchange with agencies",
        "/cfm/exchange",
        "link",
        "Data",
        "Agreements with other agencies: referrals, data points of the month, what their words mean here.",
        "agency, agreement, referral, partner, HXL, PSEA network, mapping",
    ),
    _tool(
        "Export",
        "/cfm/export",
        "download",
        "Data",
        "Cases, referrals and consents as an Excel file, with the columns that you choose.",
        "Excel, download, spreadsheet",
    ),
    _tool(
        "Who read what",
        "/app/cfm-access-log",
        "history",
        "Data",
        "Who opened, listed, printed or exported persons and sensitive reports, and when.",
        "access log, audit, trace",
    ),
    _tool(
        "Retention",
        "/cfm/retention",
        "history",
        "Data",
        "What goes next because it was kept long enough, what is held, and what went.",
        "delete, keep, archive, anonymise",
    ),
    _tool(
        "Record of processing activities",
        "/cfm/processing",
        "file-text",
        "Data",
        "Whose data is kept in which fields, what for, who reads it, and how long.",
        "GDPR, register, inventory, data protection",
    ),
    _tool(
        "Fields of your own with personal data",
        "/app/cfm-personal-field",
        "list",
        "Data",
        "Whose data your own fields hold, what for, and whether it goes with its case.",
        "privacy, identity, anonymise",
    ),
    _tool(
        "Data breaches",
        "/cfm/breaches",
        "shield",
        "Data",
        "What happened to personal data, who was told, and what was learnt.",
        "leak, loss, theft, incident",
    ),
    _tool(
        "Requests of persons",
        "/cfm/person-requests",
        "user",
        "Data",
        "What persons ask about their own data, how much time is left, and what was decided.",
        "right of access, correction, erasure, copy",
    ),
    _tool(
        "Legal grounds of requests",
        "/app/cfm-request-ground",
        "shield",
        "Data",
        "On which grounds a request may be refused, and what the person is told then.",
        "refusal, law, reason",
    ),
    _tool(
        "Unusual reading",
        "/cfm/readings",
        "history",
        "Data",
        "Alerts about data protection itself; those about everybody else are for data protection.",
        "alert, audit, curiosity, surveillance",
    ),
    _tool(
        "Kinds of data breach",
        "/app/cfm-breach-kind",
        "shield",
        "Data",
        "What may happen to personal data, and what is done at once.",
        "leak, incident, measure",
    ),
    _tool(
        "First set-up",
        "/cfm/setup",
        "square-check-big",
        "System",
        "Seven steps of the first day: office, languages, places, people, hours, procedures.",
        "wizard, begin, installation, office",
    ),
    _tool(
        "Shipped defaults",
        "/cfm/defaults",
        "history",
        "System",
        "What was changed of what the app brought along, and what is newer.",
        "reset, restore, upgrade",
    ),
    _tool(
        "Keys for programs",
        "/cfm/program-access",
        "lock",
        "System",
        "A partner's program gets a key: which lists, which fields, reading or writing, until when.",
        "API key, token, integration, partner, interface",
    ),
    _tool(
        "API for programs",
        "/cfm/api",
        "file-text",
        "System",
        "How programs ask this site, and how those of partners get a key.",
        "API key, documentation, developer, integration",
    ),
]


def _tools() -> list[Tool]:
    """The app's own, and what features add."""
    found = [*_TOOLS]
    for each in declarations.tools():
        tool = _tool(each.label, each.route, each.icon, each.group, each.hint, each.words)
        put_behind(found, tool, each.after)
    return found


MANAGER_TOOLS = _tools()

# DocTypes in the history of configuration, with before and after, so that changes can be undone.
CONFIGURATION = (
    "Case Category",
    "Case Priority",
    "Case Sensitivity",
    "CFM Agreement",
    "CFM Agreement Kind",
    "CFM Breach Kind",
    "CFM Call Script",
    "CFM Channel",
    "CFM Focal Point",
    "CFM Functional Area",
    "CFM Language",
    "CFM Location",
    "CFM Message Template",
    "CFM Obligation Settings",
    "CFM Partner",
    "CFM Programme",
    "CFM Public Form",
    "CFM Quality Criterion",
    "CFM Request Ground",
    "CFM Settings",
    "CFM SOP",
    "CFM Standard Answer",
    "CFM Training Course",
    "Consent Statement",
)
