from frappe_embedded.kernel.document.document import Document as ScheduledJobLog
