from frappe_embedded.services.jobs.queue import enqueue, enqueue_doc, is_job_enqueued
