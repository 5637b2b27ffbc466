"""Field missions: planned, approved, reported. An office that plans them elsewhere may take this folder away."""

from cfm_app.base import consts
from cfm_app.base.declaring import Added, Declares, FormPart, Job, MenuPage, Tool, Waits

_M = "cfm_app.office.missions"

DECLARES = Declares(
    jobs=[
        Job(
            f"{_M}.reminders.remind_of_reports",
            "Reminds leaders of missions of reports that are due",
            every="daily",
        )
    ],
    access_conditions={"CFM Mission": f"{_M}.who_sees.condition"},
    form_parts=[
        FormPart(f"{_M}.form_part.choices", "cfm_app/templates/cfm/of_mission.html", "of_mission")
    ],
    case_rules=[f"{_M}.linking.apply"],
    fields=[
        Added("Case", "mission", is_crucial=True, is_particular=True),
        Added("Sensitive Report", "mission"),
    ],
    waits=[Waits(f"{_M}.waiting.of_user", "missions", "/cfm/missions", f"{_M}.waiting.line")],
    shipped={
        "CFM Mission Kind": "shipped/taxonomy/mission_kinds",
        "CFM Security Check": "shipped/taxonomy/security_checks",
    },
    menu=[
        MenuPage(
            "team",
            "Field missions",
            "/cfm/missions",
            "calendar",
            consts.WORKING_ROLES,
            after="/cfm/absences",
            parts=("/cfm/mission", "/cfm/new-mission", "/cfm/mission-report"),
        )
    ],
    tools=[
        Tool(
            "Kinds of activities",
            "/app/cfm-mission-kind",
            "list",
            "Procedures",
            "What missions do in the field, to choose from when planning.",
            "mission, field visit, travel",
            after="/app/cfm-training-course",
        ),
        Tool(
            "Security check list",
            "/app/cfm-security-check",
            "square-check-big",
            "Procedures",
            "What is checked before a mission leaves, and without what none is approved.",
            "mission, travel, vehicle, radio",
            after="/app/cfm-mission-kind",
        ),
    ],
    patterns=["CFM Mission"],
    configuration=["CFM Mission Kind", "CFM Security Check"],
    doctypes=[
        "CFM Mission",
        "CFM Mission Activity",
        "CFM Mission Check",
        "CFM Mission Form",
        "CFM Mission Kind",
        "CFM Mission Member",
        "CFM Security Check",
    ],
    files=[
        "api/missions.py",
        "web/pages/mission*.py",
        "www/cfm/mission*",
        "www/cfm/new[-_]mission.*",
        "templates/cfm/of_mission.html",
        "public/js/mission.js",
        "public/js/*_mission.js",
        "public/css/mission-*.css",
        "shipped/taxonomy/mission_kinds/*",
        "shipped/taxonomy/security_checks/*",
    ],
)
