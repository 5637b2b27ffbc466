"""The functions of the scenarios' sentences, by theme."""

from cfm_app.testing.specs.steps import (
    calendar,
    clock,
    consent,
    contact,
    intake,
    notices,
    office,
    outcome,
    people,
    referrals,
    restricted,
    status,
    visibility,
)
from cfm_app.testing.specs.wording import Phrasebook

PHRASES = Phrasebook()
for theme in (
    office,
    clock,
    intake,
    consent,
    referrals,
    contact,
    calendar,
    people,
    restricted,
    visibility,
    notices,
    outcome,
    status,
):
    PHRASES.steps += theme.says.steps
