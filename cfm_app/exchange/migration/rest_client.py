"""A patient client for a server of SugarCRM: a new token when the old one expires, pauses when it asks for them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from frappe import _

from cfm_app.channels.adapters import bounded_answers, destinations, outside
from cfm_app.exchange.migration.records import SourceError

SECONDS = 30
TRIES = 6
LONGEST_PAUSE = 120.0
# The pause between two requests: the server has other users, too.
BETWEEN = 0.05
MOST_BYTES = 200 << 20
REFUSED, BUSY = 401, 429
BROKEN = (
    requests.exceptions.ConnectionError,
    requests.exceptions.Timeout,
    requests.exceptions.ChunkedEncodingError,
)


class NotAnswered(SourceError):
    """The server knows the user, and does not answer this request."""


@dataclass
class Login:
    """The credentials. Their repr is hidden, so that no log shows them."""

    username: str = ""
    password: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


class Client:
    """One server with one login. No error message holds secrets.

    `is_near` says that the operator of the machine allows it to lie behind the office's own firewall.
    """

    def __init__(
        self,
        address: str,
        log_in: Callable[["Client"], dict[str, str]],
        sleep: Callable[[float], None] = time.sleep,
        between: float = BETWEEN,
        is_near: bool = False,
    ) -> None:
        self.address = address.rstrip("/")
        self._log_in = log_in
        self._sleep = sleep
        self._between = between
        near = {destinations.place_of(self.address)[0]} if is_near else ()
        self._session = outside.session(self.address, near)
        # Neither a proxy nor a password of the machine's account is used.
        self._session.trust_env = False
        self._headers: dict[str, str] = {}
        self.pauses = 0

    def close(self) -> None:
        self._session.close()

    def json(self, method: str, path: str, **given: Any) -> Any:
        """The server's answer, as JSON."""
        return _data(self.ask(method, path, **given))

    def object(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        """The server's answer, as a JSON object."""
        found = self.json(method, path, **given)
        if not isinstance(found, dict):
            raise SourceError(_no_data())
        return found

    def token(self, path: str, **given: Any) -> str:
        """The token that a login brings."""
        answer = self.plain(path, **given)
        found = _data(answer) if answer.ok else None
        token = found.get("access_token") if isinstance(found, dict) else None
        if not token:
            raise SourceError(
                _("The server refuses this login. Check the name, password and client.")
            )
        return str(token)

    def answers(self, method: str, path: str, **given: Any) -> bool:
        """Whether the server answers a request at all; it may lack the record."""
        try:
            self.ask(method, path, **given)
        except NotAnswered:
            return False
        return True

    def content(self, path: str) -> bytes | None:
        """A file; None if the server has none."""
        answer = self.ask("GET", path, missing_is_fine=True)
        return None if answer.status_code == 404 else answer.content

    def ask(
        self, method: str, path: str, missing_is_fine: bool = False, **given: Any
    ) -> requests.Response:
        """A successful answer; tries again as long as a retry may help."""
        refused = 0
        for attempt in range(1, TRIES + 1):
            if not self._headers:
                self._headers = self._log_in(self)
            answer = self._try(method, path, {**given, "headers": self._headers})
            status = answer.status_code if answer is not None else 0
            if 200 <= status < 300 or (missing_is_fine and status == 404):
                assert answer is not None
                return answer
            if status == REFUSED:
                refused += 1
                self._headers = {}
                if refused > 2:
                    raise SourceError(_("The server does not let this user in any more."))
                continue
            if status and status != BUSY and status < 500:
                raise NotAnswered(_("The server refuses to answer ({0}).").format(status))
            self._pause(attempt, answer)
        raise SourceError(
            _("The server cannot be reached, or it fails. Go on later: what is here stays.")
        )

    def plain(self, path: str, **given: Any) -> requests.Response:
        """A request without a token, as for a new one."""
        for attempt in range(1, TRIES + 1):
            answer = self._try("POST", path, given)
            if answer is not None and answer.status_code != BUSY and answer.status_code < 500:
                return answer
            self._pause(attempt, answer)
        raise SourceError(
            _("The server cannot be reached, or it fails. Go on later: what is here stays.")
        )

    def _try(self, method: str, path: str, given: dict[str, Any]) -> requests.Response | None:
        self._sleep(self._between)
        try:
            with self._session.request(
                method,
                self.address + path,
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,
                **given,
            ) as answer:
                return bounded_answers.read(answer, MOST_BYTES)
        except bounded_answers.TooLong:
            raise SourceError(_("The server answers with more than can be read.")) from None
        except outside.Inside:
            raise SourceError(_("The address of the server cannot be used.")) from None
        except requests.exceptions.SSLError:
            raise SourceError(_("The certificate of the server is not trusted.")) from None
        except BROKEN:
            return None
        except (requests.exceptions.RequestException, ValueError):
            raise SourceError(_("The address of the server cannot be used.")) from None

    def _pause(self, attempt: int, answer: requests.Response | None) -> None:
        asked = answer.headers.get("Retry-After", "") if answer is not None else ""
        seconds = float(asked) if asked.isdecimal() else 2.0 ** (attempt - 1)
        self.pauses += 1
        self._sleep(min(seconds, LONGEST_PAUSE))


def _data(answer: requests.Response) -> Any:
    try:
        return answer.json()
    except (ValueError, RecursionError):
        raise SourceError(_no_data()) from None


def _no_data() -> str:
    return _("The server answers with something that is no data.")
