"""One piece of the recovery key, for one keeper together with one other."""

from cfm_app.security.sealing.record import SealingRecord


class CFMSealingPiece(SealingRecord):
    """Written by the acts of `cfm_app.security.sealing`."""
