"""What the engine itself contributes to the hooks of a site, as the framework's own ``hooks.py`` does."""

# The desk's own pages for the user, for a rail that an app draws: functions.
desk_pages = ["frappe.desk.navigation.desk_pages"]
