from frappe_embedded.services.customize.property_setter import (
    PropertySetter,
    delete_property_setter,
    make_property_setter,
)
