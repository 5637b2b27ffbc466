"""PDF from a printed page, where a library for it loads."""

from __future__ import annotations

import importlib
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import ValidationError
from ...kernel.core.site_files import SiteFiles
from ...kernel.i18n import _


class NotAvailable(ValidationError):
    http_status_code = 501


def make_pdf(page: str) -> bytes:
    """The page as PDF. ``NotAvailable`` when WeasyPrint or its system libraries are missing.

    Images and styles are only taken from the site's own files and from data URLs: a print format
    cannot make the server fetch other addresses.
    """
    try:
        weasyprint: Any = importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise NotAvailable(
            _("PDF cannot be made on this machine. Print the page from the browser instead.")
        ) from error
    document = weasyprint.HTML(
        string=page, base_url="site:///", url_fetcher=_site_files(weasyprint)
    )
    return bytes(document.write_pdf())


def _site_files(weasyprint: Any) -> Any:
    files: SiteFiles = local.site_state.files

    def fetch(url: str, *args: Any, **kwargs: Any) -> Any:
        if url.startswith("data:"):
            return weasyprint.default_url_fetcher(url)
        prefix = "site:///files/"
        path = files.place("public/files", url.removeprefix(prefix))
        if not url.startswith(prefix) or path is None:
            raise ValueError(f"{url} is not a public file of this site")
        return {"string": files.read_bytes(path)}

    return fetch
