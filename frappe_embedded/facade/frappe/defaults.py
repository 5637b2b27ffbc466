from frappe_embedded.kernel.query.defaults import (
    add_default,
    add_user_default,
    clear_default,
    clear_user_default,
    get_defaults,
    get_defaults_for,
    get_global_default,
    get_user_default,
    get_user_default_as_list,
    set_default,
    set_global_default,
    set_user_default,
)
