"""Where the site of a command is."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ..kernel.core.folder_swap import is_unfinished
from ..kernel.core.site import Site, get_site, is_site, settle
from ..kernel.core.site_key import NewKey, is_encrypted
from ..kernel.query.opening import announce_changes, opened
from .install import install_app, new_site
from .migrate import migrate
from .passphrase import unlock
from .scratch import keep_scratch_in_memory


class Place:
    """Where the site of a command is, and which app it is made with."""

    def __init__(self, folder: Path, app: str | None) -> None:
        self.sites_path = folder.resolve().parent
        self.name = folder.name
        self.app = app

    @property
    def folder(self) -> Path:
        return self.sites_path / self.name

    def site(self) -> Site:
        if not self.is_there:
            raise click.ClickException(
                f"There is no site at {self.folder}. Make it with: run --site {self.folder}"
            )
        settle(self.folder)
        if not is_encrypted(self.folder):
            return get_site(self.name, self.sites_path)
        keep_scratch_in_memory()
        return get_site(self.name, self.sites_path, unlock(self.folder))

    @property
    def is_there(self) -> bool:
        return is_site(self.folder) or is_unfinished(self.folder)

    def made(self, new_key: NewKey | None = None) -> tuple[Site, str | None]:
        """The site, made when it is missing; with the Administrator's password when it is new."""
        if self.is_there:
            return self.site(), None
        password = secrets.token_urlsafe(9)
        click.echo(f"Making the site {self.folder} …")
        if new_key is not None:
            keep_scratch_in_memory()
        new_site(self.name, self.sites_path, password, new_key)
        site = get_site(self.name, self.sites_path)
        if self.app:
            with opened(site):
                install_app(self.app)
        migrate(site)
        return site, password


def site_option(function: Any) -> Any:
    """The option ``--site`` of a command, which gets it as ``place``."""
    return click.option(
        "--site",
        "place",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("sites/default"),
        show_default=True,
        callback=lambda context, _option, folder: Place(folder, context.obj),
        help="Folder of the site.",
    )(function)


@contextmanager
def connected(site: Site) -> Iterator[None]:
    """The site's context for a command; a server of the site takes notice of what was committed."""
    with opened(site):
        yield
    announce_changes(site)
