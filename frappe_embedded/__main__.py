"""``python -m frappe_embedded``."""

from __future__ import annotations

import importlib

from . import activate

activate()
importlib.import_module("frappe")
importlib.import_module("frappe_embedded.site.cli").main()
