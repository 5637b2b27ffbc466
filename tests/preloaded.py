"""What ``python -m frappe_embedded`` imports first, for `tests.forked`: once for all servers of a process."""

from __future__ import annotations

import importlib

import frappe_embedded

frappe_embedded.activate()
importlib.import_module("frappe")
importlib.import_module("frappe_embedded.site.cli")
