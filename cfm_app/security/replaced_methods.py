"""Methods of the framework that the app answers in their place (hook ``override_whitelisted_methods``)."""

# The framework's methods ask for System Manager.
PERMISSION_MANAGER = {
    f"frappe.core.page.permission_manager.permission_manager.{name}": (
        f"cfm_app.security.administration.permission_manager.{name}"
    )
    for name in (
        "add get_permissions get_roles_and_doctypes get_standard_permissions get_users_with_role"
        " remove reset update"
    ).split()
}
REPLACED_METHODS = {
    **PERMISSION_MANAGER,
    "frappe.core.doctype.user.user.reset_password": "cfm_app.security.log_in.password_reset.reset_password",
    "frappe.core.doctype.user.user.get_roles": "cfm_app.security.gates.account_columns.get_roles",
    "frappe.client.get": "cfm_app.security.gates.method_overrides.get",
    "frappe.client.get_count": "cfm_app.security.gates.method_overrides.get_count",
    "frappe.desk.listview.get_group_by_count": (
        "cfm_app.security.gates.method_overrides.get_group_by_count"
    ),
    **{
        f"frappe.{place}.{name}": f"cfm_app.security.gates.raw_methods.{name}"
        for place, name in (
            ("geo.utils", "get_coords"),
            ("utils.goal", "get_monthly_goal_graph_data"),
            ("email", "relink"),
            ("desk.like", "toggle_like"),
            ("desk.form.assign_to", "remove_multiple"),
        )
    },
    **{
        f"frappe.{place}.{name}": f"cfm_app.security.gates.narrowed_methods.{name}"
        for place, name in (
            ("www.login", "send_login_link"),
            ("www.login", "login_via_key"),
            ("core.doctype.sms_settings.sms_settings", "send_sms"),
            ("www.contact", "send_message"),
            ("apps", "set_app_as_default"),
            ("core.doctype.access_log.access_log", "make_access_log"),
        )
    },
    "frappe.desk.doctype.dashboard_chart.dashboard_chart.get": (
        "cfm_app.security.configuration.dashboard_charts.get_chart"
    ),
    "frappe.desk.doctype.system_console.system_console.execute_code": (
        "cfm_app.security.administration.administrator_only.execute_code"
    ),
    "frappe.core.doctype.user.user.update_password": (
        "cfm_app.security.administration.administrator_only.update_password"
    ),
    "frappe.twofactor.reset_otp_secret": "cfm_app.security.administration.accounts.reset_otp_secret",
    "frappe.desk.desktop.get_desktop_page": "cfm_app.web.pages.desktop.get_desktop_page",
    "frappe.desk.desktop.get_workspace_sidebar_items": (
        "cfm_app.web.pages.desktop.get_workspace_sidebar_items"
    ),
    "frappe.email.doctype.auto_email_report.auto_email_report.download": (
        "cfm_app.security.configuration.auto_email_reports.download"
    ),
}
