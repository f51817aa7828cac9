"""Choosing data: model, start and runs follow."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from regsim.data import BreastCancer, Csv, Dataset, Diabetes, Inline, NoData
from regsim.engine.models import LinearRegression, LogisticRegression, PenaltyOnly
from regsim.engine.objective import Convention
from regsim.engine.optimizers import GradientDescent, ProximalGradient
from regsim.engine.penalties import L1, L2, NoPenalty
from regsim.engine.stability import stable_limit
from regsim.engine.start import FanIn, Values, Zeros
from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.panels.setups import scenario_for, without_data
from regsim.gui.session import Session
from regsim.parameters import kind_of
from regsim.problem import Problem
from regsim.scenario import Run, Scenario
from regsim.scenario_file import load
from tests.gui.panels.driving import enter, text_of


@pytest.fixture
def heart(tmp_path: Path) -> str:
    path = tmp_path / "heart.csv"
    rng = np.random.default_rng(0)
    rows = [f"{a:.3f},{'Present' if b > 0 else 'Absent'},{int(a + b > 0)}" for a, b in rng.normal(size=(40, 2))]
    path.write_text("sbp,famhist,chd\n" + "\n".join(rows), encoding="utf-8")
    return str(path)


def test_data_bring_a_model_that_fits_and_settings_that_show_something(panel: ScenarioPanel, session: Session) -> None:
    panel.data.editor.combo.chosen.emit("breast-cancer")
    scenario = session.scenario
    assert (scenario.data, scenario.model, scenario.start) == (BreastCancer(), LogisticRegression(), Zeros())
    assert all(isinstance(run.optimizer, ProximalGradient) for run in scenario.runs)
    assert panel.model.editor.combo.keys == (
        "linear-regression",
        "logistic-regression",
        "softmax-regression",
        "neural-network",
    )
    weights = [t.weights[-1] for t in session.trajectories]
    assert 0 < np.count_nonzero(weights[0]) < 31
    panel.data.editor.combo.chosen.emit("diabetes")
    assert (session.scenario.data, session.scenario.model) == (Diabetes(), LinearRegression())
    assert all(t.status == "" or "diverged" not in str(t.status) for t in session.trajectories)


def test_data_that_are_chosen_are_loaded_once(
    panel: ScenarioPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[BreastCancer] = []
    load_them = BreastCancer.load

    def counted(source: BreastCancer) -> Dataset | None:
        loaded.append(source)
        return load_them(source)

    monkeypatch.setattr(BreastCancer, "load", counted)
    panel.data.editor.combo.chosen.emit("breast-cancer")
    assert loaded == [session.scenario.data]


def test_going_back_to_no_data_is_penalty_only_from_five(panel: ScenarioPanel, session: Session) -> None:
    session.open("breast-cancer")
    panel.data.editor.combo.chosen.emit("none")
    scenario = session.scenario
    assert (scenario.data, scenario.model, scenario.start) == (NoData(), PenaltyOnly(), Values((5.0,)))
    session.undo()
    assert session.scenario == load("breast-cancer")


def test_the_notes_of_the_data_are_shown(panel: ScenarioPanel, session: Session) -> None:
    session.open("breast-cancer")
    assert panel.data.summary.startswith("569 rows · 30 features → ")
    assert "malignant → 0 (212)" in panel.data.notes
    session.undo()
    assert panel.data.summary == ""


def test_a_csv_file_is_asked_for(qtbot: QtBot, panel: ScenarioPanel, session: Session) -> None:
    with qtbot.waitSignal(panel.csv_requested):
        panel.data.open_button.click()
    with qtbot.waitSignal(panel.csv_requested):
        panel.data.editor.combo.chosen.emit("csv")
    assert session.scenario.data == NoData()
    assert panel.data.editor.combo.key == "none"


def test_a_path_that_cannot_be_read_is_kept_with_the_reason(panel: ScenarioPanel, session: Session, heart: str) -> None:
    source = Csv(path=heart)
    session.update(scenario_for(source, LogisticRegression(), session.scenario))
    assert panel.data.summary == "heart.csv · 40 rows · 2 features → chd"
    assert panel.data.editor.form is not None
    field = panel.data.editor.form.fields["path"]
    enter(field, "nowhere.csv")
    assert "nowhere.csv" in field.error
    assert text_of(field) == "nowhere.csv"
    assert session.scenario.data == source


def test_a_target_that_does_not_fit_the_model_is_refused_beside_it(
    panel: ScenarioPanel, session: Session, heart: str
) -> None:
    session.update(scenario_for(Csv(path=heart), LogisticRegression(), session.scenario))
    assert panel.data.editor.form is not None
    field = panel.data.editor.form.fields["target"]
    enter(field, "sbp")
    assert "exactly 2 classes" in field.error


def test_a_model_that_does_not_fit_the_data_is_refused_and_the_old_one_shown(
    panel: ScenarioPanel, session: Session
) -> None:
    panel.data.editor.combo.chosen.emit("diabetes")
    panel.model.editor.combo.chosen.emit("logistic-regression")
    assert session.scenario.model == LinearRegression()
    assert panel.model.editor.combo.key == "linear-regression"
    assert "exactly 2 classes" in panel.model.message


def test_another_model_of_the_same_data_gets_settings_of_its_own(panel: ScenarioPanel, session: Session) -> None:
    session.open("breast-cancer")
    panel.model.editor.combo.chosen.emit("linear-regression")
    scenario = session.scenario
    assert scenario.model == LinearRegression()
    assert scenario.title == load("breast-cancer").title
    limit = stable_limit(session.problem.objectives[0], scenario.runs[0].optimizer)
    assert 0.4 * limit < scenario.runs[0].optimizer.learning_rate <= 0.5 * limit


def test_a_table_of_one_s_own_begins_with_an_example(panel: ScenarioPanel, session: Session) -> None:
    panel.data.editor.combo.chosen.emit("inline")
    assert isinstance(session.scenario.data, Inline)
    assert panel.data.editor.form is not None
    enter(panel.data.editor.form.fields["rows"], "[0, 1], [1, 3], [2, 5]")
    assert session.problem.dataset is not None
    assert session.problem.dataset.n_samples == 3


@pytest.mark.parametrize("convention", [Convention(), Convention("sum"), Convention("mean", "per-sample")])
@pytest.mark.parametrize("source", [BreastCancer(), Diabetes(), BreastCancer(standardize=False)], ids=repr)
def test_the_proposed_strength_is_a_tenth_of_what_removes_every_weight(
    source: BreastCancer | Diabetes, convention: Convention
) -> None:
    model = LinearRegression() if isinstance(source, Diabetes) else LogisticRegression()
    current = msgspec.structs.replace(Scenario(), convention=convention)
    proposed = scenario_for(source, model, current)
    problem = Problem(proposed)
    w = np.zeros(len(problem.start))
    data = problem.dataset
    assert data is not None
    share = data.y.mean()
    w[-1] = share if isinstance(source, Diabetes) else np.log(share / (1 - share))
    gradient = np.abs(problem.objectives[0].data_gradient(w)[:-1]).max()
    penalty = problem.objectives[0].penalty
    assert isinstance(penalty, L1)
    assert 0.9 * gradient <= 10.0 * penalty.strength <= gradient


def test_a_proposal_keeps_penalties_and_chosen_optimizers() -> None:
    current = msgspec.structs.replace(
        load("breast-cancer"),
        runs=(Run(L2(), GradientDescent()), Run(NoPenalty(), ProximalGradient())),
    )
    proposed = scenario_for(Diabetes(), LinearRegression(), current)
    assert [type(run.penalty) for run in proposed.runs] == [L2, NoPenalty]
    assert [type(run.optimizer) for run in proposed.runs] == [GradientDescent, ProximalGradient]
    assert proposed.n_steps == 500


def test_without_data_every_penalty_has_strength_one() -> None:
    toy = without_data(load("breast-cancer"))
    assert [run.penalty for run in toy.runs] == [L1(1.0), L2(1.0)]


@pytest.mark.parametrize(
    ("kind", "model"),
    [("iris", "softmax-regression"), ("moons", "logistic-regression"), ("sparse-linear", "linear-regression")],
)
def test_every_source_brings_a_model_that_fits(panel: ScenarioPanel, session: Session, kind: str, model: str) -> None:
    panel.data.editor.combo.chosen.emit(kind)
    assert (kind_of(session.scenario.data), kind_of(session.scenario.model)) == (kind, model)
    assert not any(t.diverged for t in session.trajectories)


def test_a_network_is_kept_whatever_the_data(panel: ScenarioPanel, session: Session) -> None:
    panel.data.editor.combo.chosen.emit("circles")
    panel.model.editor.combo.chosen.emit("neural-network")
    for kind in ("iris", "polynomial", "xor"):
        panel.data.editor.combo.chosen.emit(kind)
        assert (kind_of(session.scenario.data), kind_of(session.scenario.model)) == (kind, "neural-network")
        assert isinstance(session.scenario.start, FanIn)
    panel.model.editor.combo.chosen.emit("logistic-regression")
    assert session.scenario.start == Zeros()


def test_the_layers_of_a_network_are_whole_numbers(panel: ScenarioPanel, session: Session) -> None:
    panel.data.editor.combo.chosen.emit("moons")
    panel.model.editor.combo.chosen.emit("neural-network")
    assert panel.model.editor.form is not None
    hidden = panel.model.editor.form.fields["hidden"]
    assert text_of(hidden) == "8, 8"
    enter(hidden, "4, 3")
    assert session.problem.loss.n_weights == 2 * 4 + 4 * 3 + 3 + 4 + 3 + 1
    enter(hidden, "4, 2.5")
    assert hidden.error.startswith("hidden layers must be a list of whole numbers")


def test_the_seed_of_the_data_stands_behind_a_line_that_opens_it(panel: ScenarioPanel, session: Session) -> None:
    panel.data.editor.combo.chosen.emit("moons")
    form = panel.data.editor.form
    assert form is not None
    assert form.fields["degree"].isVisible()
    assert not form.fields["seed"].isVisible()
    form.more.button.click()
    assert form.fields["seed"].isVisible()
    before = session.problem.dataset
    enter(form.fields["seed"], "3")
    assert before is not None
    assert session.problem.dataset is not None
    assert not np.array_equal(session.problem.dataset.X, before.X)


def test_samples_to_validate_on_are_counted(panel: ScenarioPanel, session: Session) -> None:
    panel.data.editor.combo.chosen.emit("breast-cancer")
    assert panel.data.editor.form is not None
    enter(panel.data.editor.form.fields["validation_fraction"], "0.25")
    assert "426 samples to train on, 143 to validate" in panel.data.notes
    assert session.summary.startswith("426 samples + 143 to validate on")
