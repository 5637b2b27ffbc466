from frappe_embedded.kernel.utils.filelock import LockTimeoutError, filelock
