"""The call in which the person of a restricted case told it: a telephone system told of it, and a handler linked it."""

from __future__ import annotations

from dataclasses import replace

from .cast import GUEST, Visitor
from .conversations import address_of, arrived
from .secret import Secret

ACCOUNT = "leaks-line"


def bring(cast: dict[str, Visitor], admin: Visitor, secret: Secret) -> Secret:
    """A call that was answered and ended; its case is attached by a handler, so it goes the restricted road."""
    ends = {"from": secret.phone, "to": "1212", "direction": "in", "callId": secret.word}
    phones = [{"extension": "201", "user": secret.recorder}]
    door = address_of(admin, ACCOUNT, adapter="Free line", channel="Ligne verte", extensions=phones)
    events = (
        {"event": "newCall", "user": "201", "queue": f"{secret.word}queue"},
        {"event": "answer", "answeringNumber": "201"},
        {"event": "hangup", "cause": "normalClearing"},
    )
    for event in events:
        answer = cast[GUEST].send("POST", door, json={**ends, **event})
        assert answer.status_code == 200, answer.text
    name = arrived(admin, "CFM Call", [["number", "=", secret.phone], ["state", "=", "Ended"]])
    admin.call("cfm_app.api.calls.attach", name=name, case=secret.case)
    told = cast[secret.handler].call("cfm_app.api.calls.caller", name=name)
    assert told["number"] == secret.phone
    return replace(secret, call=name)
