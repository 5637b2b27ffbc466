from frappe_embedded.http.api.figures import get_permitted_cards, get_permitted_charts
from frappe_embedded.reports.boards import Dashboard
