"""What is wrong in a scenario file, or in an override, is said in one sentence, whatever it is."""

from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from regsim import InputError, Scenario, dumps, load, loads, simulate
from regsim.engine.models import PenaltyOnly
from regsim.scenario import VIEWS

HEADER = 'format = "regsim-scenario"\nversion = 1\n'
words = st.text(st.characters(codec="utf-8"), max_size=20)


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("n_steps", "--set must be FIELD=VALUE, got 'n_steps'"),
        ("=3", "--set must be FIELD=VALUE, got '=3'"),
        ("n_steps=0", "from-five: n_steps must be a whole number ≥ 1 and ≤ 10000000, got 0"),
        ("n_steps=", "from-five: n_steps must be a whole number ≥ 1 and ≤ 10000000, got ''"),
        (
            "steps=1",
            f"from-five: the scenario must have no field but {', '.join(Scenario.__struct_fields__)}, got 'steps'",
        ),
        ("runs.2.penalty.strength=1", "from-five: runs.2 must have an index below 2, got '2'"),
        ("n_steps=1e3", "from-five: n_steps must be a whole number ≥ 1 and ≤ 10000000, got 1000.0"),
        (r'title="a\u0001b"', r"from-five: title must be printable text, got 'a\x01b'"),
        ("runs.a=1", "from-five: runs.a must have an index below 2, got 'a'"),
        (
            "title.x=1",
            "from-five: title.x must be inside a table or a list, got 'From five: constant steps, halving steps'",
        ),
        ("runs.0.penalty.strength=-1", "from-five: runs.0.penalty.strength must be a finite number ≥ 0, got -1"),
        ("runs.0.penalty.strength=much", "from-five: runs.0.penalty.strength must be a finite number ≥ 0, got 'much'"),
        ("runs.0.penalty.kind=none", "from-five: runs.0.penalty must have no field but kind, got 'strength'"),
    ],
)
def test_a_wrong_override_is_told_in_one_sentence(override: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        load("from-five", [override])

    assert str(error.value) == sentence


FIELDS = ", ".join(Scenario.__struct_fields__)
STRENGTH = "runs.0.penalty.strength must be a finite number ≥ 0, got"
STEPS = "n_steps must be a whole number ≥ 1 and ≤ 10000000, got"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("n_steps = 0", f"{STEPS} 0"),
        ("n_steps = 10_000_001", f"{STEPS} 10000001"),
        ("n_steps = 1.5", f"{STEPS} 1.5"),
        ("n_steps = 'many'", f"{STEPS} 'many'"),
        ("title = 3", "title must be printable text, got 3"),
        ("foo = 1", f"the scenario must have no field but {FIELDS}, got 'foo'"),
        ("kind = 'x'", f"the scenario must have no field but {FIELDS}, got 'kind'"),
        ("views = []", "views must name at least one view, got none"),
        ("views = ['slices']", f"views must be among {', '.join(VIEWS)}, got 'slices'"),
        ("views = ['slice', 'slice']", "views must name each view once, got slice, slice"),
        ("views = 'slice'", "views must be a list of printable texts, got 'slice'"),
        ("views = [1]", "views.0 must be printable text, got 1"),
        ("runs = []", "runs must be 1 to 4, got 0"),
        ("runs = [{}, {}, {}, {}, {}]", "runs must be 1 to 4, got 5"),
        ("runs = 3", "runs must be a list, got 3"),
        ("runs = [3]", "runs.0 must be a table, got 3"),
        ("runs = [{kind = 'l1'}]", "runs.0 must have no field but penalty, optimizer, got 'kind'"),
        ("runs = [{penalty = 'l1'}]", "runs.0.penalty must be a table, got 'l1'"),
        (
            "runs = [{penalty = {kind = 'l3'}}]",
            "runs.0.penalty.kind must be one of none, l1, l2, elastic-net, l2-norm, got 'l3'",
        ),
        (
            "runs = [{penalty = {}}]",
            "runs.0.penalty.kind must be one of none, l1, l2, elastic-net, l2-norm, got nothing",
        ),
        (
            "runs = [{penalty = {kind = 'l1', strengt = 1}}]",
            "runs.0.penalty must have no field but kind, strength, got 'strengt'",
        ),
        ("runs = [{penalty = {kind = 'l1', strength = -0.5}}]", f"{STRENGTH} -0.5"),
        ("runs = [{penalty = {kind = 'l1', strength = nan}}]", f"{STRENGTH} nan"),
        ("runs = [{penalty = {kind = 'l1', strength = inf}}]", f"{STRENGTH} inf"),
        ("runs = [{penalty = {kind = 'l1', strength = true}}]", f"{STRENGTH} true"),
        ("runs = [{penalty = {kind = 'l1', strength = '1'}}]", f"{STRENGTH} '1'"),
        (f"runs = [{{penalty = {{kind = 'l1', strength = 1{'0' * 400}}}}}]", f"{STRENGTH} 1{'0' * 56}…"),
        (
            "runs = [{optimizer = {kind = 'gradient-descent', learning_rate = 0}}]",
            "runs.0.optimizer.learning_rate must be a finite number > 0, got 0",
        ),
        ("convention = {data_term = 'total'}", "convention.data_term must be one of mean, sum, got 'total'"),
        ("convention = {data_term = 3}", "convention.data_term must be one of mean, sum, got 3"),
        ("convention = {kind = 'x'}", "convention must have no field but data_term, penalty_term, got 'kind'"),
        ("start = 3", "start must be a table, got 3"),
        ("start = {kind = 'values', weights = [1, 'x']}", "start.weights.1 must be a finite number, got 'x'"),
        (
            "start = {kind = 'normal', seed = -1}",
            "start.seed must be a whole number ≥ 0 and ≤ 9223372036854775807, got -1",
        ),
        ("data = {kind = 'breast-cancer'}", "data.kind must be 'none' for penalty only, got 'breast-cancer'"),
        (
            "model = {kind = 'logistic-regression'}",
            "data.kind must name a source of data for logistic regression, got 'none'",
        ),
        ("data = {kind = 'inline'}", "data.columns must be given, got nothing"),
        (
            "data = {kind = 'csv', path = 'x', missing = 'no'}",
            "data.missing must be one of error, drop, mean, got 'no'",
        ),
        (
            "model = {kind = 'quadratic', hessian = [[1, 2], [2, '1']]}",
            "model.hessian.1.1 must be a finite number, got '1'",
        ),
        (
            "model = {kind = 'quadratic', hessian = [[1, 2]], center = [1]}",
            "model.hessian must be a square table with as many rows as center has values, 1",
        ),
    ],
)
def test_what_is_wrong_is_told_with_file_field_constraint_and_value(body: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        loads(HEADER + body, name="mine.toml")

    assert str(error.value) == f"mine.toml: {sentence}"


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_start_that_is_not_finite_is_refused(value: str) -> None:
    with pytest.raises(InputError, match=rf"start\.weights must be a list of finite numbers, got .*{value}") as error:
        loads(f"{HEADER}start = {{kind = 'values', weights = [1.0, {value}]}}")

    assert error.value.field == "start.weights"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "format must be 'regsim-scenario', got nothing"),
        ("format = 'toml'", "format must be 'regsim-scenario', got 'toml'"),
        ("format = 'regsim-scenario'", "version must be 1, got nothing"),
        ("format = 'regsim-scenario'\nversion = 2", "version must be 1, got 2"),
        ("format = 'regsim-scenario'\nversion = true", "version must be 1, got true"),
        ("a =", "must be a scenario in valid TOML: Invalid value (at end of document)"),
        (f"a = {'[' * 5000}", "must be a scenario in valid TOML: lists are nested too deeply"),
    ],
)
def test_text_that_is_no_scenario_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        loads(text)

    assert str(error.value) == f"scenario: {sentence}"


