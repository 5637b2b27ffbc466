"""Who may see what, and how what people write is kept from widening it."""

from cfm_app.privacy.log_in import attempts, codes_by_mail, typed_credentials
from cfm_app.privacy.office_texts import installation

installation.install()
attempts.install()
codes_by_mail.install()
typed_credentials.install()
