"""In which convention the loss and the penalty are added, and what the same λ is called in the others.

A λ means nothing without its convention: what is 1 beside a mean over 100 samples is 100 beside their sum, and in
scikit-learn ``C = 0.01`` or ``alpha = 100``. Where λ changes in mid-run it is that of the step on screen.
"""

import msgspec

from regsim.engine.conventions import equivalents, scikit_learn
from regsim.engine.descent import phase_at
from regsim.engine.objective import Convention
from regsim.engine.penalties import Penalty
from regsim.gui.panels.edits import run_at
from regsim.gui.panels.form import Form
from regsim.gui.panels.lamps import Lamps, Verdict
from regsim.gui.panels.moments import n_begun, strength_span
from regsim.gui.panels.section import Section
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import Theme
from regsim.gui.words import number

FORMULAS = {"sum": "Σℓ + λR", "mean": "(1/m)Σℓ + λR", "per-sample": "(1/m)Σℓ + (λ/m)R"}


class ConventionSection(Section):
    """Sum or mean, λ or λ/m; hidden where there are no samples to sum over.

    Attributes
    ----------
    equivalents, estimators : Lamps
        For each run the λ of the same optimum in every convention, and the estimator of scikit-learn that finds it.
    """

    def __init__(self, session: Session, playback: Playback) -> None:
        super().__init__("Convention", session)
        self._playback, self._n_begun = playback, 0
        self.form = Form(Convention)
        self.form.changed.connect(
            lambda convention: self.propose(msgspec.structs.replace(session.scenario, convention=convention))
        )
        self.equivalents, self.estimators = Lamps(), Lamps()
        for widget in (self.form, self.equivalents, self.estimators):
            self.body.addWidget(widget)
        playback.stepped.connect(self._follow)

    def refresh(self) -> None:
        """Show the convention of the scenario."""
        self.clear_error()
        scenario = self.session.scenario
        self.form.set_config(scenario.convention)
        self.setVisible(scenario.model.needs_data)
        if scenario.model.needs_data:
            self._show_moment()

    def apply_theme(self, theme: Theme) -> None:
        """Give the dots the theme's colours of the runs."""
        self.equivalents.apply_theme(theme)
        self.estimators.apply_theme(theme)

    def _follow(self, step: int) -> None:
        """Another step is on screen."""
        scenario = self.session.scenario
        if scenario.model.needs_data and n_begun(scenario, step) != self._n_begun:
            self._show_moment()

    def _show_moment(self) -> None:
        """What the λ is called that holds at the step on screen."""
        self._n_begun = n_begun(self.session.scenario, self._playback.step)
        runs = range(len(self.session.scenario.runs))
        self.equivalents.show_verdicts([Verdict(self._in_each(run)) for run in runs])
        self.estimators.show_verdicts([Verdict(self._estimator(run)) for run in runs])

    def _now(self, run: int) -> tuple[Penalty, str]:
        """The penalty that a run has at the step on screen, and where, if not all the way: ``, from step 14 on``."""
        phases, step = self.session.problem.phases[run], self._playback.step
        when = strength_span(phases, step)
        return run_at(self.session.scenario, run, phase_at(phases, step).start).penalty, when and f", {when}"

    def _in_each(self, run: int) -> str:
        """The λ with the same optimum in each convention, a line each; empty where there is none or it is 0."""
        penalty, when = self._now(run)
        strength = getattr(penalty, "strength", 0.0)
        if not strength:
            return ""
        same = equivalents(strength, self.session.scenario.convention, self.session.problem.loss.n_samples)
        lines = [f"{FORMULAS[name]}: λ = {number(same[name])}" for name in FORMULAS]
        return "\n".join([f"The same optimum{when}:", *lines])

    def _estimator(self, run: int) -> str:
        """The name of it all in scikit-learn, empty where it has none."""
        scenario, (penalty, when) = self.session.scenario, self._now(run)
        n_samples = self.session.problem.loss.n_samples
        estimator = scikit_learn(penalty, scenario.model, scenario.convention, n_samples)
        return "" if estimator is None else f"scikit-learn{when}: {estimator}"
