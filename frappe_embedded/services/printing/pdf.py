"""PDF from a printed page, where a library for it loads."""

import importlib
from mimetypes import guess_type
from typing import Any
from urllib.parse import unquote

from ...kernel.core.context import local
from ...kernel.core.exceptions import ValidationError
from ...kernel.core.site_files import SiteFiles
from ...kernel.i18n import _

_HERE = "http://site.invalid/"
"""Where addresses without a host lead: to this site, whatever it is called."""
_FILES = f"{_HERE}files/"


class NotAvailable(ValidationError):
    http_status_code = 501


def library() -> Any:
    """What makes PDF. ``NotAvailable`` when WeasyPrint or its system libraries are missing."""
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise NotAvailable(
            _("PDF cannot be made on this machine. Print the page from the browser instead.")
        ) from error


def make_pdf(page: str) -> bytes:
    """The page as PDF. ``NotAvailable`` when WeasyPrint or its system libraries are missing.

    Images and styles are only taken from the site's own files and from data URLs: a print format
    cannot make the server fetch other addresses.
    """
    weasyprint = library()
    document = weasyprint.HTML(
        string=page, base_url=_HERE, url_fetcher=_fetcher(weasyprint, local.site_state.files)
    )
    return bytes(document.write_pdf())


def _fetcher(weasyprint: Any, files: SiteFiles) -> Any:
    class Fetcher(weasyprint.URLFetcher):  # type: ignore[misc]
        """Public files of the site, and what stands in the address itself."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = files.place("public/files", unquote(url.removeprefix(_FILES)))
            if not url.startswith(_FILES) or path is None:
                return super().fetch(url, headers)
            kind = guess_type(url)[0] or "application/octet-stream"
            content = files.read_bytes(path)
            return weasyprint.urls.URLFetcherResponse(url, content, {"Content-Type": kind})

    return Fetcher(allowed_protocols=("data",))
