"""Pages of features that may be taken away: no menu leads to one that is not here."""

from cfm_app.base.features import APP

_PAGES = "/cfm/"


def is_there(route: str) -> bool:
    """Whether a page of the app is here; addresses of a desk always are."""
    page = route.partition("?")[0]
    return not page.startswith(_PAGES) or (APP / "www" / f"{page[1:]}.html").is_file()
