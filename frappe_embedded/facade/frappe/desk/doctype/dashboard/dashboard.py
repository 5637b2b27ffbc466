from frappe_embedded.services.reports.dashboards import Dashboard
