"""The form of a workflow: its diagram, what is doubtful about it, and where entries would go."""

from dataclasses import asdict, dataclass
from typing import Any

from werkzeug.wrappers import Request

from ....kernel.core.exceptions import PermissionError
from ....kernel.i18n import _
from ....kernel.permissions.api import has_permission
from ....services.workflow.diagram_layout import Arrow, Box, Drawing, drawing_of
from ....services.workflow.state_removal import removals
from ....services.workflow.validation import examine
from ...http.responses import page_direction
from ..answers import answer
from ..drafts import asked_of, draft
from ..environment import desk_environment
from ..panels import panel
from ..states import workflow_colour
from .roles import choosable_roles

BOX_WIDTH, BOX_HEIGHT = 152, 36
GAP_ACROSS, GAP_DOWN = 64, 30
MARGIN = 16
LOOP = 18


@dataclass(frozen=True)
class Plan:
    """A drawing in pixels, for pages that run from left to right or the other way."""

    drawing: Drawing
    mirrored: bool

    @property
    def width(self) -> int:
        return 2 * MARGIN + self.drawing.layers * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS

    @property
    def height(self) -> int:
        return 2 * MARGIN + LOOP + self.drawing.breadth * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN

    def left(self, box: Box) -> int:
        across = MARGIN + box.layer * (BOX_WIDTH + GAP_ACROSS)
        return self.width - across - BOX_WIDTH if self.mirrored else across

    def top(self, box: Box) -> int:
        return MARGIN + LOOP + box.place * (BOX_HEIGHT + GAP_DOWN)

    def boxes(self) -> list[dict[str, Any]]:
        return [
            {
                "state": box.state,
                "label": _(box.state),
                "colour": workflow_colour(box.state),
                "x": self.left(box),
                "y": self.top(box),
            }
            for box in self.drawing.boxes
        ]

    def arrows(self) -> list[dict[str, Any]]:
        places = {box.state: box for box in self.drawing.boxes}
        return [
            {
                "start": arrow.start,
                "end": arrow.end,
                "label": _arrow_label(arrow),
                "path": self._path(places[arrow.start], places[arrow.end]),
            }
            for arrow in self.drawing.arrows
        ]

    def _path(self, start: Box, end: Box) -> str:
        """Forwards from side to side, within a layer beside it, back in a bow above the boxes."""
        ahead = -1 if self.mirrored else 1
        x1, y1 = self.left(start), self.top(start) + BOX_HEIGHT // 2
        x2, y2 = self.left(end), self.top(end) + BOX_HEIGHT // 2
        if end.layer > start.layer:
            x1 += 0 if self.mirrored else BOX_WIDTH
            x2 += BOX_WIDTH if self.mirrored else 0
            bend = ahead * GAP_ACROSS // 2
            return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
        if end.layer == start.layer:
            x1 = x2 = x1 + BOX_WIDTH if self.mirrored else x1
            bend = ahead * GAP_ACROSS * 2 // 3
            return f"M{x1} {y1 + 6}C{x1 - bend} {y1 + 6} {x2 - bend} {y2 - 6} {x2} {y2 - 6}"
        middle1, middle2 = x1 + BOX_WIDTH // 2, x2 + BOX_WIDTH // 2
        top1, top2 = self.top(start), self.top(end)
        crown = min(top1, top2) - LOOP
        offset = -ahead * 14
        return f"M{middle1} {top1}C{middle1} {crown} {middle2 + offset} {crown} {middle2 + offset} {top2}"


def _arrow_label(arrow: Arrow) -> str:
    actions = ", ".join(str(_(action)) for action in arrow.actions)
    return str(_("{0}: {1}")).format(f"{_(arrow.start)} → {_(arrow.end)}", actions)


@answer("/app/workflow-check", "POST")
def workflow_answer(request: Request) -> Any:
    """Diagram, doubts and lost states of a workflow as it stands in the form, stored or not."""
    if not has_permission("Workflow", "write"):
        raise PermissionError
    return shown(_as_document(asked_of(request)))


def _as_document(values: dict[str, Any]) -> Any:
    doc = draft("Workflow", values)
    if not doc.is_new() and not values.get("__islocal"):
        doc.load_doc_before_save()
    return doc


def shown(workflow: Any) -> dict[str, Any]:
    findings = examine(workflow)
    plan = Plan(drawing_of(workflow), page_direction() == "rtl")
    template = desk_environment().get_template("manage/workflow_diagram.html")
    return {
        "diagram": template.render(plan=plan, doubted=[each.state for each in findings]),
        "findings": [
            {"level": each.level, "message": each.message, "state": each.state} for each in findings
        ],
        "removed": [asdict(each) for each in removals(workflow)],
    }


@panel(
    "Workflow",
    "manage/workflow",
    template="manage/workflow.html",
    place="above",
    styles=("manage",),
)
def _panel(doc: Any) -> dict[str, Any]:
    drawn = shown(doc) if doc.get("states") else {"diagram": "", "findings": []}
    return {**drawn, "roles": choosable_roles()}
