from frappe_embedded.kernel.document.base import BaseDocument
from frappe_embedded.kernel.document.controllers import get_controller
