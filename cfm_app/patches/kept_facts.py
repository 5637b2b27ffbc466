"""Of the cases that a site has nothing is kept yet: the job of the next hour keeps their facts."""

from cfm_app.kept_facts import changes


def execute() -> None:
    """Note that all are to be kept."""
    changes.note_all()
