from frappe_embedded.kernel.utils.filelock import (
    LockTimeoutError,
    check_lock,
    create_lock,
    delete_lock,
    get_lock_path,
    lock_age,
    lock_exists,
)
