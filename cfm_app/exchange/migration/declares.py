"""Moving out of SugarCRM. An office that never had one may take this folder away, with what goes with it."""

from cfm_app.base import consts
from cfm_app.base.declaring import Declares, Job, MenuPage, Tool, hooked

_M = "cfm_app.exchange.migration"

DECLARES = Declares(
    jobs=[
        Job(
            f"{_M}.migrations.tidy",
            "Forgets passwords and files of migrations that nobody goes on with",
            every="daily",
        ),
        Job(f"{_M}.jobs.run", "Brings cases out of SugarCRM"),
    ],
    hooks=[hooked("forgets_by_general_rule", f"{_M}.outcomes.forget_reasons")],
    forgets={
        "CFM Migration": "loses what was found in a source after a week (migrations.tidy)",
        "CFM Migration Record": "loses its reasons by the general rule (outcomes.forget_reasons)",
    },
    menu=[
        MenuPage(
            "set_up",
            "Moving out of SugarCRM",
            "/cfm/migration",
            "package-open",
            (consts.MANAGER, "System Manager"),
            after="/cfm/outlines",
        )
    ],
    tools=[
        Tool(
            "Moving out of SugarCRM",
            "/cfm/migration",
            "package-open",
            "Data",
            "Cases, people, history and files of SugarCRM or SuiteCRM: tried first, proved, and it can be taken back.",
            "SuiteCRM, migration, old system, duplicate",
            after="/cfm/outlines",
        )
    ],
    doctypes=["CFM Migration", "CFM Migration Record"],
    files=[
        "api/migration.py",
        "www/cfm/migration.*",
        "public/js/migration_*.js",
        "api/test_ways_in.py",
    ],
)
