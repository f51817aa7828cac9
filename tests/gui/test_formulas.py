"""Every formula of every rule under every penalty, schedule and convention: typeset, with the symbols of its text."""

import unicodedata
from collections import Counter
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer
from ziamath.tex import tex2mml

from regsim.engine.arithmetic import update
from regsim.engine.models import LinearRegression
from regsim.engine.optimizers import Optimizer
from regsim.engine.penalties import Penalty
from regsim.engine.schedules import Schedule
from regsim.gui.widgets.formula import SIGNS, typeset
from regsim.gui.widgets.mathematics import latex
from regsim.parameters import kinds
from tests.engine.problems import MEAN, PER_SAMPLE, descend, objective, random_samples

STRUCTURE = "()/√^ "  # what a fraction, a root or an exponent says by its place


@cache
def formulas(rule: str) -> frozenset[str]:
    """What the panel can show of a rule."""
    found = {part.strip() for part in kinds(Optimizer)[rule].formula.split(", ")}
    for penalty in kinds(Penalty).values():
        for convention in (MEAN, PER_SAMPLE):
            function = objective(penalty(), LinearRegression(), random_samples(seed=4), convention)
            for schedule in kinds(Schedule).values():
                for batch_size in (None, 5):
                    optimizer = kinds(Optimizer)[rule](learning_rate=0.01, schedule=schedule(), batch_size=batch_size)
                    trajectory = descend(function, optimizer, (0.3,) * function.n_weights, 4)
                    for step, weight in ((0, 0), (3, 0), (3, function.n_weights - 1)):
                        lines = update(trajectory, step, weight)
                        assert lines
                        found |= {f"{line.name} ← {line.formula}" for line in lines}
    return frozenset(found)


def symbols(text: str) -> Counter[str]:
    """What stands in a formula, but for its structure."""
    return Counter(sign for sign in unicodedata.normalize("NFKD", text) if sign not in STRUCTURE)


@pytest.mark.parametrize("rule", kinds(Optimizer))
def test_every_formula_has_the_symbols_of_its_text(rule: str) -> None:
    assert len(formulas(rule)) > 5
    for text in formulas(rule):
        drawn = "".join(ET.fromstring(tex2mml(latex(text))).itertext())  # noqa: S314 - our own
        assert symbols(drawn) == symbols(text), (text, latex(text))


@pytest.mark.parametrize("rule", kinds(Optimizer))
def test_every_formula_is_typeset(rule: str) -> None:
    for text in formulas(rule):
        sign = next(sign for sign in SIGNS if sign in text)
        for part in (*text.split(sign), sign.strip()):
            drawing = QSvgRenderer(QByteArray(typeset(part).encode()))
            assert drawing.isValid()
            assert drawing.viewBoxF().width() > 5.0, part
