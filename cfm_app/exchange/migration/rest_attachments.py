"""The files of notes in SuiteCRM: its API V8 gives none, its older API v4.1 on the same server does.

Facts from outside: `login` and `get_note_attachment` in `service/core/SugarWebServiceImpl.php` of SuiteCRM e572230.
"""

import base64
import binascii
import json
from hashlib import md5
from typing import Any

from cfm_app.exchange.migration.rest_client import Client, Login

PATH = "/service/v4_1/rest.php"
APPLICATION = "cfm_migration"


class Attachments:
    """One session of the older API, opened when the first file is asked for."""

    def __init__(self, client: Client, login: Login) -> None:
        self._client, self._login = client, login
        self._session: str | None = None

    def answers(self) -> bool:
        """Whether the server lets this user ask for files."""
        if self._session is None:
            self._session = self._log_in()
        return bool(self._session)

    def file(self, note: str) -> bytes | None:
        """The file of a note; None if the server has none."""
        if not self.answers():
            return None
        found = self._attachment(note)
        if found is None:
            # A session ends after some time.
            self._session = self._log_in()
            found = self._attachment(note) if self._session else None
        try:
            return base64.b64decode(str((found or {}).get("file") or ""), validate=False) or None
        except binascii.Error:
            return None

    def _attachment(self, note: str) -> dict[str, Any] | None:
        answer = self._ask("get_note_attachment", {"session": self._session, "id": note})
        found = answer.get("note_attachment")
        return found if isinstance(found, dict) else None

    def _log_in(self) -> str:
        login = self._login
        if not login.username:
            return ""
        # The form in which this API takes a password; the connection is encrypted.
        known = {
            "user_name": login.username,
            "password": md5(login.password.encode(), usedforsecurity=False).hexdigest(),
        }
        asked = {"user_auth": known, "application_name": APPLICATION, "name_value_list": []}
        return str(self._ask("login", asked).get("id") or "")

    def _ask(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        form = {"method": method, "input_type": "JSON", "response_type": "JSON"}
        answer = self._client.plain(PATH, data={**form, "rest_data": json.dumps(given)})
        try:
            found = answer.json() if answer.ok else {}
        except (ValueError, RecursionError):
            found = {}
        return found if isinstance(found, dict) else {}
