from frappe_embedded.kernel.utils.html import (
    clean_email_html,
    clean_html,
    clean_script_and_style,
    is_json,
    sanitize_html,
    strip_html_tags,
    unescape_html,
)
