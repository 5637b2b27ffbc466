"""Connects workflows to the life of documents."""

from __future__ import annotations

from ...kernel.core.signals import document_event
from ...kernel.document.lifecycle import document_validated
from .actions import on_document_event
from .transitions import validate_workflow

document_validated.connect(validate_workflow)
document_event.connect(on_document_event)
