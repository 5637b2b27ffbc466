from frappe_embedded.http.api.figures import add_chart_to_dashboard, get_chart as get
from frappe_embedded.reports.boards import DashboardChart
