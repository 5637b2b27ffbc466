"""``_``: a text in the language of the user."""

import re
from typing import Any, cast

from ..core.context import Context, current, present
from ..core.hooks import get_installed_apps
from ..core.signals import document_event, translation_changed
from .bases import chain
from .catalogs import app_catalog, message_key
from .places import keeps_places

_TAG = re.compile(r"<[^>]*>")
_APP_TEXTS = "i18n:apps"
_OF_REQUEST = "i18n"
_ROWS = "Translation"
_TABLE, _LANGUAGES = "tabtranslation", "tablanguage"


def _(msg: Any, lang: str | None = None, context: str | None = None) -> Any:
    """A text in ``lang``, by default the context's language.

    Tags and surrounding white space play no role when it is looked up. A translation for the
    given context wins over one without; what is unknown, or not text, stays as it is.
    """
    if not msg or not isinstance(msg, str) or (context_now := present(None)) is None:
        return msg
    texts = get_all_translations(lang or context_now.lang or "en")
    if not texts:
        return msg
    source = _TAG.sub("", msg).strip()
    found = texts.get(message_key(source, context)) if context else None
    return found or texts.get(source) or msg


def get_all_translations(lang: str) -> dict[str, str]:
    """Every known text of a language: apps in their order, then the site's own Translations.

    A Translation that does not keep the places of its source is none. A language falls back on the
    one that it is based on, a regional one on its parent. Callers must not change the answer.
    """
    context = current()
    of_request = context.cache.setdefault(_OF_REQUEST, {})
    if lang not in of_request:
        of_request[lang] = _texts(context, lang)
    texts: dict[str, str] = of_request[lang]
    return texts


def _texts(context: Context, lang: str) -> dict[str, str]:
    if not lang:
        return {}
    if context.db is None:
        return _merged(context, lang)
    tables = [_TABLE, _LANGUAGES]
    texts = context.db.cached((_OF_REQUEST, lang), tables, lambda: _merged(context, lang))
    return cast("dict[str, str]", texts)


def _merged(context: Context, lang: str) -> dict[str, str]:
    languages = chain(lang)[::-1]
    texts: dict[str, str] = {}
    for language in languages:
        texts.update(_app_texts(context, language))
    for language in languages:
        texts.update(_read_rows(context, language))
    return texts


def _app_texts(context: Context, lang: str) -> dict[str, str]:
    def read() -> dict[str, str]:
        texts: dict[str, str] = {}
        for app in get_installed_apps():
            texts.update(app_catalog(app, lang))
        return texts

    return cast("dict[str, str]", context.site_state.cache.hget(_APP_TEXTS, lang, read))


def _read_rows(context: Context, lang: str) -> dict[str, str]:
    if context.db is None or not context.db.table_exists(_ROWS):
        return {}
    rows = context.db.sql(
        "select `source_text`, `translated_text`, `context` from `tabTranslation`"
        " where `language` = %s order by `creation`",
        (lang,),
    )
    return {
        message_key(_TAG.sub("", source).strip(), row_context): translated
        for source, translated, row_context in rows
        if source and translated and keeps_places(source, translated)
    }


def forget_translations() -> None:
    """Read all texts anew, those in the files of the apps as well."""
    context = current()
    context.cache.pop(_OF_REQUEST, None)
    context.site_state.cache.delete_value(_APP_TEXTS)
    context.site_state.table_cache.forget()


def _on_document_event(doc: Any, method: str) -> None:
    if doc.doctype in (_ROWS, "Language") and method in ("on_update", "on_trash"):
        current().cache.pop(_OF_REQUEST, None)


translation_changed.connect(forget_translations)
document_event.connect(_on_document_event)
