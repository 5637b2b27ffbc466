from frappe_embedded.kernel.i18n.languages import (
    get_all_languages,
    get_language,
    get_parent_language,
    get_preferred_language_cookie,
    get_user_lang,
    is_rtl,
    print_language,
)
from frappe_embedded.kernel.i18n.translator import _, get_all_translations
from frappe_embedded.kernel.i18n.translator import forget_translations as clear_cache
