from frappe_embedded.services.customize.custom_field import (
    CustomField,
    create_custom_field,
    create_custom_fields,
)
