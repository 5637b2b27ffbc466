from frappe_embedded.kernel.core.dict import _dict
from frappe_embedded.kernel.core.names import scrub, unscrub
from frappe_embedded.kernel.utils.json_text import *
from frappe_embedded.kernel.utils.markup import *
from frappe_embedded.kernel.utils.misc import *
from frappe_embedded.kernel.utils.paths import *
from frappe_embedded.kernel.utils.users import *
from frappe_embedded.kernel.utils.validators import *

from . import csvutils, data, dateutils, file_lock, formatters, html_utils, jinja, safe_exec
from . import synchronization, user, xlsxutils
from .data import *
from .html_utils import sanitize_html, strip_html_tags
from frappe_embedded.web.http.local_requests import set_request
