from frappe_embedded.jobs.queue import enqueue, enqueue_doc, is_job_enqueued
