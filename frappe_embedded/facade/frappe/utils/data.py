from frappe_embedded.kernel.core.messages import bold
from frappe_embedded.kernel.utils.clock import *
from frappe_embedded.kernel.query.rows import evaluate_filters
from frappe_embedded.kernel.utils.compare import *
from frappe_embedded.kernel.utils.date_format import *
from frappe_embedded.kernel.utils.dates import *
from frappe_embedded.kernel.utils.hashing import *
from frappe_embedded.kernel.utils.html import escape_html, is_html, strip_html
from frappe_embedded.kernel.utils.json_text import validate_json_string
from frappe_embedded.kernel.utils.markup import markdown, md_to_html
from frappe_embedded.kernel.utils.money import *
from frappe_embedded.kernel.utils.numbers import *
from frappe_embedded.kernel.utils.periods import *
from frappe_embedded.kernel.utils.text import *
from frappe_embedded.kernel.utils.urls import *
from frappe_embedded.kernel.utils.validators import validate_python_code
