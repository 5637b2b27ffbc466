from frappe_embedded.services.auth.second_factor import is_demanded as two_factor_is_enabled
from frappe_embedded.services.auth.second_factor import (
    is_demanded_by_roles as two_factor_is_enabled_for_,
)
from frappe_embedded.services.auth.second_factor import reset_otp_secret
from frappe_embedded.services.auth.second_factor import secret_of as get_otpsecret_for_
from frappe_embedded.services.auth.second_factor import stored as get_default
