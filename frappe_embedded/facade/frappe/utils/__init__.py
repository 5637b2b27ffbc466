from frappe_embedded.core.dict import _dict
from frappe_embedded.core.names import scrub, unscrub
from frappe_embedded.utils.addresses import *
from frappe_embedded.utils.json_text import *
from frappe_embedded.utils.markup import *
from frappe_embedded.utils.misc import *
from frappe_embedded.utils.paths import *
from frappe_embedded.utils.users import *
from frappe_embedded.utils.validators import *

from . import csvutils, data, dateutils, file_lock, formatters, html_utils, jinja, safe_exec
from . import synchronization, user, xlsxutils
from .data import *
from .html_utils import sanitize_html, strip_html_tags
from frappe_embedded.http.current import set_request
