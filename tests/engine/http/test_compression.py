"""Text is sent compressed to whoever takes it, and is the same text."""

from __future__ import annotations

import gzip

from tests.engine.served import Answer, Served

PAGE = "/login"


def fetch(served: Served, path: str, accepted: str | None = None) -> Answer:
    headers = {"Accept": "text/html", **({"Accept_Encoding": accepted} if accepted else {})}
    return served.guest().get(path, **headers)


def test_a_page_is_smaller_and_the_same(served: Served) -> None:
    plain, small = fetch(served, PAGE), fetch(served, PAGE, "gzip")
    assert plain.header("Content-Encoding") is None
    assert small.header("Content-Encoding") == "gzip"
    assert "Accept-Encoding" in str(small.header("Vary"))
    assert small.header("Content-Length") == str(len(small.content))
    assert len(small.content) < len(plain.content) / 2
    assert b"</html>" in gzip.decompress(small.content)


def test_small_answers_and_refused_encodings_stay_as_they_are(served: Served) -> None:
    answer = fetch(served, "/api/method/ping", "gzip")
    assert answer.header("Content-Encoding") is None
    assert answer.json == {"message": "pong"}
    assert fetch(served, PAGE, "gzip;q=0").header("Content-Encoding") is None


def test_the_length_of_an_answer_is_blurred(served: Served) -> None:
    lengths = {len(fetch(served, PAGE, "gzip").content) for _ in range(12)}
    assert len(lengths) > 1


def test_a_part_of_a_page_says_once_that_it_depends_on_the_encoding(served: Served) -> None:
    for path in (PAGE, "/assets/frappe_embedded/css/shell.css"):
        for accepted in ("gzip", None):
            answer = fetch(served, path, accepted)
            assert answer.status == 200
            assert [value for name, value in answer.headers if name == "Vary"] == [
                "Accept-Encoding"
            ]
