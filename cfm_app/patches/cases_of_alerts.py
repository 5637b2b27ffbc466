"""What alerts say is what their pages list, also where a case became restricted since."""

from cfm_app.figures.trend_alerts import recount


def execute() -> None:
    recount.recount_all()
