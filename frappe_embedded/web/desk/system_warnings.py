"""What the start page says of the machine: a disk that takes no more, links that lead elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

from ...kernel.core.context import local
from ...kernel.core.disk import free_bytes, is_full, is_nearly_full, is_read_only
from ...kernel.i18n import _
from ...kernel.permissions.roles import sets_up_the_site
from ...kernel.utils.urls import get_host_name


def warnings() -> list[str]:
    """Sentences for whoever looks at the start page; managers hear of more than others."""
    found = [*_of_disk()]
    if sets_up_the_site():
        found += [*_of_room(), *_of_address()]
    return found


def _of_disk() -> list[str]:
    site = local.site_state
    if is_read_only(site):
        text = _(
            "The disk cannot be written: nothing can be stored now. Tell whoever looks after the machine."
        )
        return [str(text)]
    if is_full(site):
        text = _(
            "The disk is full: nothing can be stored now. Tell whoever looks after the machine."
        )
        return [str(text)]
    return []


def _of_room() -> list[str]:
    site = local.site_state
    if is_full(site) or not is_nearly_full(site):
        return []
    text = _(
        "The disk is nearly full: {0} MB are left. Make room, or nothing will be stored before long."
    )
    return [str(text).format(free_bytes(site) // 2**20)]


def _of_address() -> list[str]:
    """Whoever comes by another address than links name will follow no link from a mail."""
    own, here = urlsplit(get_host_name()).netloc, local.request.host
    if own.lower() == here.lower():
        return []
    text = _(
        "Links in e-mails lead to {0}, but you came by {1}. Whoever runs the machine puts the right "
        "address into site_config.json as host_name."
    )
    return [str(text).format(own, here)]
