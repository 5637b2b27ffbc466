"""Figures that are let go to people who read no cases. An office that publishes none may take this folder away."""

from cfm_app.base.declaring import Declares, DocumentPage, Job, MenuPage, Tool, hooked
from cfm_app.figures.releases.entry import READERS

_R = "cfm_app.figures.releases"

DECLARES = Declares(
    jobs=[
        Job(
            f"{_R}.monthly.freeze",
            "Makes the figures of the month for those who read no cases",
            every="daily_long",
        ),
        Job(
            f"{_R}.repeating.begin_due",
            "Begins the figures that are composed each month",
            every="daily_long",
        ),
    ],
    hooks=[
        # Figures for users who read no cases, as a page and as a file.
        hooked("published_figures", "cfm_app.web.pages.published_figures.view"),
        hooked("published_file", "cfm_app.web.pages.published_figures.file"),
        # In a demo office.
        hooked("demo_past", f"{_R}.monthly.freeze"),
        hooked("demo_learning", "cfm_app.shipped.demo.bulletin.bulletin"),
    ],
    menu=[
        MenuPage(
            "understand",
            "Figures to release",
            "/cfm/releases",
            "chart-column",
            READERS,
            after="/cfm/trend-alerts",
            parts=("/cfm/release", "/cfm/new-release"),
        ),
        MenuPage(
            "understand",
            "You said, we did",
            "/cfm/community-answers",
            "message-square-text",
            READERS,
            after="/cfm/releases",
            parts=("/cfm/community-answer", "/cfm/new-community-answer"),
        ),
    ],
    tools=[
        Tool(
            "Figures to release",
            "/cfm/releases",
            "chart-column",
            "Figures",
            "Bulletins and tables for donors, each month if you like: guarded, approved, mailed as Excel and PDF.",
            "donors, bulletin, monthly report, PDF, external report",
            after="/cfm/exchange",
        )
    ],
    pages={
        "CFM Release": DocumentPage("/cfm/release", READERS),
        "CFM You Said We Did": DocumentPage("/cfm/community-answer", READERS),
    },
    doctypes=[
        "CFM Release",
        "CFM Release Block",
        "CFM Release Recipient",
        "CFM Release Text",
        "CFM You Said Line",
        "CFM You Said Text",
        "CFM You Said We Did",
    ],
    files=[
        "api/releases.py",
        "api/you_said.py",
        "web/pages/releases.py",
        "web/pages/you_said.py",
        "web/pages/published_figures.py",
        "www/cfm/release*",
        "www/cfm/new[-_]release.*",
        "www/cfm/*community[-_]answer*",
        "www/cfm/you[-_]said*",
        "templates/cfm/release_*.html",
        "templates/cfm/published_figures.html",
        "public/js/release.js",
        "public/js/new_release.js",
        "public/js/new_community_answer.js",
        "public/css/release-print.css",
        "public/css/you-said-print.css",
        "shipped/demo/bulletin.py",
        "shipped/demo/test_bulletin.py",
    ],
)