def test_an_index_with_too_many_digits_is_refused() -> None:
    with pytest.raises(InputError, match=r" must have an index below 2, got '9{56}…$"):
        load("from-five", [f"runs.{'9' * 5000}.penalty.strength=1"])


def test_an_integer_with_too_many_digits_is_refused() -> None:
    with pytest.raises(InputError, match="must be a scenario in valid TOML: Exceeds the limit"):
        loads(f"a = {'9' * 5000}")


def test_what_cannot_be_read_is_told_with_its_name(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\x00")

    for source, sentence in (
        ("from-fiv", "from-fiv: must be a file or a lesson, such as from-five"),
        ("none.png", "none.png: must be a file or a lesson, such as from-five or breast-cancer"),
        ("", "'': must be a file or a lesson, such as from-five or breast-cancer"),
        (" ", "' ': must be a file or a lesson, such as from-five or breast-cancer"),
        ("a\0b.toml", r"'a\x00b.toml': cannot be read: no file can have this name"),
        ("a\0b.png", r"'a\x00b.png': cannot be read: no file can have this name"),
        (str(tmp_path), f"{tmp_path}: cannot be read: Is a directory"),
        (str(binary), f"{binary}: must be UTF-8 text"),
    ):
        with pytest.raises(InputError) as error:
            load(source)
        assert str(error.value) == sentence


@pytest.mark.parametrize("name", ["Größen.csv", "table.TSV"])
def test_a_table_in_place_of_a_scenario_is_told_where_it_is_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x;y\n1,5;2\n", encoding="utf-8-sig")
    with pytest.raises(InputError, match="must be a scenario, not a table: the window opens those, with Ctrl"):
        load(tmp_path / name)


def test_a_scenario_with_the_wrong_number_of_start_weights_is_refused_when_it_is_computed() -> None:
    scenario = Scenario(model=PenaltyOnly(n_weights=2))

    with pytest.raises(InputError, match=r"^start\.weights must have .*, 2, got 1$"):
        simulate(scenario)


toml_values = st.recursive(
    st.one_of(st.integers(), st.floats(), st.booleans(), words, st.sampled_from(["l1", "none", "csv", "values"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "strength", "weights", "penalty", "seed", "path"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*Scenario.__struct_fields__, "kind", "other"]), toml_values, max_size=4))
def test_whatever_a_file_holds_loading_gives_a_scenario_or_an_input_error(fields: dict[str, Any]) -> None:
    try:
        scenario = loads(tomli_w.dumps({"format": "regsim-scenario", "version": 1} | fields))
    except InputError:
        return
    assert loads(dumps(scenario)) == scenario


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('"n - at `x" = 3', "the scenario must have no field but"),
        ("n_steps = 0x" + "f" * 5000, "n_steps must be a whole number ≥ 1 and ≤ 10000000, got 0xfff"),
    ],
)
def test_names_and_numbers_made_to_confuse_are_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        loads(f'format = "regsim-scenario"\nversion = 1\n{text}\n')

    assert str(caught.value).startswith(f"scenario: {sentence}")
