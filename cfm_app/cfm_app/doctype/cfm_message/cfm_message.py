"""One message of a conversation, in or out."""

from cfm_app.privacy.random_naming import RandomlyNamed


class CFMMessage(RandomlyNamed):
    """Written by `channels` alone; it is seen by whoever sees its conversation."""
