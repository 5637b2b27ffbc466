"""The log-in of a bench follows `redirect-to` to other sites where it is written oddly; here it does not.

A browser leaves out control characters, reads a backslash as a slash, and takes `https:host` for another
site. Whatever is no plain path of this site is dropped before the page is made. The values are still
encoded where the framework compares them.
"""

_CONTROL = r"%[01][0-9A-Fa-f]|%7[Ff]|%5[Cc]|\\"
_SLASH = r"(?:/|%2[Ff])"
# A path that does not go on as an address of another site; or nothing.
_OURS = rf"(?:{_SLASH}(?!{_SLASH}|%5[Cc]|\\)(?:(?!{_CONTROL})[^&])*)?"
_FOREIGN = rf"(?:.*&)?redirect-to=(?!{_OURS}(?:&|$))"
# A name of which letters are encoded is read as the plain one, and nobody writes it so by chance.
_HIDDEN = r"(?:.*&)?[^=&]*%[^=&]*="

WEBSITE_REDIRECTS = [
    {
        "source": rf"login(?:\.html)?\?(?:{_FOREIGN}|{_HIDDEN}).*",
        "target": "/login",
        "match_with_query_string": True,
        "redirect_http_status": 302,
    },
    # The framework's page of contact, whose messages would reach nobody.
    {"source": "contact", "target": "/cfm/feedback", "redirect_http_status": 302},
]
