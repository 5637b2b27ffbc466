from frappe_embedded.kernel.document.naming import (
    append_number_if_name_exists,
    make_autoname,
    parse_naming_series,
    revert_series_if_last,
    set_name_from_naming_options,
    set_new_name,
    validate_name,
)
