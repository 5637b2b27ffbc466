"""What one person and the office wrote to each other by one account."""

from cfm_app.privacy.random_naming import RandomlyNamed


class CFMConversation(RandomlyNamed):
    """Written by `channels` alone; who may read it is decided in `privacy.access`."""
