"""What the same λ is called in the other conventions and in scikit-learn."""

import msgspec

from regsim.engine.objective import Convention
from regsim.engine.optimizers import GradientDescent
from regsim.engine.penalties import L1, L2, L2Norm, NoPenalty, Penalty
from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.scenario import Change, Run


def install(session: Session, *penalties: Penalty, convention: Convention | None = None) -> None:
    runs = tuple(Run(penalty, GradientDescent(0.1)) for penalty in penalties)
    scenario = msgspec.structs.replace(session.scenario, runs=runs, convention=convention or Convention())
    session.update(scenario)


def test_the_same_optimum_is_named_in_each_convention_once_for_equal_strengths(
    panel: ScenarioPanel, session: Session
) -> None:
    session.open("breast-cancer")
    install(session, L1(0.5), L2(0.5))
    assert panel.convention.equivalents.texts == [
        "The same optimum:\nΣℓ + λR: λ = 284.5\n(1/m)Σℓ + λR: λ = 0.5\n(1/m)Σℓ + (λ/m)R: λ = 284.5"
    ]
    assert panel.convention.estimators.texts == [
        "scikit-learn: LogisticRegression(C=0.00351494, l1_ratio=1, solver='saga')",
        "scikit-learn: LogisticRegression(C=0.00351494, l1_ratio=0)",
    ]


def test_another_convention_gives_the_same_number_another_meaning(panel: ScenarioPanel, session: Session) -> None:
    session.open("breast-cancer")
    install(session, L2(569.0), convention=Convention("sum", "plain"))
    (text,) = panel.convention.equivalents.texts
    assert text.splitlines()[1:] == ["Σℓ + λR: λ = 569", "(1/m)Σℓ + λR: λ = 1", "(1/m)Σℓ + (λ/m)R: λ = 569"]


def test_runs_of_different_strengths_are_told_apart(panel: ScenarioPanel, session: Session) -> None:
    session.open("breast-cancer")
    install(session, L2(1.0), L2(2.0))
    assert len(panel.convention.equivalents.texts) == 2
    assert len(panel.convention.estimators.texts) == 2


def test_what_has_no_strength_or_no_name_elsewhere_is_not_given_one(panel: ScenarioPanel, session: Session) -> None:
    session.open("breast-cancer")
    install(session, NoPenalty(), L2Norm(1.0))
    assert len(panel.convention.equivalents.texts) == 1
    assert panel.convention.estimators.texts == ["scikit-learn: LogisticRegression(C=np.inf, l1_ratio=0)"]


def test_without_samples_there_is_no_convention(panel: ScenarioPanel) -> None:
    assert not panel.convention.isVisible()


def test_what_the_same_λ_is_called_follows_the_step_where_it_changes_on_the_way(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    session.open("breast-cancer")
    install(session, L2(1.0))
    changes = (Change(5, strength=0.5), Change(9, learning_rate=0.2))
    session.update(msgspec.structs.replace(session.scenario, n_steps=14, changes=changes))
    told = [(0, "up to step 5", "569"), (5, "from step 5 on", "284.5"), (12, "from step 5 on", "284.5")]
    for step, when, strength in [*told, told[0]]:
        playback.seek(step)
        (text,) = panel.convention.equivalents.texts
        assert text.splitlines()[:2] == [f"The same optimum, {when}:", f"Σℓ + λR: λ = {strength}"]
        assert panel.convention.estimators.texts[0].startswith(f"scikit-learn, {when}: LogisticRegression")
