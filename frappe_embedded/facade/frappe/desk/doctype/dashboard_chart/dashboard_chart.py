from frappe_embedded.web.http.api.figures import add_chart_to_dashboard, get_chart as get
from frappe_embedded.services.reports.dashboards import DashboardChart
