"""Pages and lists of features that may be taken away: no menu leads to one that is not here."""

from cfm_app.base.features import APP

_PAGES, _LISTS = "/cfm/", "/app/cfm-"


def is_there(route: str) -> bool:
    """Whether a page of the app, or the list of a DocType of its own, is here; what else a desk has always is."""
    page = route.partition("?")[0]
    if page.startswith(_LISTS):
        doctype = page.rpartition("/")[2].replace("-", "_")
        return (APP / "cfm_app" / "doctype" / doctype).is_dir()
    return not page.startswith(_PAGES) or (APP / "www" / f"{page[1:]}.html").is_file()
