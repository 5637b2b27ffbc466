from frappe_embedded.kernel.utils.filelock import (
    LockTimeoutError,
    create_lock,
    delete_lock,
    get_lock_path,
    lock_exists,
)
