"""One message of a conversation, in or out."""

from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.access_rule.written_by_app import WrittenByApp


class CFMMessage(WrittenByApp, RandomlyNamed):
    """Written by `channels` alone; it is seen by whoever sees its conversation."""
