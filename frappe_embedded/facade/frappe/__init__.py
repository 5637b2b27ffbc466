"""The names of Frappe's API, handed on from the embedded engine. No logic lives here."""

import frappe_embedded.registry as _registry
from frappe_embedded.kernel.core.context import (
    cache,
    conf,
    db,
    error_log,
    debug_log,
    flags,
    form_dict,
    lang,
    local,
    message_log,
    request,
    response,
    session,
    set_user,
    user,
)
from frappe_embedded.kernel.core.dict import _dict
from frappe_embedded.kernel.core.exceptions import *
from frappe_embedded.kernel.core.hooks import (
    get_app_path,
    get_attr,
    get_hooks,
    get_installed_apps,
    get_module,
    get_module_list,
    get_module_path,
    get_pymodule_path,
)
from frappe_embedded.kernel.core.messages import (
    bold,
    clear_last_message,
    clear_messages,
    get_message_log,
    msgprint,
    throw,
)
from frappe_embedded.kernel.core.names import scrub, unscrub
from frappe_embedded.kernel.core import exceptions
from frappe_embedded.kernel.core.whitelist import (
    allowed_http_methods_for_whitelisted_func,
    call,
    get_newargs,
    guest_methods,
    is_whitelisted,
    whitelist,
    whitelisted,
)
from frappe_embedded.kernel.document.api import (
    copy_doc,
    get_cached_doc,
    get_cached_value,
    get_doc,
    get_last_doc,
    get_single,
    new_doc,
)
from frappe_embedded.kernel.document.comments import log_error
from frappe_embedded.kernel.document.deletion import delete_doc
from frappe_embedded.kernel.document.renaming import rename_doc
from frappe_embedded.kernel.i18n import _
from frappe_embedded.services.jobs.queue import enqueue, enqueue_doc
from frappe_embedded.kernel.meta.loader import get_meta
from frappe_embedded.services.notify.sendmail import sendmail
from frappe_embedded.kernel.permissions.frappe_names import has_permission
from frappe_embedded.kernel.permissions.lists import get_list
from frappe_embedded.kernel.permissions.roles import get_roles, only_for
from frappe_embedded.services.printing.environment import get_template, render_template
from frappe_embedded.services.printing.output import attach_print, get_print
from frappe_embedded.kernel.query.builder import builder as qb
from frappe_embedded.kernel.query.opening import connect, destroy, init
from frappe_embedded.kernel.query.select import get_all
from frappe_embedded.kernel.safe.evaluate import safe_eval
from frappe_embedded.shortcuts import *
from frappe_embedded.site.caches import clear_cache
from frappe_embedded.kernel.utils.formatters import format_value as format
from frappe_embedded.kernel.utils.hashing import generate_hash
from frappe_embedded.kernel.utils.json_text import as_json, parse_json

__version__ = "15.44.2"
__title__ = "Frappe Framework"

_registry.connect_layers()

from frappe import defaults, model, permissions, share, utils  # noqa: E402
from frappe_embedded.web.http.api.handler import ping  # noqa: E402
