from frappe_embedded.services.notify.daily import trigger_daily_alerts
from frappe_embedded.services.notify.notification import Notification, evaluate_alert
