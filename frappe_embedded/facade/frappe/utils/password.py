from frappe_embedded.services.auth.passwords import check_password, update_password
from frappe_embedded.kernel.document.passwords import (
    decrypt,
    delete_all_passwords,
    encrypt,
    get_decrypted_password,
    get_encryption_key,
    remove_encrypted_password,
    set_encrypted_password,
)
