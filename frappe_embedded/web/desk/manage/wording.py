"""Texts on the screens: find one as it is seen, rewrite it for a language."""

from typing import Any

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.core.exceptions import PageDoesNotExistError
from ....kernel.i18n import _
from ....kernel.i18n.languages import is_rtl
from ....kernel.permissions.roles import only_for_setup
from ....services.customize.wording import (
    add_language,
    changed_texts,
    find_texts,
    rewrite,
    take_back,
)
from ..answers import setup_answer
from ..pages import desk_page, languages, render

PAGE = "wording"


@desk_page(f"/app/{PAGE}")
def wording_page(request: Request) -> Response:
    only_for_setup()
    known = languages()
    asked = request.args.get("lang", "")
    language = asked if asked in dict(known) else str(local.lang)
    return render(
        "manage/wording.html",
        title=_("Texts on the screens"),
        page=PAGE,
        script="manage/wording",
        styles=["customize", "rights"],
        choices=known,
        language=language,
        words=request.args.get("words", ""),
        page_data={"address": f"/app/{PAGE}", "rtl": [c for c, _n in known if is_rtl(c)]},
    )


def _language(code: Any) -> str:
    known = str(code)
    if known not in dict(languages()):
        raise PageDoesNotExistError
    return known


@setup_answer(f"/app/{PAGE}/find")
def find_answer(request: Request) -> Any:
    language = _language(request.args.get("lang"))
    if request.args.get("changed"):
        found = changed_texts(language)
    else:
        found = find_texts(language, request.args.get("words", ""))
    return [text.as_dict() for text in found]


@setup_answer(f"/app/{PAGE}", "POST")
def store(request: Request) -> Any:
    form = local.form_dict
    language, key = _language(form.get("lang")), str(form.get("key") or "")
    if form.get("back"):
        return take_back(language, key)
    return rewrite(language, key, str(form.get("text") or ""))


@setup_answer(f"/app/{PAGE}/language", "POST")
def store_language(request: Request) -> Any:
    """A new language, based on one that there is."""
    form = local.form_dict
    base = _language(form.get("base"))
    return add_language(str(form.get("code") or ""), str(form.get("name") or ""), base)
