from __future__ import annotations

from functools import cmp_to_key

import pytest

from frappe_embedded.kernel.db.collation import collate, fold, like
from frappe_embedded.kernel.db.connection import Connection


@pytest.mark.parametrize(
    ("left", "right"),
    [("alpha", "ALPHA "), ("Éclair", "eclair"), ("straße", "STRASSE"), ("", "  "), ("ﬁ", "fi")],
)
def test_equal_texts(left: str, right: str) -> None:
    assert collate(left, right) == 0


@pytest.mark.parametrize(("left", "right"), [("a", " a"), ("กุ", "กู"), ("कि", "की"), ("a", "ab")])
def test_different_texts(left: str, right: str) -> None:
    assert collate(left, right) != 0


def test_order_is_punctuation_digits_letters() -> None:
    texts = ["Z", "eb", "Éa", "é", "B", "a", "2", "10", "1", "_"]
    ordered = sorted(texts, key=cmp_to_key(collate))
    assert ordered == ["_", "1", "10", "2", "a", "B", "é", "Éa", "eb", "Z"]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("alpha", "Alpha", True),
        ("alpha", "Alpha ", False),
        ("%alp%", "my ALPine", True),
        ("%clair", "Éclair", True),
        ("é%", "Eclair", True),
        ("a_b%c", "axbyc", True),
        ("a\\_b%", "axbyc", False),
        ("a\\_b%", "a_bc", True),
        ("%\\%%", "100% sure", True),
        ("%\\%%", "100 sure", False),
        ("%back\\\\slash%", "back\\slash", True),
        ("a[xy]b%", "axb", False),
        ("%", "", True),
        ("", "", True),
        ("", "x", False),
        ("_", "é", True),
        ("%a%b%", "xxaxxbxx", True),
        ("%a%b%", "b a", False),
        ("a%b", "a\nb", True),
        ("a%a", "a", False),
        ("%ab%b", "ab", False),
        ("%ab%b", "abb", True),
        ("%_b%_", "xbx", True),
        ("%_b%_", "bx", False),
        ("_%_", "ab", True),
        ("_%_", "a", False),
        ("a%b%c", "abcbc", True),
        ("a%%%c", "ac", True),
        ("%é_", "CAFEs", True),
        (None, "x", None),
        ("x", None, None),
        ("1%", 10, True),
    ],
)
def test_like(pattern: object, text: object, expected: object) -> None:
    assert like(pattern, text) is expected


def test_like_takes_no_long_time_for_any_pattern() -> None:
    assert like("%a" * 40 + "%b", "a" * 20_000) is False


def test_fold_keeps_spaces() -> None:
    assert fold("É  ") == "e  "


def test_unique_and_primary_key_use_the_collation(db: Connection) -> None:
    db.sql("create table t (name varchar(140) collate FRAPPE primary key)")
    db.sql("insert into t values (%s)", "Éclair")
    with pytest.raises(db.IntegrityError) as caught:
        db.sql("insert into t values (%s)", "eclair ")
    assert db.is_primary_key_violation(caught.value)
    assert db.sql("select name from t where name = 'ECLAIR'") == (("Éclair",),)
    assert db.sql("select name from t where name like 'ECL%%' and 1 = %s", 1) == (("Éclair",),)


def test_functions_of_mariadb(db: Connection) -> None:
    expressions = {
        "concat('a', 1)": "a1",
        "concat_ws('-', 'a', null, 'b')": "a-b",
        "if(1 > 2, 'x', 'y')": "y",
        "locate('B', 'abc')": 2,
        "datediff('2024-03-01', '2024-02-28 23:00:00')": 2,
        "year('2024-03-01')": 2024,
        "date_format('2024-03-01 14:05:06', '%d.%m.%Y %H:%i')": "01.03.2024 14:05",
        "last_day('2024-02-03')": "2024-02-29",
        "upper('é')": "É",
        "'abc' regexp '^A'": 1,
        "timestamp('2024-02-03', '10:30:00')": "2024-02-03 10:30:00",
        "field('b', 'a', 'b')": 2,
        "greatest(1, 3, 2)": 3,
        "month(null)": None,
    }
    for expression, expected in expressions.items():
        assert db.sql(f"select {expression}") == ((expected,),), expression
    assert len(str(db.sql("select now()")[0][0])) >= 19
