from frappe_embedded.web.http.api.reports import download, send_daily, send_now
from frappe_embedded.services.reports.auto_email_report import AutoEmailReport
