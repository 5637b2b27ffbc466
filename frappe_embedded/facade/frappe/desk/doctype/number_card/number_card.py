from frappe_embedded.http.api.figures import (
    add_card_to_dashboard,
    get_percentage_difference,
    get_result,
)
from frappe_embedded.reports.boards import NumberCard
