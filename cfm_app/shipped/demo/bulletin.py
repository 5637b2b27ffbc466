"""The bulletin of the demo office that is out."""

from datetime import timedelta

from frappe.utils import format_date, get_first_day, getdate

from cfm_app.base import notices
from cfm_app.figures.releases import approval, compose, entry, sheet
from cfm_app.shipped.demo.learning import COMPOSER, GUARDIAN, working

TABLES = (("Province", ""), ("Channel", ""), ("Main category", ""), ("Sex", ""))
WORDS = {
    "fr": "Les questions sur les cartes et les codes PIN augmentent. Le partenaire financier a été averti.",
    "en": "Questions about cards and PIN codes are rising. The financial partner has been told.",
}


def bulletin() -> str:
    """The bulletin of the month that is over: composed, approved by somebody else, out. Returns its number."""
    last = get_first_day(getdate()) - timedelta(days=1)
    with working(COMPOSER):
        title = f"Bulletin : {format_date(last, 'MMMM yyyy')}"
        release = compose.begin(
            {"title": title, "first_day": last.replace(day=1), "last_day": last}
        )
        for row in list(release.blocks):
            release = compose.remove_block(release.name, row.name)
        for rows_by, columns_by in TABLES:
            release = compose.add_block(release.name, rows_by, columns_by)
        for language, words in WORDS.items():
            compose.write(release.name, language, {sheet.INTRODUCTION: words})
        approval.submit(release.name)
    with working(GUARDIAN):
        approval.release(release.name)
    notices.mark_done(entry.DOCTYPE, release.name)
    return str(release.name)
