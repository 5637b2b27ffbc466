from frappe_embedded.reports.report import Report
