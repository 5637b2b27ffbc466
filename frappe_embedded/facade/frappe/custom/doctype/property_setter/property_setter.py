from frappe_embedded.customize.property_setter import (
    PropertySetter,
    delete_property_setter,
    make_property_setter,
)
