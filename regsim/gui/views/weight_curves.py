"""How the curves of weights are drawn: few, each in full with a dash of its own; of many, most of them faint."""

from collections.abc import Collection, Sequence

from regsim.gui.plotting.canvas import DASHES, FINE, Canvas
from regsim.gui.plotting.strokes import Bundle, Line
from regsim.gui.views.grown import Series

CHOSEN = 2.4  # pixels, the width of the chosen weight's curve
FAINT_FROM, FAINTEST = 12, 0.4  # weights from which on curves without a name are fainter, and how faint they become


def draw_few(
    canvas: Canvas,
    lines: Sequence[Line],
    series: Sequence[Series],
    color: str,
    chosen: int,
    *,
    is_past: bool,
    has_dots: bool,
) -> None:
    """Each curve, the chosen one over the others; the past solid, or dashed to be told apart, with a dot per step."""
    for j in sorted(range(len(lines)), key=lambda j: j == chosen):
        if not is_past:
            canvas.stroke(lines[j], color, FINE, DASHES[2], 0.9)
            continue
        canvas.stroke(lines[j], color, CHOSEN if j == chosen else 1.8, DASHES[j % len(DASHES)])
        if has_dots:
            canvas.dots(*series[j], color, 6.0)


class Many:
    """Curves of which most have no name beside them: these are the fainter the more there are.

    Parameters
    ----------
    lines : sequence of Line
    chosen : int
    named : collection of int
        The curves with a name, the chosen one among them.
    """

    def __init__(self, lines: Sequence[Line], chosen: int, named: Collection[int]) -> None:
        self._chosen = lines[chosen]
        self._named = Bundle([line for j, line in enumerate(lines) if j in named and j != chosen])
        self._others = Bundle([line for j, line in enumerate(lines) if j not in named])
        self._faint = min(max((FAINT_FROM / len(lines)) ** 0.5, FAINTEST), 1.0)

    def draw(self, canvas: Canvas, color: str, *, is_past: bool) -> None:
        """The chosen curve over those with a name, over all others."""
        if not is_past:
            for bundle in (self._others, self._named):
                canvas.stroke_fine(bundle, color, 0.35 * self._faint)
            canvas.stroke(self._chosen, color, FINE, alpha=0.5)
            return
        canvas.stroke_fine(self._others, color, 0.7 * self._faint)
        canvas.stroke_fine(self._named, color, 0.7)
        canvas.stroke(self._chosen, canvas.theme.window, CHOSEN + 3.0)  # not lost among the others
        canvas.stroke(self._chosen, color, CHOSEN)
