"""Of the cases that a site has nothing is kept yet: the job of the next hour keeps their facts."""

from cfm_app.base import changed_records


def execute() -> None:
    """Note that all are to be kept."""
    changed_records.note_all()
