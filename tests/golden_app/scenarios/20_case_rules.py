"""What a case may hold, its class, procedure, limits, steps, phases, and when it may be closed."""

from __future__ import annotations

from collections.abc import Iterator

from tests.golden_app.evidence import INFORMED, contact
from tests.golden_app.words import (
    ORDINARY,
    RESTRICTED,
    a_case,
    a_consent,
    act,
    change,
    decisions,
    listed,
    mail,
    new,
    read,
    stand,
)
from tests.golden_http.harness import Step, delete

TOPIC = "recording a case, its class and procedure, clocks, steps and closing"
# A Monday, so that limits in working hours can be followed by hand.
MONDAY = "2020-06-01 08:00:00"
PLAN = {
    "category": "data.category",
    "sensitivity": "data.sensitivity",
    "priority": "data.priority",
    "sop": "data.sop",
    "why": "data.sop_reason",
    "respond by": "data.respond_by",
    "resolve by": "data.resolve_by",
    "clock": "data.sla_status",
    "steps": "data.sop_steps.*.step_title",
    "due": "data.sop_steps.*.due_on",
    "before": "data.sop_steps.*.required_before_phase",
}
CATEGORIES = (
    "Demande d'information",
    "Information sur le ciblage",
    "Demande d'assistance alimentaire",
    "Plainte non sensible",
    "Erreur d'exclusion",
    "Non-réception de l'assistance",
    "Qualité des vivres",
    "Attitude du personnel (sans abus)",
    "Remerciement",
    "Suggestion sur le ciblage",
    "Rumeur sur la fin de l'assistance",
    "Hors mandat",
    "Appel interrompu",
    *RESTRICTED.values(),
)


def steps() -> Iterator[Step]:
    yield from _recording()
    yield from _procedures()
    yield from _reclassified()
    yield from _steps_of_the_procedure()
    yield from _closing()
    yield from _keeping()


def _recording() -> Iterator[Step]:
    full = {
        "received_on": MONDAY,
        "channel": "Ligne verte",
        "language": "fra",
        "speaker_relation": "Self",
        "sex": "Female",
        "age_group": "18-59",
        "disability": "No",
        "population_group": "Refugee",
        "location": "TD0701",
        "programme": "Filets sociaux",
        "category": ORDINARY,
        "description": "La ration de mil est incomplète.",
        "source_id": "LOG-1",
    }
    yield new("a complete case", "operator", "Case", "complete", values=full)
    yield read("as it was recorded", "operator", "Case", "complete")
    yield new(
        "the same number in the source again",
        "operator",
        "Case",
        values={**full, "description": "again"},
    )
    for label, values in {
        "nothing": {},
        "no more than a channel": {"channel": "Ligne verte"},
        "a blank text": {"description": "   "},
        "a text alone": {"description": "x"},
        "a category alone": {"category": ORDINARY},
        "an unknown category": {"category": "Nowhere"},
        "an unknown channel": {"channel": "Nowhere", "description": "x"},
        "an unknown place": {"location": "TD99", "description": "x"},
        "an unknown person": {"community_member": "PER-2020-00001", "description": "x"},
        "an unknown class": {"sensitivity": "Nowhere", "description": "x"},
        "an unknown option": {"sex": "Nobody", "description": "x"},
        "a date that is none": {"received_on": "yesterday", "description": "x"},
        "a procedure by hand": {"sop": "Procédure générale", "category": ORDINARY},
        "a class above its category": {"sensitivity": "Protection", "category": ORDINARY},
        "a class below its category": {
            "sensitivity": "Non sensible",
            "category": RESTRICTED["psea"],
        },
        "a priority by hand": {"priority": "Urgente", "category": ORDINARY},
        "rows that are no list": {"follow_ups": "x", "description": "x"},
        "a field that is not there": {"no_such_field": 1, "description": "x"},
        "a follow-up": {
            "description": "x",
            "follow_ups": [{"action": "Appelé le site", "followed_on": MONDAY}],
        },
        "a text with markup": {"description": "<b>x</b><script>alert(1)</script> & more"},
        "a text in Arabic": {"description": "لم أستلم الحصة"},
        "a text with a picture of a face": {"description": "merci 🙏"},
        "a long text": {"description": "mil " * 900},
        "another name": {"name": "CFM-MINE", "description": "x"},
        "another owner": {"owner": mail("manager"), "creation": MONDAY, "description": "x"},
    }.items():
        yield new(f"a case with {label}", "operator", "Case", values=values)
    for user in (
        "manager",
        "psea",
        "dataprotection",
        "aap",
        "analyst",
        "focal",
        "technician",
        "none",
        "guest",
    ):
        yield new(f"recorded by {user}", user, "Case", values={"description": f"by {user}"})
    for label, values in {
        "a wrong link": {"location": "TD99"},
        "an empty text": {"description": ""},
        "another channel": {"channel": "SMS"},
        "itself as its duplicate": {"duplicate_of": "{$complete}"},
        "a name": {"name": "CFM-OTHER"},
        "an old version": {"modified": MONDAY, "sex": "Male"},
        "a contact attempt": {
            "contact_attempts": [
                {"attempted_on": MONDAY, "reached": 0, "next_attempt_on": "2020-06-03 09:00:00"}
            ]
        },
        "a second attempt that reached": {
            "contact_attempts": [{"attempted_on": MONDAY, "reached": 1}]
        },
    }.items():
        yield change(f"changed with {label}", "operator", "Case", "complete", values)


