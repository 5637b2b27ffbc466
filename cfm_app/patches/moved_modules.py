"""Modules of the app have moved to their rooms: what a site remembers by their names follows.

Jobs of the clock keep whether they are stopped and when they ran. An engine whose queue lies in the database asks for
`MOVED` as well (hook `moved_modules`).
"""

import frappe

MOVED = {
    "act_links": "channels.act_links",
    "agencies": "exchange.agencies",
    "arguments": "base.arguments",
    "batch_cache": "base.batch_cache",
    "breaches": "data_protection.breaches",
    "cell_values": "base.cell_values",
    "changed_records": "base.changed_records",
    "changes": "base.changes",
    "clock": "base.clock",
    "clock_jobs": "base.clock_jobs",
    "consts": "base.consts",
    "counting": "base.counting",
    "demo": "shipped.demo",
    "doctype_access": "base.doctype_access",
    "field_desk": "exchange.field_desk",
    "fields": "base.fields",
    "form_expressions": "base.form_expressions",
    "formulas": "base.formulas",
    "improvement": "office.improvement",
    "kept_facts": "figures.kept_facts",
    "languages": "base.languages",
    "loop.answer_to_tell": "cases.answer_to_tell",
    "loop.answer_uses": "procedures.answers.answer_uses",
    "loop.attempts": "cases.contact_attempts",
    "loop.call_scripts": "procedures.answers.call_scripts",
    "loop.callbacks": "cases.callbacks",
    "loop.case_status": "channels.case_status",
    "loop.digest": "cases.digest",
    "loop.distributions": "procedures.answers.distributions",
    "loop.duplicates": "cases.duplicates",
    "loop.person_merge": "cases.person_merge",
    "loop.places": "cases.places",
    "loop.spoken_language": "base.spoken_language",
    "loop.standard_answers": "procedures.answers.standard_answers",
    "migration": "exchange.migration",
    "missions": "office.missions",
    "notices": "base.notices",
    "obligations": "security.obligations",
    "offices": "exchange.offices",
    "openapi": "web.openapi",
    "outlines": "figures.outlines",
    "pads": "exchange.paper_forms",
    "pages": "web.pages",
    "person_requests": "data_protection.person_requests",
    "personal_data": "data_protection.personal_data",
    "phonetic_rules": "base.phonetic_rules",
    "phonetics": "base.phonetics",
    "privacy": "security",
    "push": "channels.push",
    "quality": "office.quality",
    "readings": "data_protection.reading_alerts",
    "references": "base.references",
    "releases": "figures.releases",
    "sealing": "security.sealing",
    "search": "cases.search",
    "sensitivity": "security.sensitivity",
    "session_user": "base.session_user",
    "settings": "base.settings",
    "setup": "procedures.setup",
    "sop": "procedures.sop",
    "table_rows": "base.table_rows",
    "trend_alerts": "figures.trend_alerts",
    "trends.breakdowns": "figures.breakdowns",
    "trends.cached_counts": "figures.cached_counts",
    "trends.calls": "figures.calls",
    "trends.dimensions": "figures.dimensions",
    "trends.figures": "figures.performance",
    "trends.period": "figures.period",
    "trends.suppression": "figures.suppression",
    "trends.visible_cases": "figures.visible_cases",
    "trends.weeks": "figures.weeks",
    "watch.certificate": "office.watch.certificate",
    "watch.clock_doubt": "office.watch.clock_doubt",
    "watch.jobs": "office.watch.jobs",
    "watch.machine": "office.watch.machine",
    "watch.mail": "office.watch.mail",
    "watch.outages": "office.watch.outages",
    "watch.reading": "base.watch_readings",
    "wellbeing": "cases.wellbeing",
    "workbook": "base.workbook",
}
"""Old and new names below the app, of modules and of packages with all that they hold."""
JOB_TYPE = "Scheduled Job Type"


def renamed(name: str) -> str:
    """The new name of a function or module; itself where it has not moved."""
    app, _dot, path = name.partition(".")
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        if new := MOVED.get(".".join(parts[:length])):
            return ".".join([app, new, *parts[length:]])
    return name


def execute() -> None:
    """Rename what the clock calls."""
    for job in frappe.get_all(JOB_TYPE, {"method": ["like", "cfm_app.%"]}, ["name", "method"]):
        if (new := renamed(job.method)) != job.method:
            frappe.db.set_value(JOB_TYPE, job.name, "method", new, update_modified=False)
