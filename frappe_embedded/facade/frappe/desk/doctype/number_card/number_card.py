from frappe_embedded.web.http.api.reports import get_result
from frappe_embedded.services.reports.dashboards import NumberCard
