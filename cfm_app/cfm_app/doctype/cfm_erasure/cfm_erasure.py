"""What was erased, by which rule; no words of it."""

from cfm_app.data_protection.personal_data.kept import Kept


class CFMErasure(Kept):
    """What was erased, by which rule; no words of it. Its acts are in `personal_data`."""
