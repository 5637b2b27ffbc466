"""Opens and closes contexts that are connected to a site's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..core.context import Context, activate, current, deactivate, has_context, local
from ..core.site import Site, get_site
from ..meta.loader import drop_overlay, publish
from .api import Database
from .builder import builder


def init(
    site: str, sites_path: str | Path = ".", new_site: bool = False, force: bool = False
) -> None:
    """Begin a context for a site, without a database yet; the language is English."""
    context = Context(get_site(site, sites_path))
    context.began = activate(context)


def connect(
    site: str | None = None, db_name: str | None = None, set_admin_as_user: bool = True
) -> None:
    """Connect the current context to its site's database, as Administrator."""
    if site and not has_context():
        init(site)
    _attach(current())
    if set_admin_as_user:
        local.session.user = "Administrator"


def destroy() -> None:
    """End the current context; what was not committed is lost."""
    if not has_context():
        return
    context = current()
    if context.db is not None:
        context.db.close()
        context.db = None
    if context.began is not None:
        deactivate(context.began)


@contextmanager
def opened(site: Site, user: str = "Administrator") -> Iterator[Context]:
    """A connected context for the time of a ``with`` block. Commits nothing by itself."""
    context = Context(site)
    token = activate(context)
    try:
        _attach(context)
        _heed_announcement(context)
        context.session.user = user
        yield context
    finally:
        if context.db is not None:
            context.db.close()
        deactivate(token)


def announce_changes(site: Site) -> None:
    """Tell other processes that serve the site to forget what they keep of it."""
    with opened(site) as context:
        announced = context.db.rows("PRAGMA user_version")[0][0]
        context.db.execute(f"PRAGMA user_version = {int(announced) + 1}")


def _heed_announcement(context: Context) -> None:
    site = context.site_state
    announced = context.db.rows("PRAGMA user_version")[0][0]
    if announced != site.announced:
        if site.announced is not None:
            site.reload_config()
            site.forget_database()
        site.announced = announced


def _attach(context: Context) -> None:
    context.db = Database(context.site_state)
    context.qb = builder
    context.db.commit_listeners.append(publish)
    context.db.rollback_listeners.append(drop_overlay)
