"""``python -m frappe_embedded``."""

import importlib

from . import activate

activate()
importlib.import_module("frappe")
importlib.import_module("frappe_embedded.site.cli").main()
