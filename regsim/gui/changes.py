"""Changes of λ or η in mid-run, in the words that stand beside them."""

from collections.abc import Iterable

from regsim.gui.words import number
from regsim.scenario import Change

SYMBOLS = {"strength": "λ", "learning_rate": "η"}


def marks_of(changes: Iterable[Change], run: int, n_steps: int, *, has_strength: bool) -> dict[int, str]:
    """What changes for a run, by step, such as ``λ = 0.1``; of two at one step the later in the list holds."""
    values: dict[int, dict[str, str]] = {}
    for change in sorted(changes, key=lambda change: change.step):
        if change.acts_on(run) and change.step < n_steps:
            values.setdefault(change.step, {}).update(_values(change, has_strength=has_strength))
    return {step: _joined(found) for step, found in values.items() if found}


def marks_of_all(changes: Iterable[Change], n_steps: int) -> dict[int, str]:
    """What changes for any run, by step, such as ``step 40: λ = 0.1, η = 0.2 (run 1)``."""
    texts: dict[int, list[str]] = {}
    for change in changes:
        if change.step < n_steps:
            whose = "" if change.run is None else f" (run {change.run + 1})"
            texts.setdefault(change.step, []).append(_joined(_values(change)) + whose)
    return {step: f"step {step:,}: {', '.join(found)}" for step, found in sorted(texts.items())}


def words(change: Change, name: str) -> str:
    """What a change makes of one quantity, ``strength`` or ``learning_rate``: ``λ = 0.1``."""
    return f"{SYMBOLS[name]} = {number(getattr(change, name))}"


def _values(change: Change, *, has_strength: bool = True) -> dict[str, str]:
    values = {symbol: getattr(change, name) for name, symbol in SYMBOLS.items() if has_strength or name != "strength"}
    return {symbol: number(value) for symbol, value in values.items() if value is not None}


def _joined(values: dict[str, str]) -> str:
    return ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
