"""In which convention the loss and the penalty are added, and what the same λ is called in the others.

A λ means nothing without its convention: what is 1 beside a mean over 100 samples is 100 beside their sum, and in
scikit-learn ``C = 0.01`` or ``alpha = 100``.
"""

import msgspec

from regsim.engine.conventions import equivalents, scikit_learn
from regsim.engine.objective import Convention
from regsim.gui.panels.form import Form
from regsim.gui.panels.lamps import Lamps, Verdict
from regsim.gui.panels.section import Section
from regsim.gui.session import Session
from regsim.gui.theme import Theme
from regsim.gui.words import number
from regsim.scenario import Run

FORMULAS = {"sum": "Σℓ + λR", "mean": "(1/m)Σℓ + λR", "per-sample": "(1/m)Σℓ + (λ/m)R"}


class ConventionSection(Section):
    """Sum or mean, λ or λ/m; hidden where there are no samples to sum over.

    Attributes
    ----------
    equivalents, estimators : Lamps
        For each run the λ of the same optimum in every convention, and the estimator of scikit-learn that finds it.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("Convention", session)
        self.form = Form(Convention)
        self.form.changed.connect(
            lambda convention: self.propose(msgspec.structs.replace(session.scenario, convention=convention))
        )
        self.equivalents, self.estimators = Lamps(), Lamps()
        for widget in (self.form, self.equivalents, self.estimators):
            self.body.addWidget(widget)

    def refresh(self) -> None:
        """Show the convention of the scenario."""
        self.clear_error()
        scenario = self.session.scenario
        self.form.set_config(scenario.convention)
        self.setVisible(scenario.model.needs_data)
        if scenario.model.needs_data:
            self.equivalents.show_verdicts([Verdict(self._in_each(run)) for run in scenario.runs])
            self.estimators.show_verdicts([Verdict(self._estimator(run)) for run in scenario.runs])

    def apply_theme(self, theme: Theme) -> None:
        """Give the dots the theme's colours of the runs."""
        self.equivalents.apply_theme(theme)
        self.estimators.apply_theme(theme)

    def _in_each(self, run: Run) -> str:
        """The λ with the same optimum in each convention, a line each; empty where there is none or it is 0."""
        strength = getattr(run.penalty, "strength", 0.0)
        if not strength:
            return ""
        same = equivalents(strength, self.session.scenario.convention, self.session.problem.loss.n_samples)
        return "\n".join(["The same optimum:", *(f"{FORMULAS[name]}: λ = {number(same[name])}" for name in FORMULAS)])

    def _estimator(self, run: Run) -> str:
        """The name of it all in scikit-learn, empty where it has none."""
        scenario = self.session.scenario
        n_samples = self.session.problem.loss.n_samples
        estimator = scikit_learn(run.penalty, scenario.model, scenario.convention, n_samples)
        return "" if estimator is None else f"scikit-learn: {estimator}"
