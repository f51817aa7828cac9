"""A scenario survives its file, and what is wrong in a file is said in one sentence."""

import os
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regsim import Run, Scenario, dumps, load, loads, save, simulate
from regsim.data import BreastCancer, Csv, Diabetes, Inline, NoData, Source
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly, Quadratic
from regsim.engine.objective import Convention
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, Penalty
from regsim.engine.start import Normal, Start, Values, Zeros
from regsim.parameters import Config, kinds, parameters
from regsim.resources import lesson_names
from regsim.scenario import TABLES, VIEWS
from regsim.scenario_file import origin, portable

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
printable = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
words = st.text(printable, max_size=20)
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
    assert scenario.views == ("slice", "derivative", "weights", "objective")


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


def test_a_csv_in_the_home_directory_is_left_to_whoever_is_at_home(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(HEADER + 'data = {kind = "csv", path = "~/data.csv"}\nmodel = {kind = "linear-regression"}\n')

    assert load(path).data == Csv(path="~/data.csv")


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


@pytest.mark.parametrize(("given", "kept"), [("data.csv", "../data.csv"), ("sub/data.csv", "data.csv")])
def test_a_csv_meant_from_the_working_directory_is_the_same_one_after_saving_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, kept: str
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / given).write_text("x,y\n1,2\n2,4\n3,5\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    scenario = msgspec.structs.replace(CSV_SCENARIO, data=Csv(path=given))

    save(scenario, "sub/s.toml")

    saved = load("sub/s.toml")
    assert isinstance(saved.data, Csv)
    assert saved.data.path == os.path.normpath(tmp_path / "sub" / kept)
    for a, b in zip(simulate(scenario), simulate(saved), strict=True):
        np.testing.assert_array_equal(a.weights, b.weights)


def test_a_csv_of_no_name_or_in_the_home_directory_is_saved_as_it_is(tmp_path: Path) -> None:
    for path in ("", "~/data.csv"):
        scenario = msgspec.structs.replace(CSV_SCENARIO, data=Csv(path=path))
        save(scenario, tmp_path / "s.toml")
        assert load(tmp_path / "s.toml") == scenario


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
        declared = [field for field in config.__struct_fields__ if field not in TABLES]
        assert [p.name for p in parameters(config)] == declared


def test_the_breast_cancer_lesson_is_about_real_data() -> None:
    assert isinstance(load("breast-cancer").data, BreastCancer)
