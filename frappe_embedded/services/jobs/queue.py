"""Work that is done after the answer: a queue in the site's own database."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.whitelist import call
from ...kernel.document.api import get_doc
from ...kernel.document.base import BaseDocument
from ...kernel.utils.clock import is_doubted, now
from ...kernel.utils.hashing import generate_hash
from ...kernel.utils.json_text import json_default

_DOCUMENT = "__document__"


@dataclass(frozen=True)
class Job:
    """One piece of work: what to call, with what, on whose behalf."""

    id: str
    method: str
    arguments: dict[str, Any]
    user: str


def enqueue(
    method: str | Callable[..., Any],
    queue: str = "default",
    timeout: int | None = None,
    event: str | None = None,
    is_async: bool = True,
    job_name: str | None = None,
    now: bool = False,
    enqueue_after_commit: bool = False,
    *,
    at_front: bool = False,
    job_id: str | None = None,
    deduplicate: bool = False,
    **kwargs: Any,
) -> Any:
    """Have a function called in the background, in a transaction of its own.

    With ``now`` (or ``is_async=False``) it is called at once and its answer returned. The job is
    stored in the current transaction: a rollback takes it back. ``deduplicate`` together with
    ``job_id`` skips a job that is still waiting or running.
    """
    if now or not is_async:
        return call(method, **kwargs)
    if deduplicate:
        if not job_id:
            raise ValueError("`job_id` parameter is required for deduplication.")
        if is_job_enqueued(job_id):
            return None
    job = Job(
        id=job_id or generate_hash(length=20),
        method=method if isinstance(method, str) else f"{method.__module__}.{method.__qualname__}",
        arguments=kwargs,
        user=local.session.user,
    )
    _store(job, queue)
    local.db.after_commit.add(local.site_state.wake_worker)
    return job


def enqueue_doc(
    doctype: str,
    name: Any = None,
    method: str | None = None,
    queue: str = "default",
    now: bool = False,
    **kwargs: Any,
) -> Any:
    """Have a method of a document called in the background."""
    return enqueue(
        run_doc_method,
        queue=queue,
        now=now,
        doctype=doctype,
        docname=name,
        doc_method=method,
        **kwargs,
    )


def run_doc_method(doctype: str, docname: Any, doc_method: str, **kwargs: Any) -> Any:
    return getattr(get_doc(doctype, docname), doc_method)(**kwargs)


def is_job_enqueued(job_id: str) -> bool:
    rows = local.db.sql(
        "select 1 from `__job` where id = %s and status in ('queued', 'started')", (job_id,)
    )
    return bool(rows)


def enqueue_once(method: Callable[..., Any], queue: str = "default") -> None:
    """Have a function without arguments called unless such a call already waits.

    A call that has begun does not count: it may have looked before the present work is stored.
    """
    path = f"{method.__module__}.{method.__qualname__}"
    waiting = local.db.sql(
        "select 1 from `__job` where method = %s and arguments = '{}' and status = 'queued'",
        (path,),
    )
    if not waiting:
        enqueue(method, queue=queue)


def _store(job: Job, queue: str) -> None:
    local.db.sql("delete from `__job` where id = %s", (job.id,))
    local.db.sql(
        "insert into `__job` (id, method, arguments, user, queue, status, created)"
        " values (%s, %s, %s, %s, %s, 'queued', %s)",
        (job.id, job.method, json.dumps(job.arguments, default=_encoded), job.user, queue, now()),
    )


def _encoded(value: Any) -> Any:
    if isinstance(value, BaseDocument):
        return {_DOCUMENT: [value.doctype, value.name]}
    return json_default(value)


def _decoded(value: dict[str, Any]) -> Any:
    if _DOCUMENT in value:
        return get_doc(*value[_DOCUMENT])
    return _dict(value)


def take_next() -> Job | None:
    """The oldest waiting job, marked as started; commits."""
    rows = local.db.sql(
        "select id, method, arguments, user from `__job` where status = 'queued'"
        " order by case queue when 'short' then 0 when 'default' then 1 else 2 end, created, rowid"
        " limit 1"
    )
    if not rows:
        return None
    job_id, method, arguments, user = rows[0]
    local.db.sql(
        "update `__job` set status = 'started', started = %s where id = %s", (now(), job_id)
    )
    local.db.commit()
    return Job(job_id, method, json.loads(arguments, object_hook=_decoded), user)


def finish(job: Job, error: str | None = None) -> None:
    """Write down how a job ended."""
    local.db.sql(
        "update `__job` set status = %s, ended = %s, error = %s where id = %s",
        ("failed" if error else "finished", now(), error, job.id),
    )


def recover() -> None:
    """After a crash: what was started and never ended waits again; old entries go."""
    local.db.sql("update `__job` set status = 'queued' where status = 'started'")
    forget_old()


def forget_old() -> None:
    """Entries of work that ended long ago go; failures stay longer, so that somebody sees them."""
    if is_doubted():
        return
    for status, days in (("finished", 7), ("failed", 30)):
        local.db.sql(
            "delete from `__job` where status = %s and ended < datetime('now', %s)",
            (status, f"-{days} days"),
        )
