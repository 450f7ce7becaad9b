"""Stages are an open vocabulary of well-formed names."""

from __future__ import annotations

import copy
import pickle

import pytest

from mineralsec import Consumer, Stage
from mineralsec.errors import RecordError


@pytest.mark.parametrize("name", ["refining", "4n gallium", "sintered-magnet", "apt", "x" * 60])
def test_any_lower_case_words_are_a_stage(name):
    stage = Stage(name)
    assert stage == name
    assert hash(stage) == hash(name)
    assert repr(stage) == f"Stage('{name}')"
    assert str(stage) == f"{stage}" == name
    assert type(str(stage)) is str


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("Refining", "Write 'refining'"),
        ("rare_earth", "Write 'rare earth'"),
        (" refining", "Write 'refining'"),
        ("refining ", "Write 'refining'"),
        ("a  b", "Write 'a b'"),
        ("<b>mining</b>", "Write 'b mining b'"),
        ("mining|CHN", "Write 'mining chn'"),
        ("mining\n", "Write 'mining'"),
        ("-", "Write 'refining'"),
        ("", "Write 'refining'"),
        ("x" * 61, "at most 60 characters"),
        ("x" * 100_000, "(100000 characters)"),
        ("raffinage à façon", "at most 60 characters, got 'raffinage à façon'"),
    ],
)
def test_another_form_is_refused_with_one_that_works(name, remedy):
    with pytest.raises(RecordError) as caught:
        Stage(name)
    assert remedy in str(caught.value)


@pytest.mark.parametrize("name", [None, 5, b"mining"])
def test_a_stage_is_text(name):
    with pytest.raises(RecordError, match="a stage is a text"):
        Stage(name)


def test_a_stage_stays_one_when_copied_or_sent_to_another_process():
    stage = Stage("refining")
    for back in (copy.deepcopy(stage), pickle.loads(pickle.dumps(stage))):
        assert type(back) is Stage
        assert back == stage


def test_a_record_takes_a_stage_or_its_name():
    given = {"id": "x", "mineral": "cobalt", "place": "USA", "demand": "1 t/year"}
    by_name, by_value = Consumer(stage="alloy", **given), Consumer(stage=Stage("alloy"), **given)
    assert by_name == by_value
    assert type(by_name.stage) is Stage
    assert by_name.stage == "alloy"
