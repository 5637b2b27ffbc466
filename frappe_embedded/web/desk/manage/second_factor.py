"""Which roles ask for a second factor at the log-in."""

from werkzeug.wrappers import Request, Response

from ....kernel.core.context import local
from ....kernel.i18n import _
from ....kernel.permissions.roles import only_for_setup
from ....kernel.utils.json_text import parsed_list
from ....services.auth.second_factor_policy import demand, policy
from ..answers import setup_answer
from ..pages import desk_page, render
from .roles import role_hints

PAGE = "second-factor"


@desk_page(f"/app/{PAGE}")
def second_factor_page(request: Request) -> Response:
    only_for_setup()
    found = policy()
    hints = role_hints()
    for role in found["roles"]:
        role["label"] = _label(role["name"])
        role["hint"] = hints.get(role["name"], "")
    found["roles"].sort(key=lambda role: (not role["hint"], role["label"].casefold()))
    return render(
        "manage/second_factor.html",
        title=_("Second factor"),
        page=PAGE,
        script="manage/second-factor",
        styles=["customize", "rights"],
        policy=found,
        page_data={**found, "address": f"/app/{PAGE}", "me": local.session.user},
    )


def _label(role: str) -> str:
    return str(_("Everybody")) if role == "All" else str(_(role))


@setup_answer(f"/app/{PAGE}", "POST")
def store(request: Request) -> None:
    form = local.form_dict
    roles = parsed_list(form.get("roles"), "roles")
    demand([str(role) for role in roles], str(form.get("method")), form.get("issuer"))
