"""What the doors for programs look after."""

from cfm_app.base.declaring import Declares, Job, hooked

DECLARES = Declares(
    jobs=[
        Job(
            "cfm_app.api.idempotency.tidy",
            "Forgets the keys of requests after a day",
            every="daily",
        )
    ],
    hooks=[
        # What providers bring by GET is stored as if it came by POST.
        hooked("writing_by_get", "cfm_app.api.channels.receive"),
    ],
)
