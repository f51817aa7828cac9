"""From a line of text to LaTeX."""

import pytest

from regsim.gui.widgets.mathematics import latex


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("w ← w − η(∂D + λ∂R)", r"w \leftarrow w - \eta ({\partial} D + \lambda {\partial} R)"),
        ("w − ηm̂/(√v̂ + ε)", r"w - \frac{\eta \hat{m}}{\sqrt{\hat{v}} + \varepsilon}"),
        ("sign(v)·max(|v| − ηλ, 0)", r"\operatorname{sign} (v) \cdot \max (|v| - \eta \lambda , 0)"),
        ("v/‖v‖·max(‖v‖, 0)", r"\frac{v}{\|v\|} \cdot \max (\|v\| , 0)"),
        ("β₁m + (1 − β₁)g²", r"\beta_{1} m + (1 - \beta_{1}) g^{2}"),
        ("m/(1 − β₁ᵗ)", r"\frac{m}{1 - \beta_{1}^{t}}"),
        ("β₁₂¹²⁰", r"\beta_{12}^{120}"),
        ("(t − 1)/t⁺", r"\frac{t - 1}{t^{+}}"),
        ("w′ − w₋", "w' - w_{-}"),
        ("η√(1 + k)", r"\eta \sqrt{1 + k}"),
        ("−2.5w", "- 2.5 w"),
        ("?", "?"),
    ],
)
def test_a_line_of_text_becomes_latex(text: str, drawn: str) -> None:
    assert latex(text) == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("1 + η(λ/m)", r"1 + \eta \tfrac{\lambda}{m}"),
        ("(1 − η(λ/m))w", r"(1 - \eta \tfrac{\lambda}{m}) w"),
        ("v/(1 + η(λ/m))", r"\frac{v}{1 + \eta \tfrac{\lambda}{m}}"),
        ("η(1 + cos(πk/n))/2", r"\frac{\eta (1 + \cos (\pi k/n))}{2}"),
        ("γ^⌊k/n⌋", r"\gamma^{\lfloor k/n \rfloor}"),
    ],
)
def test_fractions_within_a_line_are_small_or_keep_their_slash(text: str, drawn: str) -> None:
    assert latex(text) == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
        ("ηw/c·d", r"\frac{\eta w}{c} \cdot d"),
    ],
)
def test_a_slash_divides_what_is_left_of_it_by_one_factor(text: str, drawn: str) -> None:
    assert latex(text) == drawn


@pytest.mark.parametrize("text", ["", "(", "a)", "/", "a/", "√", "‖v", "^", "²", "%", "+ + ←"])
def test_whatever_is_written_something_comes_out(text: str) -> None:
    assert isinstance(latex(text), str)
