"""Programs of managers that would take all time or memory are ended with a sentence."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator

import pytest

from frappe_embedded.kernel.core.context import Context
from frappe_embedded.kernel.core.exceptions import ValidationError
from frappe_embedded.kernel.safe.evaluate import safe_eval
from frappe_embedded.services.printing.environment import (
    render_template,
    render_text,
    validate_template,
)

MOST_SECONDS = 12.0
MOST_KILOBYTES = 400_000

TEMPLATES = {
    "times": "{{ 'a' * 10**9 }}",
    "list times": "{{ ([0] * 10**9) | length }}",
    "power": "{{ 10 ** (10 ** 9) }}",
    "power of products": "{% set ns = namespace(x=10**9) %}{% for i in range(60) %}"
    "{% set ns.x = ns.x * ns.x %}{% endfor %}{{ ns.x }}",
    "center": "{{ 'a' | center(10**9) }}",
    "constant center": "{{ 'a' | center(1000000000) }}",
    "method center": "{{ 'a'.center(10**9) }}",
    "ljust": "{{ 'a'.ljust(900000000) }}",
    "zfill": "{{ '1'.zfill(900000000) }}",
    "expandtabs": "{{ ('\\t' * 1000).expandtabs(10**7) }}",
    "replace": "{{ ('a' * 10**6).replace('a', 'b' * 10**6) }}",
    "replace filter": "{{ ('a' * 10**6) | replace('a', 'b' * 10**6) }}",
    "join": "{{ ('b' * 10**6).join(['a'] * 10**5) }}",
    "join filter": "{{ (['a'] * 10**5) | join('b' * 10**6) }}",
    "join of same": "{% set x = 'b' * 10**6 %}{{ ''.join([x] * 10**5) }}",
    "translate": "{{ ('a' * 10**6).translate({97: 'b' * 10**6}) }}",
    "percent width": "{{ '%1000000000d' % 1 }}",
    "percent star": "{{ '%*d' % (1000000000, 1) }}",
    "format filter": "{{ '%1000000000d' | format(1) }}",
    "format method": "{{ '{:1000000000}'.format(1) }}",
    "nested format": "{{ '{:{w}}'.format(1, w=1000000000) }}",
    "format many": "{{ ('{0}' * 10**5).format('b' * 10**6) }}",
    "indent": "{{ ('a\\n' * 10**5) | indent(10**6) }}",
    "batch": "{{ [1] | batch(10**9, 'x') | list | length }}",
    "slice": "{{ [1] | slice(10**9) | list | length }}",
    "json of same": "{% set x = 'b' * 10**6 %}{{ json.dumps([x] * 10**5) }}",
    "text of same": "{% set x = 'b' * 10**6 %}{{ [x] * 10**5 }}",
    "tojson": "{% set x = 'b' * 10**6 %}{{ ([x] * 10**5) | tojson }}",
    "sum of lists": "{{ ([[1] * 10**5] * 10**4) | sum(start=[]) | length }}",
    "doubling": "{% set ns = namespace(x='ab') %}{% for i in range(60) %}"
    "{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
    "doubling by plus": "{% set ns = namespace(x='ab') %}{% for i in range(60) %}"
    "{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}",
    "list extended by itself": "{% set x = [1] %}{% for i in range(60) %}"
    "{% set _ = x.extend(x) %}{% endfor %}",
    "slices": "{% set x = 'b' * 10**6 %}{% set l = [] %}{% for i in range(99999) %}"
    "{% set _ = l.append(x[1:]) %}{% endfor %}",
    "loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "map": "{% for a in range(99999) %}{{ range(99999) | map('string') | list | length }}"
    "{% endfor %}",
    "output": "{% for a in range(99999) %}{% for b in range(999) %}"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{% endfor %}{% endfor %}",
    "macro": "{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
    "lipsum": "{{ lipsum(10**9) }}",
}
CONDITIONS = {
    "times": "'a' * 10**9",
    "list times": "[0] * 10**9",
    "power": "10 ** 10 ** 9",
    "shift": "1 << 10**10",
    "ljust": "'a'.ljust(10**9)",
    "join": "('b' * 10**5).join(['a'] * 10**5)",
    "percent": "'%1000000000d' % 1",
    "f-string": "[f'{x}{x}{x}{x}{x}{x}{x}{x}{x}{x}' for x in ['a' * 10**6]]",
    "loops": "[1 for a in 'x' * 10**5 for b in 'x' * 10**5 for c in 'x' * 10**5]",
    "lambdas": "(lambda f: f(f(f(f(f(f(f(f('a' * 10**6)))))))))(lambda x: x + x)",
    "recursion": "(lambda f: f(f))(lambda f: [f(f), f(f)])",
}


@pytest.fixture(autouse=True)
def within_limits(standin: Context) -> Iterator[None]:
    """What is tried here neither takes long nor fills the memory."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.monotonic() - began < MOST_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_KILOBYTES


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_greedy_template_is_ended(template: str) -> None:
    for render in (render_template, render_text):
        with pytest.raises(ValidationError):
            render(template)


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
def test_greedy_condition_is_ended(condition: str) -> None:
    with pytest.raises(ValidationError):
        safe_eval(condition)


def test_saving_a_greedy_template_does_not_run_it() -> None:
    validate_template("{{ 'a' | center(1000000000) }}")


def test_long_but_honest_template_is_rendered() -> None:
    rows = [{"text": "word " * 20, "number": each} for each in range(2000)]
    template = (
        "{% for row in rows %}<tr><td>{{ loop.index }}/{{ loop.length }}</td>"
        "<td>{{ row.text | upper | truncate(50) }}</td><td>{{ '%05d' % row.number }}</td>"
        "<td>{{ '{:>8}'.format(row.number) }}</td><td>{{ '-' * 10 }}</td></tr>{% endfor %}"
    )
    assert render_template(template, {"rows": rows}).count("<tr>") == 2000


def test_condition_still_counts_and_joins() -> None:
    doc = {"title": "Water", "rows": [{"n": 2}, {"n": 5}]}
    assert safe_eval("doc['title'].ljust(8) + '|'", None, {"doc": doc}) == "Water   |"
    assert safe_eval("[row['n'] * 2 for row in doc['rows']][-1] == 10", None, {"doc": doc})
    assert safe_eval("f\"{doc['title']}!\" == 'Water!' and 7 % 4 == 3", None, {"doc": doc})
