from frappe_embedded.utils.filelock import LockTimeoutError, filelock
