"""The key pair by which push services know this site."""

from cfm_app.security.access_rule.internal_record import InternalRecord


class CFMPushKey(InternalRecord):
    """One for the site, written by `cfm_app.channels.push.identity`; nobody is given the private half."""
