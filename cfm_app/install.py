"""What happens when the app is installed on a site, and after each migration."""

from cfm_app.setup import defaults, locations, vocabulary


def after_install() -> None:
    """Fill a new site: vocabulary first, then places, then the defaults which refer to both."""
    _fill()


def after_migrate() -> None:
    """Bring what nobody has edited up to date; add what is missing."""
    _fill()


def _fill() -> None:
    vocabulary.ensure()
    locations.load()
    defaults.sync()
