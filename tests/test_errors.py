"""Errors say what was wrong, what was seen and what to write."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from mineralsec import errors
from mineralsec.errors import DataError, MineralsecError, Problem, show, suggest


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.UnitsError, ValueError),
        (errors.RecordError, ValueError),
        (errors.UnknownNameError, LookupError),
        (errors.GraphError, ValueError),
        (errors.DataError, ValueError),
        (errors.SolverError, RuntimeError),
    ],
)
def test_every_error_is_ours_and_the_builtin_people_catch(error, builtin):
    assert issubclass(error, MineralsecError)
    assert issubclass(error, builtin)


def test_a_warning_of_ours_can_be_filtered_by_its_class():
    assert issubclass(errors.MineralsecWarning, UserWarning)


def test_a_message_of_a_lookup_is_not_quoted_as_a_key_error_would():
    assert str(errors.UnknownNameError("no place 'ZZ'")) == "no place 'ZZ'"


def test_bad_rows_come_together_and_keep_their_order():
    error = DataError("a.csv", [Problem("line 3", "no unit"), Problem("line 9", "negative")])
    assert str(error) == "a.csv: 2 problems\n  line 3: no unit\n  line 9: negative"
    assert [p.where for p in error.problems] == ["line 3", "line 9"]


def test_one_bad_row_is_one_problem():
    assert str(DataError("a.csv", [Problem("line 3", "x")])).startswith("a.csv: 1 problem\n")


def test_a_file_that_cannot_be_read_at_all_has_no_list():
    assert str(DataError("cannot read 'x'")) == "cannot read 'x'"


def test_a_long_list_of_bad_rows_is_cut_in_print_but_not_in_the_error():
    error = DataError("a.csv", [Problem(f"line {i}", "bad") for i in range(25)])
    assert str(error).endswith("line 19: bad\n  ... and 5 more in .problems")
    assert len(error.problems) == 25


def test_a_list_of_exactly_as_many_as_are_shown_is_whole():
    error = DataError("a.csv", [Problem(f"line {i}", "bad") for i in range(DataError.shown)])
    assert "more in .problems" not in str(error)


def test_a_problem_without_a_place_is_its_message():
    assert str(Problem("", "empty")) == "empty"


def test_bad_rows_survive_a_trip_to_another_process():
    error = DataError("a.csv", [Problem("line 3", "no unit")])
    back = pickle.loads(pickle.dumps(error))
    assert (back.what, back.problems) == (error.what, error.problems)


def test_text_in_a_message_is_quoted_and_short():
    assert show("galium") == "'galium'"
    assert show("x" * 100_000).endswith("… (100000 characters)")
    assert len(show("x" * 100_000)) < 100


def test_no_control_character_reaches_a_terminal():
    assert "\x1b" not in show("\x1b[31mred")
    assert "\n" not in show("a\nb")


def test_objects_in_a_message_are_short_too():
    assert show(5) == "5"
    assert len(show(list(range(1000)))) == 121


def test_a_message_comes_even_if_the_value_cannot_be_printed():
    assert show(10**5000) == "an object of type int that cannot be printed"


def test_an_object_that_prints_on_several_lines_takes_one():
    assert "\n" not in show(np.zeros((3, 3)))


def test_the_nearest_names_are_offered_and_far_ones_are_not():
    assert suggest("galium", ["gallium", "cobalt"]) == " Did you mean 'gallium'?"
    assert suggest("Cobald", ["gallium", "Cobalt", "cobalts"]) == (
        " Did you mean 'Cobalt' or 'cobalts'?"
    )
    assert suggest("zzz", ["gallium"]) == ""


def test_a_suggestion_for_a_huge_name_comes_at_once():
    assert suggest("a" * 1_000_000, ["gallium"]) == ""
