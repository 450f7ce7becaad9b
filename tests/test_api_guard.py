"""The public API does not change unnoticed: griffe reads it, a file in git remembers it."""

from __future__ import annotations

import re

import pytest

from .public_api import SNAPSHOT, attribute, lines

ADVICE = "If it is meant, run `python tests/public_api.py` and commit what it writes."


def name_of(line: str) -> str:
    return re.match(r"(?:class )?([\w.]+)", line)[1]


@pytest.fixture(scope="module")
def now():
    pytest.importorskip("griffe")
    return lines()


@pytest.fixture(scope="module")
def before():
    return SNAPSHOT.read_text(encoding="utf-8").splitlines()


def test_no_public_name_is_gone(now, before):
    gone = {name_of(line) for line in before} - {name_of(line) for line in now}
    assert sorted(gone) == [], ADVICE


def test_no_signature_or_type_has_changed(now, before):
    old = {name_of(line): line for line in before}
    changed = [line for line in now if old.get(name_of(line), line) != line]
    assert changed == [], ADVICE


def test_new_names_are_remembered(now, before):
    new = {name_of(line) for line in now} - {name_of(line) for line in before}
    assert sorted(new) == [], ADVICE


def test_every_name_has_one_line(now):
    assert len({name_of(line) for line in now}) == len(now)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ": float"),
        ("field(validator=positive)", ": float"),
        ("field(default=1.0)", ": float = ..."),
        ("fields.amount(factory=tuple)", ": float = ..."),
        ("Reroute()", ": float = ..."),
        ("1.0", ": float = ..."),
    ],
)
def test_a_field_that_may_be_left_out_is_told_from_one_that_may_not(value, shown):
    class Member:
        annotation = "float"

    Member.value = value
    assert attribute(Member) == shown


def test_what_a_change_looks_like(now):
    (line,) = (line for line in now if name_of(line) == "mineralsec.read_json")
    assert line.startswith("mineralsec.read_json(path: ")
