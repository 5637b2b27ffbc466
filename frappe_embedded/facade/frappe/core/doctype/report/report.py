from frappe_embedded.services.reports.report import Report
