"""What the desk is told when it starts."""

from typing import Any

from cfm_app.pages import shell


def extend(bootinfo: Any) -> None:
    """Say where cases are searched, and keep the language of the screens out of new documents.

    The desk fills a field from the default of the same name. In the app's DocTypes `language` is
    the one a person speaks, a link to another list, and nothing is presumed about it.
    """
    bootinfo.sysdefaults.pop("language", None)
    bootinfo.user.defaults.pop("language", None)
    bootinfo.cfm_search = shell.SEARCH if shell.may_enter_page(shell.SEARCH) else None
