from frappe_embedded.core.exceptions import *  # noqa: F403
