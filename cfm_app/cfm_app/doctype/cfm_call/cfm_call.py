"""A call of the free line, in or out, as the telephone system told it."""

from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.access_rule.written_by_app import WrittenByApp


class CFMCall(WrittenByApp, RandomlyNamed):
    """Written by `channels.calls` alone; who may read it is decided in `privacy.access_rule.access`."""
