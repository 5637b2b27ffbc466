"""Example programs for this site: each lists, creates and identifies itself."""

import json
from string import Template
from typing import Any
from urllib.parse import quote

import frappe

from cfm_app.web.openapi import schemas
from cfm_app.web.openapi.doors import Usable

KEY, SECRET = "API_KEY", "API_SECRET"
"""What stands for the pair in all of them."""

# Their names are those of programs, in all languages.
_LISTS = {
    "curl": """curl -G -H 'Authorization: token $key:$secret' \\
  --data-urlencode 'fields=["name", "modified"]' --data-urlencode 'limit=5' \\
  '$address/api/resource/$path'
""",
    "Python, requests": """import requests

http = requests.Session()
http.headers["Authorization"] = "token $key:$secret"
wanted = {"fields": '["name", "modified"]', "limit": 5}
answer = http.get("$address/api/resource/$path", params=wanted)
answer.raise_for_status()
print(answer.json()["data"])
""",
    "Python, frappeclient": """from frappeclient import FrappeClient

client = FrappeClient("$address", api_key="$key", api_secret="$secret")
print(client.get_list("$doctype", fields=["name", "modified"], limit_page_length=5))
""",
    "JavaScript, fetch": """const headers = { Authorization: 'token $key:$secret' };
const wanted = new URLSearchParams({ fields: '["name", "modified"]', limit: 5 });
const answer = await fetch(`$address/api/resource/$path?$${wanted}`, { headers });
if (!answer.ok) throw new Error(`$${answer.status} $${await answer.text()}`);
console.log((await answer.json()).data);
""",
    "JavaScript, frappe-js-sdk": """import { FrappeApp } from 'frappe-js-sdk';

const app = new FrappeApp('$address', { useToken: true, token: () => '$key:$secret', type: 'token' });
console.log(await app.db().getDocList('$doctype', { fields: ['name', 'modified'], limit: 5 }));
""",
}
_CREATIONS = {
    "curl": """
curl -H 'Authorization: token $key:$secret' -H 'Content-Type: application/json' \\
  -d '$body' \\
  '$address/api/resource/$path'
""",
    "Python, requests": """
made = http.post("$address/api/resource/$path", json=$body)
made.raise_for_status()
print(made.json()["data"]["name"])
""",
    "Python, frappeclient": """
made = client.insert({"doctype": "$doctype", **$body})
print(made["name"])
""",
    "JavaScript, fetch": """
const made = await fetch('$address/api/resource/$path', {
  method: 'POST',
  headers: { ...headers, 'Content-Type': 'application/json' },
  body: JSON.stringify($body),
});
if (!made.ok) throw new Error(`$${made.status} $${await made.text()}`);
console.log((await made.json()).data.name);
""",
    "JavaScript, frappe-js-sdk": """
console.log((await app.db().createDoc('$doctype', $body)).name);
""",
}
_SAMPLES = {"integer": 1, "number": 1.5}


def examples(address: str, listed: Usable | None, created: Usable | None) -> list[dict[str, str]]:
    """The programs by client, without what the user may not do."""
    common = {"address": address, "key": KEY, "secret": SECRET}
    if listed is None:
        return []
    found = {
        client: Template(text).substitute(common, **_named(listed))
        for client, text in _LISTS.items()
    }
    if created is not None:
        body = json.dumps(_sample(created), ensure_ascii=False)
        for client, text in _CREATIONS.items():
            written = body.replace("'", "'\\''") if client == "curl" else body
            found[client] += Template(text).substitute(common, **_named(created), body=written)
    return [{"client": client, "text": text.rstrip()} for client, text in found.items()]


def _named(each: Usable) -> dict[str, str]:
    return {"doctype": each.name, "path": quote(each.name, safe="")}


def _sample(each: Usable) -> dict[str, Any]:
    """Required or first fields of a new document, with sample values."""
    linked = {df.options for df in each.meta.get_link_fields()}
    fields = schemas.of_writing(each, linked)["properties"]
    plain = [name for name, field in fields.items() if field["type"] != "array"]
    return {name: _value(fields[name]) for name in schemas.needed(each) or plain[:2]}


def _value(field: dict[str, Any]) -> Any:
    if "enum" in field:
        return next((choice for choice in field["enum"] if choice), "")
    if field["type"] == "array":
        return []
    if "x-frappe-link" in field:
        return _first_of(field["x-frappe-link"])
    if "pattern" in field:
        return "2026-01-31" if field.get("format") == "date" else "2026-01-31 08:00:00"
    return _SAMPLES.get(field["type"], "…")


def _first_of(doctype: str) -> Any:
    """An existing document, if the user may list them."""
    if not frappe.has_permission(doctype, "read"):
        return "…"
    return next(iter(frappe.get_list(doctype, pluck="name", limit=1)), "…")
