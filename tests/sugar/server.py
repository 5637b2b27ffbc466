"""A server of SugarCRM v11 and SuiteCRM V8, written from their documentation, with the faults of a bad connection."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .office import STAMP, Office, Row

USER, PASSWORD, CLIENT, SECRET = "mover", "pass-word-7", "client-1", "client-secret-9"
TABLES = {
    "Cases": "cases",
    "Contacts": "contacts",
    "Notes": "notes",
    "Users": "users",
    "Calls": "calls",
    "AOP_Case_Updates": "aop_case_updates",
    "SavedSearch": "saved_search",
    "Filters": "filters",
    "SecurityGroups": "securitygroups",
    "Accounts": "accounts",
    "Tasks": "tasks",
}


@dataclass
class Faults:
    """What fails: every n-th answer. Zero means never."""

    every: int = 0
    token_lasts: int = 0
    seen: int = 0
    told: list[int] = field(default_factory=list)

    def next(self) -> int:
        """The status with which this answer fails, or 0."""
        self.seen += 1
        if not self.every or self.seen % self.every:
            return 0
        status = (429, 500, 503, -1)[len(self.told) % 4]
        self.told.append(status)
        return status


class Server(ThreadingHTTPServer):
    """A server for one office."""

    daemon_threads = True

    def __init__(self, office: Office, faults: Faults | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.office = office
        self.faults = faults or Faults()
        self.tokens: dict[str, int] = {}
        self.logins = 0
        # Modules that the logged-in user may not read.
        self.closed: set[str] = set()
        self.hands_out_files = True
        # The requests for pages of modules, as they were asked.
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def rows(self, module: str) -> list[Row]:
        table = TABLES[module]
        rows = [dict(row) for row in self.office.rows(table)]
        own = {row["id_c"]: row for row in self.office.rows("cases_cstm")}
        addresses = {row["id"]: row["email_address"] for row in self.office.rows("email_addresses")}
        links = {
            row["bean_id"]: row["email_address_id"]
            for row in self.office.rows("email_addr_bean_rel")
        }
        teams = self.office.teams_of_cases()
        for row in rows:
            if table == "cases":
                row["team_name"] = [{"name": each} for each in teams.get(row["id"], [])]
                row |= {k: v for k, v in own.get(row["id"], {}).items() if k != "id_c"}
            if table == "users":
                row["email1"] = addresses[links[row["id"]]]
        return sorted(rows, key=lambda row: (row.get("date_modified", ""), row["id"]))


class Handler(BaseHTTPRequestHandler):
    """Only the documented addresses."""

    server: Server

    def log_message(self, *_args: Any) -> None:
        """Silent: requests hold a login."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        if path == "/service/v4_1/rest.php":
            self._older_api({name: given[0] for name, given in parse_qs(sent.decode()).items()})
            return
        body = json.loads(sent or b"{}")
        if path in ("/Api/access_token", "/rest/v11/oauth2/token"):
            self._log_in(body)
        elif self._is_let_in() and path.startswith("/rest/v11/") and path.endswith("/filter"):
            self._filter(path.split("/")[3], body)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append(unquote(self.path))
        if not self._is_let_in():
            return
        path, asked = unquote(parts.path), parse_qs(parts.query)
        steps = path.strip("/").split("/")
        if path.startswith("/Api/V8/module/"):
            if steps[5:] == ["relationships", "cases"]:
                self._page("Cases", asked, self.server.office.cases_of_team(steps[4]))
            elif steps[5:] == ["relationships", "SecurityGroups"]:
                self._page("SecurityGroups", asked, self.server.office.groups_of_case(steps[4]))
            elif len(steps) == 5:
                self._one(steps[3], steps[4])
            elif steps[5:] == ["relationships", "contacts"]:
                self._page("Contacts", asked, self.server.office.contacts_of_case(steps[4]))
            else:
                self._page(steps[3], asked)
        elif steps[-2:] == ["link", "contacts"]:
            found = sorted(self.server.office.contacts_of_case(steps[3]))
            self._json(200, {"next_offset": -1, "records": [{"id": each} for each in found]})
        elif len(steps) == 4 and steps[-1] == "count":
            rows = self.server.rows(steps[2]) if steps[2] in TABLES else []
            count = sum(1 for row in rows if row.get("deleted") != "1")
            self._json(200, {"record_count": count})
        elif steps[-1] == "audit":
            self._audit(steps[3])
        elif steps[-2:] == ["file", "filename"]:
            content = self.server.office.files.get(steps[3])
            self._answer(200 if content is not None else 404, content or b"{}")
        elif len(steps) == 4 and steps[2] in TABLES:
            found = [row for row in self.server.rows(steps[2]) if row["id"] == steps[3]]
            self._json(200 if found else 404, found[0] if found else {"error": "not_found"})
        elif len(steps) == 5 and steps[3] == "enum":
            labels = self.server.office.labels().get(steps[4])
            self._json(200 if labels else 404, labels or {"error": "not_found"})
        else:
            self._json(404, {"error": "no_method"})

    def _log_in(self, body: dict[str, Any]) -> None:
        is_known = body.get("username") == USER and body.get("password") == PASSWORD
        if self.path.startswith("/Api"):
            is_known = is_known and body.get("client_secret") == SECRET
        if not is_known:
            self._json(401, {"error": "need_login"})
            return
        self.server.logins += 1
        token = f"token-{self.server.logins}"
        self.server.tokens[token] = self.server.faults.token_lasts
        self._json(200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

    def _older_api(self, form: dict[str, str]) -> None:
        given = json.loads(form["rest_data"])
        if form["method"] == "login":
            known = {"user_name": USER, "password": md5(PASSWORD.encode()).hexdigest()}
            is_known = self.server.hands_out_files and given["user_auth"] == known
            self._json(200, {"id": "session-1"} if is_known else {"name": "Invalid Login"})
            return
        content = self.server.office.files.get(given["id"], b"")
        told = {"id": given["id"], "file": base64.b64encode(content).decode()}
        is_open = given["session"] == "session-1"
        self._json(200, {"note_attachment": told} if is_open else {"name": "Invalid Session ID"})

    def _is_let_in(self) -> bool:
        token = self.headers.get("OAuth-Token") or ""
        token = token or (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        status = self.server.faults.next()
        if token not in self.server.tokens:
            self._json(401, {"error": "invalid_grant"})
            return False
        if self.server.faults.token_lasts:
            self.server.tokens[token] -= 1
            if not self.server.tokens[token]:
                del self.server.tokens[token]
        if status == -1:
            self.close_connection = True
            self.connection.close()
            return False
        if status:
            self._json(status, {"error": "later"}, {"Retry-After": "3"} if status == 429 else {})
            return False
        return True

    def _filter(self, module: str, body: dict[str, Any]) -> None:
        if module in self.server.closed:
            self._json(403, {"error": "not_authorized"})
            return
        if module not in TABLES:
            self._json(200, {"next_offset": -1, "records": []})
            return
        rows = [row for row in self.server.rows(module) if row.get("deleted") != "1"]
        for condition in body.get("filter") or []:
            since = datetime.fromisoformat(condition["date_modified"]["$gte"]).strftime(STAMP)
            rows = [row for row in rows if row["date_modified"] >= since]
        offset, size = body.get("offset", 0), body["max_num"]
        portion = rows[offset : offset + size]
        after = offset + size if offset + size < len(rows) else -1
        found = [{**row, **_stamps(row), "_acl": {"fields": {}}} for row in portion]
        for row in found:
            row["primary_contact_id"] = row.pop("contact_created_by_id", "")
            if "filter_definition" in row:
                row["filter_definition"] = json.loads(row["filter_definition"])
        self._json(200, {"next_offset": after, "records": found})

    def _audit(self, case: str) -> None:
        rows = [row for row in self.server.office.rows("cases_audit") if row["parent_id"] == case]
        found = [
            {
                **{name: row[name] for name in ("id", "field_name", "created_by")},
                "date_created": row["date_created"].replace(" ", "T") + "+00:00",
                "before": row["before_value_string"],
                "after": row["after_value_string"],
            }
            for row in rows
        ]
        self._json(200, {"next_offset": -1, "records": found})

    def _page(self, module: str, asked: dict[str, list[str]], only: set[str] | None = None) -> None:
        if module in self.server.closed:
            self._json(403, {"errors": {"status": 403}})
            return
        if module not in TABLES:
            self._json(200, {"meta": {"total-pages": 0}, "data": []})
            return
        rows = [row for row in self.server.rows(module) if row.get("deleted") != "1"]
        if only is not None:
            rows = [row for row in rows if row["id"] in only]
        if since := asked.get("filter[date_modified][GTE]"):
            rows = [row for row in rows if row["date_modified"] >= since[0]]
        number, size = int(asked["page[number]"][0]), int(asked["page[size]"][0])
        portion = rows[(number - 1) * size : number * size]
        data = [
            {
                "type": module,
                "id": row["id"],
                "attributes": {k: v for k, v in {**row, **_stamps(row)}.items() if k != "id"},
                "relationships": {},
            }
            for row in portion
        ]
        pages = -(-len(rows) // size)
        self._json(
            200, {"meta": {"total-pages": pages, "records-on-this-page": len(data)}, "data": data}
        )

    def _one(self, module: str, number: str) -> None:
        rows = [row for row in self.server.rows(module) if row["id"] == number]
        if not rows or rows[0].get("deleted") == "1":
            self._json(400, {"errors": {"status": 400}})
            return
        attributes = {k: v for k, v in {**rows[0], **_stamps(rows[0])}.items() if k != "id"}
        self._json(200, {"data": {"type": module, "id": number, "attributes": attributes}})

    def _json(self, status: int, told: Any, headers: dict[str, str] | None = None) -> None:
        self._answer(status, json.dumps(told).encode(), headers)

    def _answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _stamps(row: Row) -> Row:
    return {
        name: row[name].replace(" ", "T") + "+00:00"
        for name in ("date_entered", "date_modified")
        if row.get(name)
    }


@contextmanager
def serving(office: Office, faults: Faults | None = None) -> Iterator[Server]:
    """A server until the end of the block."""
    server = Server(office, faults)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
