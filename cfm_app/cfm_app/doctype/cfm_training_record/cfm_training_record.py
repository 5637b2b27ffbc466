"""That somebody obtained a course in a session or by its quiz, or failed in it."""

from cfm_app.security.obligations.evidence import Evidence


class CFMTrainingRecord(Evidence):
    """Follows from its session or quiz; a session that is corrected corrects it."""