def _procedures() -> Iterator[Step]:
    """Class, procedure and limits of a case that was received on a fixed day."""
    for category in CATEGORIES:
        values = {
            "category": category,
            "channel": "Ligne verte",
            "received_on": MONDAY,
            "description": "x",
        }
        yield new(f"plan of {category}", "manager", "Case", values=values, keep="pick", pick=PLAN)
    for when in ("2020-06-05 15:00:00", "2020-06-06 23:30:00", "2020-08-10 16:00:00"):
        values = {"category": "Information sur le ciblage", "received_on": when}
        yield new(f"received on {when}", "operator", "Case", values=values, keep="pick", pick=PLAN)


def _reclassified() -> Iterator[Step]:
    yield a_case("moving", received_on=MONDAY)
    for category in ("Qualité des vivres", "Information sur le ciblage", "Remerciement"):
        yield change(
            f"becomes {category}",
            "operator",
            "Case",
            "moving",
            {"category": category},
            keep="pick",
            pick=PLAN,
        )
    yield change(
        "a procedure is chosen",
        "operator",
        "Case",
        "moving",
        {"sop": "Procédure générale"},
        keep="pick",
        pick=PLAN,
    )
    yield change(
        "becomes restricted",
        "operator",
        "Case",
        "moving",
        {"sensitivity": "EAS et harcèlement sexuel"},
        keep="pick",
        pick=PLAN,
    )
    yield change(
        "the recorder writes once more", "operator", "Case", "moving", {"description": "more"}
    )
    yield read("the recorder reads his stub", "operator", "Case", "moving")
    yield read("its handler reads it", "psea", "Case", "moving")
    filters = {"cfm_case": "{$moving}"}
    yield listed(
        "its report",
        "psea",
        "Sensitive Report",
        filters,
        ["name", "description", "category", "channel"],
    )
    lowered = {"sensitivity": "Non sensible"}
    for user in ("operator", "manager", "fraud"):
        yield change(f"lowered by {user}", user, "Case", "moving", lowered)
    yield change(
        "lowered by its handler", "psea", "Case", "moving", lowered, keep="pick", pick=PLAN
    )
    yield listed("no report any more", "psea", "Sensitive Report", filters)
    yield read(
        "the recorder reads it again",
        "operator",
        "Case",
        "moving",
        keep="pick",
        pick={**PLAN, "said": "data.description"},
    )


def _steps_of_the_procedure() -> Iterator[Step]:
    yield a_case("stepped", "psea", category=RESTRICTED["psea"])
    yield act("registered", "psea", "Case", "stepped", "Register")
    yield act("work begins", "psea", "Case", "stepped", "Start Work")
    yield act("resolved before its steps", "psea", "Case", "stepped", "Resolve", take={})
    yield read(
        "its steps",
        "psea",
        "Case",
        "stepped",
        keep="pick",
        pick={"steps": "data.sop_steps.*.step_title"},
        take={"rows": "data.sop_steps"},
    )
    yield change(
        "one step is done", "psea", "Case", "stepped", _first_done, keep="pick", pick=_DONE
    )
    yield act("resolved after one step", "psea", "Case", "stepped", "Resolve")
    yield change(
        "all steps are done", "psea", "Case", "stepped", _all_done, keep="pick", pick=_DONE
    )
    yield act("resolved after all steps, without words", "psea", "Case", "stepped", "Resolve")
    yield change("words of resolution", "psea", "Case", "stepped", _RESOLUTION, quiet=True)
    yield act("resolved after all steps", "psea", "Case", "stepped", "Resolve")
    yield change(
        "a step is not done after all",
        "psea",
        "Case",
        "stepped",
        _first_done,
        keep="pick",
        pick=_DONE,
    )


