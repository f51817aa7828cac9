"""A scenario survives its file, and what is wrong in a file is said in one sentence."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from regsim import InputError, Run, Scenario, dumps, load, loads, save, simulate
from regsim.data import BreastCancer, Csv, Diabetes, Inline, NoData, Source
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly, Quadratic
from regsim.engine.objective import Convention
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, Penalty
from regsim.engine.start import Normal, Start, Values, Zeros
from regsim.parameters import Config, kinds, parameters
from regsim.resources import lesson_names
from regsim.scenario import VIEWS, origin, portable

HEADER = 'format = "regsim-scenario"\nversion = 1\n'
INLINE = Inline(columns=("a", "b"), rows=((0.1, 0.0), (0.2, 1.0)), target="b")
CSV_SCENARIO = Scenario(data=Csv(path="data.csv", target="y"), model=LinearRegression(), start=Zeros())
REQUIRED: dict[type[Config], dict[str, Any]] = {
    Inline: {"columns": ("a", "b"), "rows": ((1.0, 2.0),), "target": "b"},
    Csv: {"path": "/data.csv"},
}

configs: list[type[Config]] = [c for base in (Penalty, Optimizer, Start, Model, Source) for c in kinds(base).values()]
finite = st.floats(allow_nan=False, allow_infinity=False)
strengths = st.floats(0.0, allow_infinity=False)
words = st.text(st.characters(codec="utf-8"), max_size=20)
penalties = st.one_of(
    st.builds(L1, strengths), st.builds(L2, strengths), st.builds(ElasticNet, strengths, st.floats(0.0, 1.0))
)
rates = st.floats(0.0, exclude_min=True, allow_infinity=False)
runs = st.builds(Run, penalties, st.builds(GradientDescent, rates) | st.builds(ProximalGradient, rates))
rows = st.lists(st.tuples(finite, finite), min_size=1, max_size=4).map(tuple)
problems = st.one_of(
    st.tuples(st.just(NoData()), st.builds(PenaltyOnly, st.integers(1, 1000))),
    st.tuples(st.just(NoData()), st.just(Quadratic(((2.0, 0.5), (0.5, 1.0)), (0.1, -0.2)))),
    st.tuples(
        st.builds(Inline, columns=st.just(("a", "b")), rows=rows, target=st.just("a"), standardize=st.booleans()),
        st.builds(LinearRegression, st.booleans(), st.booleans()),
    ),
    st.tuples(
        st.builds(Csv, path=st.just("/a/b.csv"), target=words, features=st.none() | st.lists(words).map(tuple)),
        st.just(LogisticRegression()),
    ),
)
starts = st.one_of(
    st.just(Zeros()),
    st.builds(Values, st.lists(finite, max_size=5).map(tuple)),
    st.builds(Normal, strengths, st.integers(0, 2**63 - 1)),
)
scenarios = st.builds(
    lambda problem, **fields: Scenario(data=problem[0], model=problem[1], **fields),
    problems,
    title=words,
    n_steps=st.integers(1, 10_000_000),
    views=st.lists(st.sampled_from(list(VIEWS)), min_size=1, unique=True).map(tuple),
    convention=st.builds(Convention, st.sampled_from(["mean", "sum"]), st.sampled_from(["plain", "per-sample"])),
    start=starts,
    runs=st.lists(runs, min_size=1, max_size=4).map(tuple),
)


@settings(max_examples=200, deadline=None)
@given(scenarios)
def test_every_scenario_reads_back_as_it_was_written(scenario: Scenario) -> None:
    assert loads(dumps(scenario)) == scenario


@pytest.mark.parametrize("config", configs, ids=lambda config: config.__name__)
def test_every_kind_reads_back_as_it_was_written(config: type[Config]) -> None:
    value = config(**REQUIRED.get(config, {}))

    assert loads(dumps(scenario_with(value))) == scenario_with(value)


def scenario_with(value: Config) -> Scenario:
    """A scenario that has this value where it belongs, and beside it what it needs."""
    if isinstance(value, Penalty):
        return Scenario(runs=(Run(penalty=value),))
    if isinstance(value, Optimizer):
        return Scenario(runs=(Run(optimizer=value),))
    if isinstance(value, Start):
        return Scenario(start=value)
    if isinstance(value, Model):
        return Scenario(model=value, data=INLINE if value.needs_data else NoData())
    assert isinstance(value, Source)
    return Scenario(data=value, model=PenaltyOnly() if isinstance(value, NoData) else LinearRegression())


def test_an_empty_scenario_is_the_default_one_and_shows_l1_beside_l2() -> None:
    scenario = loads(HEADER)

    assert scenario == Scenario()
    assert [type(run.penalty) for run in scenario.runs] == [L1, L2]
    assert scenario.views == tuple(VIEWS)


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_loads_by_its_name_and_can_be_computed(name: str) -> None:
    assert {trajectory.status for trajectory in simulate(load(name))} == {"done"}


def test_text_that_only_looks_like_a_number_stays_text() -> None:
    assert loads(dumps(Scenario(title="1"))).title == "1"


def test_a_saved_scenario_loads_again(tmp_path: Path) -> None:
    scenario = Scenario(title="mine", n_steps=7)

    save(scenario, tmp_path / "mine.toml")

    assert load(tmp_path / "mine.toml") == scenario


def test_saving_keeps_the_file_that_was_there_as_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    for n_steps in (1, 2, 3):
        save(Scenario(n_steps=n_steps), path)

    assert load(path).n_steps == 3
    assert loads((tmp_path / "mine.toml.bak").read_text()).n_steps == 2


def test_the_path_of_a_csv_is_meant_from_the_scenario_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub" / "s.toml"
    path.write_text(HEADER + 'data = {kind = "csv", path = "../data.csv"}\nmodel = {kind = "linear-regression"}\n')

    data = load(path).data

    assert isinstance(data, Csv)
    assert data.path == str(tmp_path / "data.csv")


def test_a_csv_below_the_scenario_file_is_saved_with_a_relative_path(tmp_path: Path) -> None:
    data = Csv(path=str(tmp_path / "sub" / "data.csv"))
    scenario = msgspec.structs.replace(CSV_SCENARIO, data=data)

    save(scenario, tmp_path / "s.toml")

    assert 'path = "sub/data.csv"' in (tmp_path / "s.toml").read_text()
    assert load(tmp_path / "s.toml") == scenario


def test_a_csv_elsewhere_is_saved_with_its_whole_path(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    scenario = msgspec.structs.replace(CSV_SCENARIO, data=Csv(path=str(tmp_path / "data.csv")))

    save(scenario, tmp_path / "sub" / "s.toml")

    assert load(tmp_path / "sub" / "s.toml") == scenario


def test_a_scenario_to_hand_out_names_no_folders() -> None:
    shared = portable(msgspec.structs.replace(CSV_SCENARIO, data=Csv(path="/home/ada/data.csv")))

    assert isinstance(shared.data, Csv)
    assert shared.data.path == "data.csv"
    assert portable(Scenario()) == Scenario()


def test_only_a_scenario_file_is_saved_to_again() -> None:
    assert origin("mine.toml") == Path("mine.toml")
    assert origin("from-five") is None
    assert origin("picture.PNG") is None


@pytest.mark.parametrize(
    ("override", "changed"),
    [
        ("n_steps=3", {"n_steps": 3}),
        (" n_steps = 3", {"n_steps": 3}),
        ("title=two words", {"title": "two words"}),
        ('title="in = quotes"', {"title": "in = quotes"}),
        ('views=["weights"]', {"views": ("weights",)}),
        ("start.weights=[-1, 2.5]", {"start": Values((-1.0, 2.5))}),
        ("convention.data_term=sum", {"convention": Convention("sum")}),
        ("convention={data_term='sum'}", {"convention": Convention("sum")}),
        ("start={kind='zeros'}", {"start": Zeros()}),
        ("runs=[{penalty={kind='l2'}}]", {"runs": (Run(L2()),)}),
    ],
)
def test_an_override_sets_one_field(override: str, changed: dict[str, Any]) -> None:
    before = Scenario()

    assert loads(dumps(before), [override]) == msgspec.structs.replace(before, **changed)


def test_overrides_reach_into_runs_and_are_applied_in_order() -> None:
    scenario = load(
        "from-five", ["runs.1.penalty.strength=7", "runs.1.penalty.strength=0.25", "runs.0.penalty.kind=l2"]
    )

    assert [run.penalty for run in scenario.runs] == [L2(1.0), L2(0.25)]


def test_an_override_makes_a_table_that_is_left_out_of_the_file() -> None:
    assert loads(HEADER, ["start.kind=normal", "start.seed=3"]).start == Normal(seed=3)


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
        ("title = 3", "title must be text, got 3"),
        ("foo = 1", f"the scenario must have no field but {FIELDS}, got 'foo'"),
        ("kind = 'x'", f"the scenario must have no field but {FIELDS}, got 'kind'"),
        ("views = []", "views must name at least one view, got none"),
        ("views = ['slices']", "views must be among slice, derivative, weights, objective, got 'slices'"),
        ("views = ['slice', 'slice']", "views must name each view once, got slice, slice"),
        ("views = 'slice'", "views must be a list of texts, got 'slice'"),
        ("views = [1]", "views.0 must be text, got 1"),
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
        ("start = {kind = 'normal', seed = -1}", "start.seed must be a whole number ≥ 0, got -1"),
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
        ("a =", "must be valid TOML: Invalid value (at end of document)"),
        (f"a = {'[' * 5000}", "must be valid TOML: lists are nested too deeply"),
    ],
)
def test_text_that_is_no_scenario_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        loads(text)

    assert str(error.value) == f"scenario: {sentence}"


def test_an_integer_with_too_many_digits_is_refused() -> None:
    with pytest.raises(InputError, match="must be valid TOML: Exceeds the limit"):
        loads(f"a = {'9' * 5000}")


def test_what_cannot_be_read_is_told_with_its_name(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\x00")

    for source, sentence in (
        ("from-fiv", "from-fiv: must be a file or a lesson, such as from-five"),
        (str(tmp_path), f"{tmp_path}: cannot be read: Is a directory"),
        (str(binary), f"{binary}: must be UTF-8 text"),
    ):
        with pytest.raises(InputError) as error:
            load(source)
        assert str(error.value) == sentence


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


def test_a_byte_order_mark_in_front_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes(b"\xef\xbb\xbf" + HEADER.replace("\n", "\r\n").encode())

    assert load(tmp_path / "s.toml") == Scenario()


def test_a_scenario_read_from_its_file_gives_the_same_bits(tmp_path: Path) -> None:
    scenario = Scenario(data=Diabetes(), model=LinearRegression(), start=Normal(), n_steps=20)
    save(scenario, tmp_path / "s.toml")

    for a, b in zip(simulate(scenario), simulate(load(tmp_path / "s.toml")), strict=True):
        np.testing.assert_array_equal(a.weights, b.weights)
        np.testing.assert_array_equal(a.objective, b.objective)


def test_every_parameter_of_every_kind_is_declared() -> None:
    for config in configs:
        assert [p.name for p in parameters(config)] == list(config.__struct_fields__)


def test_the_breast_cancer_lesson_is_about_real_data() -> None:
    assert isinstance(load("breast-cancer").data, BreastCancer)
