"""What is kept of the second factor of somebody, besides the secret that the framework keeps."""

from cfm_app.security.access_rule.internal_record import InternalRecord


class CFMSecondFactor(InternalRecord):
    """One for each user; written by `cfm_app.security.second_factor.factor`."""
