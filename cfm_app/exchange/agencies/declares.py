"""Referrals to and from other agencies, by agreements."""

from cfm_app.base import consts
from cfm_app.base.declaring import Declares, Job, on

_A = "cfm_app.exchange.agencies"

DECLARES = Declares(
    events=on("Referral", "on_change", f"{_A}.outgoing.follow"),
    jobs=[
        Job(
            f"{_A}.incoming.process_waiting",
            "Works off what other agencies sent, and answers them",
            every="all",
        ),
        Job(
            f"{_A}.outgoing.deliver_waiting",
            "Sends referrals to other agencies, and their answers",
            every="all",
        ),
    ],
    list_conditions={consts.EXCHANGE_AGREEMENT: f"{_A}.entry.condition"},
    permissions={consts.EXCHANGE_AGREEMENT: f"{_A}.entry.permission"},
)
