from frappe_embedded.web.http.api.reports import get_chart as get
from frappe_embedded.services.reports.dashboards import DashboardChart
