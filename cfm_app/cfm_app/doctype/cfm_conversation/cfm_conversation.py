"""What one person and the office wrote to each other by one account."""

from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.access_rule.written_by_app import WrittenByApp


class CFMConversation(WrittenByApp, RandomlyNamed):
    """Written by `channels` alone; who may read it is decided in `privacy.access_rule.access`."""
