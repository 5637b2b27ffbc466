"""Figures that are let go to people who read no cases."""

from cfm_app.base.declaring import Declares, Job

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
)
