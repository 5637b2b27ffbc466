"""For monitors: how each kind of part does, as JSON and as Prometheus reads it. No names, no content."""

import hmac
import json
from collections import Counter
from collections.abc import Iterator

import frappe
from frappe import _
from werkzeug.wrappers import Response

from cfm_app.base.watch_readings import FAILED, STATES, Reading, readings, worst
from cfm_app.web.pages import admission, roles

TOKEN, HEADER = "monitor_token", "X-Monitor-Token"
# A shorter one could be guessed, so it opens nothing.
SHORTEST = 20
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@frappe.whitelist(allow_guest=True, methods=["GET"])
def state() -> Response:
    """The state of each kind of part; HTTP status 503 as long as one has failed.

    For whoever may open the page, and for monitors with the token of the site's configuration in `X-Monitor-Token`.
    """
    _require_entitled()
    found = readings()
    whole = worst(found)
    told = {"state": whole.lower(), "parts": [_summary(part, rows) for part, rows in _parts(found)]}
    return _answer(json.dumps(told), "application/json", 503 if whole == FAILED else 200)


@frappe.whitelist(allow_guest=True, methods=["GET"])
def metrics() -> Response:
    """The same for Prometheus, for the same readers."""
    _require_entitled()
    lines = [
        "# HELP cfm_parts Parts of a kind in a state.",
        "# TYPE cfm_parts gauge",
    ]
    figures = []
    for part, rows in _parts(readings()):
        counts = Counter(each.state for each in rows)
        for each in STATES:
            lines.append(f'cfm_parts{{part="{part}",state="{each.lower()}"}} {counts[each]}')
        figures += [(part, name, value) for name, value in _figures(rows).items()]
    for name, help_text in (
        ("seconds", "Age, delay or time left"),
        ("count", "How many, or bytes"),
    ):
        lines += [
            f"# HELP cfm_part_{name} {help_text}, of the worst part of a kind.",
            f"# TYPE cfm_part_{name} gauge",
        ]
        lines += [
            f'cfm_part_{name}{{part="{part}"}} {value}' for part, of, value in figures if of == name
        ]
    return _answer("\n".join(lines) + "\n", PROMETHEUS)


def _require_entitled() -> None:
    """Throw what anybody gets who calls a method that is not for them."""
    if not _has_token() and not admission.may_enter(roles.WATCH):
        raise frappe.PermissionError(_("Not permitted"))


def _has_token() -> bool:
    token = frappe.conf.get(TOKEN)
    given = frappe.request.headers.get(HEADER) if frappe.request else None
    if not isinstance(token, str) or len(token) < SHORTEST or not given:
        return False
    return hmac.compare_digest(token.encode(), str(given).encode())


def _parts(found: list[Reading]) -> Iterator[tuple[str, list[Reading]]]:
    for part in sorted({each.part for each in found}):
        yield part, [each for each in found if each.part == part]


def _summary(part: str, rows: list[Reading]) -> dict[str, object]:
    counts = Counter(each.state for each in rows)
    counted = {each.lower(): counts[each] for each in STATES}
    return {"part": part, "state": worst(rows).lower(), **counted, **_figures(rows)}


def _figures(rows: list[Reading]) -> dict[str, int]:
    """Seconds and count of the worst of these, as far as there are any."""
    first = rows[0]
    told = {"seconds": first.seconds, "count": first.count}
    return {name: value for name, value in told.items() if value is not None}


def _answer(text: str, content_type: str, status: int = 200) -> Response:
    answer = Response(text, status=status, content_type=content_type)
    answer.headers["Cache-Control"] = "no-store"
    return answer
