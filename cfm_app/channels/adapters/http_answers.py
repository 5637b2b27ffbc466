"""Sends requests to providers, and translates failures into the fate of a message."""

from collections.abc import Collection
from typing import Any

import requests
from frappe import _
from frappe.model.document import Document
from urllib3.exceptions import NewConnectionError

from cfm_app.channels.adapters import bounded_answers, destinations, outside
from cfm_app.channels.adapters.base import Failed, Retry, Uncertain

SECONDS = 20
LONGEST_PAUSE = 24 * 3600
# What a provider says to a request; files are fetched by `download`.
MOST_BYTES = 1 << 20
# Said before anything was done with the request.
NOT_NOW = (429, 503)
# A wrong login has to be corrected; the message can be sent later.
NOT_ALLOWED = (401, 403)


def ask(account: Document, method: str, url: str, **given: Any) -> requests.Response:
    """The answer of an account's provider, whatever its status. Raises NotSent.

    Inner hosts are reached only if a System Manager entered or allowed them.
    """
    return reach(destinations.inner_hosts(account), method, url, **given)


def reach(inner: Collection[str], method: str, url: str, **given: Any) -> requests.Response:
    """The answer of a server on the internet, or of one of the given inner hosts."""
    try:
        with outside.session(url, inner) as session:
            answer = session.request(
                method, url, timeout=SECONDS, allow_redirects=False, **{"stream": True, **given}
            )
            return answer if given.get("stream") else _read(answer)
    except outside.Inside:
        raise Retry(inside()) from None
    except requests.exceptions.ConnectTimeout:
        raise Retry(_("The provider cannot be reached.")) from None
    except requests.exceptions.SSLError:
        raise Retry(_("The certificate of the provider is not trusted.")) from None
    except requests.exceptions.ConnectionError as error:
        if _never_connected(error):
            raise Retry(_("The provider cannot be reached.")) from None
        raise Uncertain(_("The line broke before the provider answered.")) from None
    except requests.exceptions.Timeout:
        raise Uncertain(_("The provider did not answer in time.")) from None
    except (requests.exceptions.RequestException, ValueError):
        raise Failed(_("The address of the provider cannot be used.")) from None


def _read(answer: requests.Response) -> requests.Response:
    """An answer with what it says; refused where that has no end."""
    with answer:
        try:
            return bounded_answers.read(answer, MOST_BYTES)
        except bounded_answers.TooLong:
            raise Uncertain(_("The provider answers with more than can be read.")) from None


def inside() -> str:
    """The message for a server inside the office's network."""
    return _(
        "The server lies inside the office's own network now. The system administrator enters it, or"
        " allows it (inner_servers)."
    )


def download(account: Document, url: str, most_bytes: int, **given: Any) -> bytes:
    """Download a file of a provider; refused once it exceeds the limit."""
    with ask(account, "GET", url, stream=True, **given) as answer:
        require_taken(answer)
        found = b""
        try:
            for part in answer.iter_content(bounded_answers.PART):
                found += part
                if len(found) > most_bytes:
                    raise Failed(
                        _("The file is larger than {0} MB, so it was not kept.").format(
                            most_bytes >> 20
                        )
                    )
        except requests.exceptions.RequestException:
            raise Retry(_("The line broke while the file was fetched.")) from None
    return found


def require_taken(answer: requests.Response) -> None:
    """Raise the error that an unsuccessful answer means."""
    status = answer.status_code
    if 200 <= status < 300:
        return
    if status in NOT_NOW:
        raise Retry(_("The provider takes no more messages for now."), pause(answer))
    if status in NOT_ALLOWED:
        raise Retry(_("The provider refuses the key of the account ({0}).").format(status))
    if status >= 500:
        raise Uncertain(_("The provider failed while it handled the message ({0}).").format(status))
    raise Failed(_("The provider refuses the message ({0}).").format(status))


def pause(answer: requests.Response) -> int | None:
    """The seconds after which the provider wants to be asked again, if it says so."""
    given = answer.headers.get("Retry-After", "")
    return min(int(given), LONGEST_PAUSE) if given.isdigit() else None


def content(answer: requests.Response) -> Any:
    """The JSON of an answer; empty if it is none."""
    try:
        return answer.json()
    except ValueError:
        return None


def _never_connected(error: Exception) -> bool:
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)
