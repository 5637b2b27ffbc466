"""What a browser may do with an answer: the Content-Security-Policy of pages, data and files.

A script runs only if the page names it by a number that is made anew for each answer. Where it comes
from says nothing: users put files on this origin.
"""

from __future__ import annotations

import secrets

from ...kernel.core.context import local

_NEVER = "object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"

DATA_POLICY = f"{_NOTHING}; frame-ancestors 'self'; sandbox"
"""For whatever is no page: data, and what the site's programs hand out as they are."""

FILE_POLICY = f"{_NOTHING}; img-src 'self'; media-src 'self'; frame-ancestors 'self'; sandbox"
"""For what users upload. A browser puts a page around a picture or a sound and loads it into it."""


def script_nonce() -> str:
    """The number by which the templates of the present answer name their scripts."""
    if local.script_nonce is None:
        local.script_nonce = secrets.token_urlsafe(16)
    return local.script_nonce


def page_policy() -> str:
    """The policy of the page that was rendered: without ``script_nonce`` it runs nothing."""
    nonce = local.script_nonce
    scripts = f"'nonce-{nonce}'" if nonce else "'none'"
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:; worker-src 'none'; form-action 'self'; {_NEVER}"
    )
