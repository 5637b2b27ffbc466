from frappe_embedded.core.messages import bold
from frappe_embedded.utils.clock import *
from frappe_embedded.utils.compare import *
from frappe_embedded.utils.date_format import *
from frappe_embedded.utils.dates import *
from frappe_embedded.utils.hashing import *
from frappe_embedded.utils.html import escape_html, is_html, is_image, strip_html
from frappe_embedded.utils.json_text import validate_json_string
from frappe_embedded.utils.markup import markdown, md_to_html, to_markdown
from frappe_embedded.utils.misc import dict_with_keys
from frappe_embedded.utils.money import *
from frappe_embedded.utils.numbers import *
from frappe_embedded.utils.periods import *
from frappe_embedded.utils.text import *
from frappe_embedded.utils.urls import *
from frappe_embedded.utils.users import get_user_info_for_avatar
from frappe_embedded.utils.validators import validate_python_code
