"""Tags by request of a client."""

from ...kernel.core.whitelist import whitelist
from ...kernel.document.comments import add_tag as store_tag
from ...kernel.document.comments import remove_tag as drop_tag
from ...kernel.permissions.api import ensure


@whitelist(methods=["POST", "PUT"])
def add_tag(tag: str, dt: str, dn: str, color: str | None = None) -> str:
    """Tag a document that the user may change."""
    ensure(dt, "write", dn)
    store_tag(dt, dn, tag)
    return tag


@whitelist(methods=["POST", "DELETE"])
def remove_tag(tag: str, dt: str, dn: str) -> None:
    ensure(dt, "write", dn)
    drop_tag(dt, dn, tag)
