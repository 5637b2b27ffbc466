"""What the pages add to a desk and to each answer."""

from cfm_app.base.declaring import Declares, Turn, hooked

_P = "cfm_app.web.pages"

DECLARES = Declares(
    hooks=[
        # Before a session is looked at.
        hooked("auth_hooks", f"{_P}.shell.keep_apart"),
        hooked("after_request", f"{_P}.shell.protect"),
        hooked("on_logout", f"{_P}.shell.forget_drafts", Turn.LAST),
        hooked("extend_bootinfo", f"{_P}.boot.extend"),
        hooked("desk_scripts", f"{_P}.shell.idle_of_desk"),
        # What stands at the side of a desk that asks, and in its user's menu.
        hooked("desk_rail", f"{_P}.rail.of_user"),
        hooked("user_pages", f"{_P}.shell.user_pages"),
        hooked(
            "desk_banners",
            (f"{_P}.shell.clock_of_desk", f"{_P}.obligation_banner.of_desk"),
        ),
        hooked(
            "manager_notices",
            (
                f"{_P}.first_steps.card",
                f"{_P}.reach.card",
                f"{_P}.proposed_places.card",
                f"{_P}.watch.card",
            ),
        ),
        # What waits for the user, for a home page; and what waits for somebody who leaves.
        hooked("work_of_user", (f"{_P}.obligations.home_lines", f"{_P}.home.lines")),
        hooked("page_counts", f"{_P}.home.counts"),
        hooked("open_work_of_user", f"{_P}.user_admin.open_work"),
        # Where a sheet comes into a list, for a desk that asks.
        hooked("list_importers", f"{_P}.list_importers.address"),
    ],
)
