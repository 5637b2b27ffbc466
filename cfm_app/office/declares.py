"""What an office looks after besides its cases: what runs, and what it learns."""

from cfm_app.base.declaring import Declares, Job, Turn, Waits, hooked

_O = "cfm_app.office"
_WATCH = f"{_O}.watch"

DECLARES = Declares(
    jobs=[
        Job(
            f"{_WATCH}.clock_doubt.look",
            "Looks whether the clock of the machine is right",
            every="all",
            # The others ask whether the clock is believed.
            turn=Turn.FIRST,
        ),
        Job(
            f"{_WATCH}.outages.look",
            "Looks whether everything works, and tells managers of an outage",
            every="all",
            # It sees what the others have caught up with.
            turn=Turn.LAST,
        ),
        Job(
            f"{_WATCH}.certificate.look",
            "Looks how long the certificate of the site is valid",
            every="hourly",
        ),
        Job(
            f"{_O}.improvement.expired_answers.ask_owners",
            "Asks the owners of standard answers whose date is past",
            every="daily",
        ),
    ],
    hooks=[
        hooked("before_request", f"{_WATCH}.clock_doubt.look_in_requests", Turn.FIRST),
        # Whether the clock of the machine is doubted, for whoever deletes what is old.
        hooked("clock_doubts", f"{_WATCH}.clock_doubt.doubts"),
        hooked("site_findings", f"{_WATCH}.clock_doubt.findings", Turn.FIRST),
        # What says whether it runs: functions that give readings (`base/watch_readings.py`).
        hooked(
            "watch_readings",
            (
                f"{_WATCH}.clock_doubt.readings",
                f"{_WATCH}.mail.readings",
                f"{_WATCH}.jobs.readings",
                f"{_WATCH}.certificate.readings",
                f"{_WATCH}.machine.backup",
                f"{_WATCH}.machine.disk",
            ),
        ),
    ],
    waits=[
        Waits(f"{_O}.improvement.lists.waiting_for_bell", "improvements", "/cfm/improvements"),
        Waits(f"{_O}.quality.results.waiting_for_bell", "second_looks", "/cfm/quality"),
    ],
    patterns=["CFM Improvement"],
)
