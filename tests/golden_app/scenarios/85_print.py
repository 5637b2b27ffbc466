"""The three shipped print formats in three languages, for those who may print."""

from __future__ import annotations

from collections.abc import Iterator

from tests.golden_app.words import (
    EVERYBODY,
    ORDINARY,
    RESTRICTED,
    a_case,
    a_consent,
    a_referral,
    new,
)
from tests.golden_http.harness import Step, call

TOPIC = "printed pages"
FORMATS = {
    "case": ("Case", "CFM Case Summary"),
    "consent": ("Consent", "CFM Consent Form"),
    "referral": ("Referral", "CFM Referral Letter"),
}
PRINT = "frappe.www.printview.get_html_and_style"


def steps() -> Iterator[Step]:
    yield new(
        "person",
        "operator",
        "Community Member",
        "person",
        values={"full_name": "Achta Imprimée", "phone": "66 11 22 33"},
        quiet=True,
    )
    told = {
        "category": ORDINARY,
        "received_on": "2020-06-01 08:00:00",
        "location": "TD0701",
        "language": "fra",
        "programme": "Filets sociaux",
        "information_given": "Critères <b>expliqués</b>",
        "community_member": "{$person}",
        "follow_ups": [
            {
                "action": "Appelé le site",
                "followed_on": "2020-06-02 09:30:00",
                "next_step_on": "2020-06-04",
            }
        ],
    }
    yield a_case("case", **told)
    yield from a_consent("consent", "case", share_inside="Granted", record="Granted")
    yield a_referral("referral", "case", due_on="2020-06-10 12:00:00")
    for save, (doctype, name) in FORMATS.items():
        for language in ("fr", "en", "ar"):
            for bare in (0, 1):
                body = {
                    "doc": doctype,
                    "name": f"{{${save}}}",
                    "print_format": name,
                    "_lang": language,
                    "no_letterhead": bare,
                }
                key = f"{name} in {language}{' without letter head' if bare else ''}"
                yield call(key, "operator", PRINT, body, keep="pick", pick={"page": "message.html"})
        for user in EVERYBODY:
            body = {"doc": doctype, "name": f"{{${save}}}", "print_format": name}
            yield call(
                f"{name} for {user}",
                user,
                PRINT,
                body,
                keep="has",
                has=["cfm-print", "Achta", "Baga Sola", "expliqu"],
            )
    yield a_case(
        "secret",
        "psea",
        category=RESTRICTED["psea"],
        description="zqprint",
        received_on="2020-06-01 08:00:00",
    )
    for user in EVERYBODY:
        body = {"doc": "Case", "name": "{$secret}", "print_format": "CFM Case Summary"}
        yield call(
            f"a restricted case for {user}",
            user,
            PRINT,
            body,
            keep="has",
            has=["cfm-print", "zqprint"],
        )
    for label, more in {
        "an unknown format": {"print_format": "Nowhere"},
        "a format of another type": {"print_format": "CFM Consent Form"},
        "no format": {},
        "an unknown case": {"name": "CFM-2020-00001"},
    }.items():
        body = {"doc": "Case", "name": "{$case}", **more}
        yield call(
            f"printed with {label}",
            "operator",
            PRINT,
            body,
            keep="has",
            has=["cfm-print", "Ration incompl"],
        )
