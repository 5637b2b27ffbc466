"""Who may see what, and how what people write is kept from widening it."""

from cfm_app.security.log_in import attempts, client_address, codes_by_mail, typed_credentials
from cfm_app.security.office_texts import installation
from cfm_app.security.second_factor import administrator

# What the framework does before any hook of a request.
for each in (
    installation,
    attempts,
    administrator,
    client_address,
    codes_by_mail,
    typed_credentials,
):
    each.install()
