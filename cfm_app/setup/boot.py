"""What the desk is told when it starts."""

from typing import Any


def extend(bootinfo: Any) -> None:
    """Keep the language of the screens out of new documents.

    The desk fills a field from the default of the same name. In the app's DocTypes `language` is
    the one a person speaks, a link to another list, and nothing is presumed about it.
    """
    bootinfo.sysdefaults.pop("language", None)
    bootinfo.user.defaults.pop("language", None)
