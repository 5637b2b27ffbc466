"""What the office assesses itself against, and which figures speak to each statement.

WFP scores a country office by whether its mechanism is accessible, safe, transparent, gives timely
responses and allows early identification of risk, in four classes (indicator CC.2.7, version 1.0, 2026).
The wording of the statements is the app's own: that of the six global standards is not public.
"""

from dataclasses import dataclass

MEETS, MOSTLY, PARTIALLY, NOT = RESULTS = (
    "Meets",
    "Mostly meets",
    "Partially meets",
    "Does not meet",
)
ACCESSIBLE, SAFE, TRANSPARENT, TIMELY, EARLY = PRINCIPLES = (
    "Accessible",
    "Safe",
    "Transparent",
    "Timely responses",
    "Early identification of risk",
)


@dataclass(frozen=True)
class Statement:
    """A statement under its key, the principle it belongs to, and the names of its figures."""

    key: str
    principle: str
    text: str
    figures: tuple[str, ...]


STATEMENTS = (
    Statement(
        *("reach", ACCESSIBLE),
        "People reach the mechanism by several channels, in their languages, free of charge.",
        ("channels", "languages", "provinces"),
    ),
    Statement(
        *("everybody", ACCESSIBLE),
        "Women and men of all ages, and people with disabilities, use it.",
        ("received", "women", "disability"),
    ),
    Statement(
        *("entrusted", SAFE),
        "What is sensitive reaches only those entrusted with it, and nobody is harmed by complaining.",
        ("breaches",),
    ),
    Statement(
        *("trained", SAFE),
        "Everybody who works with it has signed and learned what their role needs.",
        ("team_in_order",),
    ),
    Statement(
        *("agreed", TRANSPARENT),
        "People are told what happens with their words, and agree to it.",
        ("consent",),
    ),
    Statement(
        *("learned", TRANSPARENT),
        "What is learned changes how the office works, and is told back.",
        ("improvements",),
    ),
    Statement(
        *("limits", TIMELY),
        "Answers come within the limits that were announced.",
        ("first_contact", "resolved", "in_time"),
    ),
    Statement(
        *("loop", TIMELY),
        "Whoever complained learns the outcome, and is asked what they think of it.",
        ("informed", "satisfied"),
    ),
    Statement(
        *("noticed", EARLY),
        "What is unusual is noticed early and looked into.",
        ("received", "received_before", "open_cases"),
    ),
    Statement(
        *("quality", EARLY),
        "The quality of the work is looked at again, and what it teaches is used.",
        ("second_looks", "second_look_score"),
    ),
)
