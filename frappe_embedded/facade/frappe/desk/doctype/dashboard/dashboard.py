from frappe_embedded.web.http.api.figures import get_permitted_cards, get_permitted_charts
from frappe_embedded.services.reports.dashboards import Dashboard