_RESOLUTION = {"resolution": "Complément livré"}
_DONE = {
    "done": "data.sop_steps.*.done",
    "by": "data.sop_steps.*.done_by",
    "on": "data.sop_steps.*.done_on",
}


def _first_done(var: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    return {
        "sop_steps": [{**row, "done": int(number == 0)} for number, row in enumerate(var["rows"])]
    }


def _all_done(var: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    return {"sop_steps": [{**row, "done": 1, "note": "Not needed"} for row in var["rows"]]}


def _closing() -> Iterator[Step]:
    """Resolved is not informed, and informed is not closed."""
    for case in ("told", "unreached", "unwilling", "early", "again"):
        yield a_case(case, received_on=MONDAY, **_RESOLUTION)
        for action in ("Register", "Start Work", "Resolve"):
            yield act(f"{case}: {action}", "operator", "Case", case, action, quiet=True)
        yield act(f"{case}: closed too early", "operator", "Case", case, "Close")
    yield act("told: informed without a contact", "operator", "Case", "told", "Inform the Person")
    yield change("told: the contact", "operator", "Case", "told", INFORMED, quiet=True)
    yield act("told: informed", "operator", "Case", "told", "Inform the Person")
    yield act("told: closed", "operator", "Case", "told", "Close")
    yield act("told: reopened", "operator", "Case", "told", "Reopen")
    yield act("told: work goes on", "operator", "Case", "told", "Start Work")
    for number in range(1, 6):
        row = {"attempted_on": f"2020-06-0{number} 09:00:00", "reached": 0}
        yield from contact(
            f"unreached: attempt {number}",
            "operator",
            "unreached",
            {"contact_attempts": [row]},
            keep="pick",
            pick={
                "attempts": "data.contact_attempts.*.attempted_on",
                "call again": "data.next_contact_on",
            },
        )
        yield act(
            f"unreached: closed after attempt {number}", "operator", "Case", "unreached", "Close"
        )
    yield from a_consent("no_call", "unwilling", record="Granted")
    yield act("unwilling: closed", "operator", "Case", "unwilling", "Close")
    yield act("early: not reached", "operator", "Case", "early", "Could Not Reach")
    yield act("early: closed as unreachable", "operator", "Case", "early", "Close")
    yield act("again: work on what is resolved", "operator", "Case", "again", "Start Work")
    yield a_case("answered")
    yield act("answered without a word", "operator", "Case", "answered", "Answer")
    words = {"information_given": "Distribution lundi"}
    yield change("what was answered", "operator", "Case", "answered", words, quiet=True)
    yield act("answered at once", "operator", "Case", "answered", "Answer")
    yield act("answered and closed", "operator", "Case", "answered", "Close")
    yield change("a satisfied person", "operator", "Case", "answered", {"satisfaction": "5"})
    yield change(
        "a satisfied person, by the manager",
        "manager",
        "Case",
        "answered",
        {"satisfaction": "5"},
        keep="pick",
        pick={"satisfaction": "data.satisfaction"},
    )
    yield a_case("twin")
    yield act("no duplicate without the other", "operator", "Case", "twin", "Mark as Duplicate")
    yield change(
        "the other is named",
        "operator",
        "Case",
        "twin",
        {"duplicate_of": "{$told}"},
        keep="pick",
        pick={"other": "data.duplicate_of"},
    )
    yield act("marked as a duplicate", "operator", "Case", "twin", "Mark as Duplicate")


def _keeping() -> Iterator[Step]:
    for user in ("operator", "manager", "technician", "dataprotection", "none"):
        yield delete(f"deleted by {user}", user, "/api/resource/Case/{$twin}")
    yield a_case("secret", "psea", category=RESTRICTED["psea"])
    yield a_case("plain")
    for user in ("operator", "psea"):
        yield change(
            f"a duplicate of a restricted case, by {user}",
            user,
            "Case",
            "plain",
            {"duplicate_of": "{$secret}"},
        )
    values = {"cfm_case": "{$plain}", "description": "x"}
    for user in ("operator", "psea", "manager"):
        yield new(
            f"a report on an ordinary case, by {user}", user, "Sensitive Report", values=values
        )
    values = {"cfm_case": "{$plain}", "purposes": decisions(record="Granted")}
    yield new(
        "a consent names its case",
        "operator",
        "Consent",
        "named",
        values=values,
        keep="pick",
        pick=stand("data", {"state": "workflow_state", "case": "cfm_case"}),
    )
    yield change("and keeps it", "operator", "Consent", "named", {"cfm_case": "{$told}"})
