"""The key pair by which push services know this site."""

from cfm_app.privacy.second_factor.factor_record import FactorRecord


class CFMPushKey(FactorRecord):
    """One for the site, written by `cfm_app.push.identity`; nobody is given the private half."""
