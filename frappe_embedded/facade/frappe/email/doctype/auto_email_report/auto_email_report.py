from frappe_embedded.http.api.auto_email_report import download, send_daily, send_now
from frappe_embedded.reports.auto_email_report import AutoEmailReport
