"""How a program says who it acts for."""

from typing import Any

Schema = dict[str, Any]

READING: list[Schema] = [{"key": []}, {"basic": []}, {"session": []}]
WRITING: list[Schema] = [{"key": []}, {"basic": []}, {"session": [], "csrf": []}]


def schemes() -> dict[str, Schema]:
    return {
        "key": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`token <api_key>:<api_secret>` of a user. What they may do, the program may.",
        },
        "basic": {
            "type": "http",
            "scheme": "basic",
            "description": "The same pair as name and password.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sid",
            "description": "The cookie that a log-in gives.",
        },
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-Frappe-CSRF-Token",
            "description": "The token that each page carries, with what a browser's session changes.",
        },
    }
