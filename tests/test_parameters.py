"""A parameter is declared once, and its check, its sentence and its place in the lists follow from that."""

import inspect
from typing import Annotated, Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.engine.penalties import L1, ElasticNet, Penalty
from regsim.parameters import Config, InputError, Parameter, declare, kind_of, kinds, parameters, shown, union_of
from regsim.scenario import TABLES


def concrete(base: type[Config]) -> list[type[Config]]:
    """Every class of regsim below `base` that can be made, even where two have the same word."""
    below = [cls for child in base.__subclasses__() for cls in (child, *concrete(child))]
    return [cls for cls in below if cls.__module__.startswith("regsim.") and not inspect.isabstract(cls)]


REGISTERED = {f"{table}.{kind}": cls for table, base in TABLES.items() for kind, cls in kinds(base).items()}
CONFIGS = list(dict.fromkeys(concrete(Config)))
each_config = pytest.mark.parametrize("config", CONFIGS, ids=lambda cls: cls.__name__)


class Everything(Config, frozen=True, tag="everything"):
    """One parameter of each kind."""

    number: Annotated[float, declare("number", symbol="ν", ge=0.0, le=1.5)] = 1.0
    positive: Annotated[float, declare("positive", gt=0.0)] = 1.0
    count: Annotated[int, declare("count", ge=1, le=10)] = 1
    some: Annotated[int | None, declare("some", ge=1)] = None
    flag: Annotated[bool, declare("flag")] = True
    word: Annotated[Literal["a", "b"], declare("word")] = "a"
    text: Annotated[str, declare("text")] = ""
    numbers: Annotated[tuple[float, ...], declare("numbers", ge=-1.0)] = ()
    integers: Annotated[tuple[int, ...], declare("integers", ge=1, le=10)] = ()
    texts: Annotated[tuple[str, ...] | None, declare("texts")] = None
    table: Annotated[tuple[tuple[float, ...], ...], declare("table")] = ()
    undeclared: int = 0


def parameter(name: str) -> Parameter:
    return next(p for p in parameters(Everything) if p.name == name)


def test_the_declared_fields_are_the_parameters_in_their_order() -> None:
    assert [(p.name, p.kind, p.optional) for p in parameters(Everything)] == [
        ("number", "number", False),
        ("positive", "number", False),
        ("count", "integer", False),
        ("some", "integer", True),
        ("flag", "flag", False),
        ("word", "choice", False),
        ("text", "text", False),
        ("numbers", "numbers", False),
        ("integers", "integers", False),
        ("texts", "texts", True),
        ("table", "table", False),
    ]


@pytest.mark.parametrize(
    ("name", "constraint"),
    [
        ("number", "must be a finite number ≥ 0 and ≤ 1.5"),
        ("positive", "must be a finite number > 0"),
        ("count", "must be a whole number ≥ 1 and ≤ 10"),
        ("some", "must be a whole number ≥ 1"),
        ("flag", "must be true or false"),
        ("word", "must be one of a, b"),
        ("text", "must be printable text"),
        ("numbers", "must be a list of finite numbers ≥ -1"),
        ("integers", "must be a list of whole numbers ≥ 1 and ≤ 10"),
        ("texts", "must be a list of printable texts"),
        ("table", "must be a list of lists of finite numbers"),
    ],
)
def test_the_constraint_is_a_sentence_made_of_the_declaration(name: str, constraint: str) -> None:
    assert parameter(name).constraint == constraint


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("number", [0.0, 1.5, 1], [-0.1, 1.6, float("nan"), float("inf"), None, "1", True, (1.0,)]),
        ("positive", [5e-324, 1e308, 10**300], [0.0, -1.0, float("inf"), 10**400]),
        ("count", [1, 10], [0, 11, "1", True, None]),
        ("some", [None, 1, 10**400], [0]),
        ("flag", [True, False], [1, "true", None]),
        ("word", ["a", "b"], ["c", "", None, ("a",)]),
        ("text", ["", "η of λ", "1"], [1, None, "a\x01b", "a\nb", "\x7f", "\ud800", "\uffff"]),
        ("numbers", [(), (-1.0, 2.0)], [(0.0, -1.1), (float("nan"),), 1.0, ((1.0,),), ("1",)]),
        ("integers", [(), (1, 10)], [(0,), (1, 11), (1.5,), 1, ((1,),), ("1",), (True,), (10**400,)]),
        ("texts", [None, (), ("a",)], ["a", (1,), ("a\x00",)]),
        ("table", [(), ((),), ((1.0,), (2.0, 3.0))], [((1.0,), (float("-inf"),)), (1.0,)]),
    ],
)
def test_values_are_accepted_within_the_bounds_and_refused_outside(
    name: str, good: list[object], bad: list[object]
) -> None:
    for value in good:
        assert parameter(name).accepts(value)
        parameter(name).check(value)
    for value in bad:
        assert not parameter(name).accepts(value)
        with pytest.raises(InputError) as caught:
            parameter(name).check(value)
        assert str(caught.value) == f"{name} {parameter(name).constraint}, got {shown(value)}"
        assert caught.value.field == name


def test_a_configuration_outside_its_bounds_cannot_be_made() -> None:
    with pytest.raises(InputError, match=r"^strength must be a finite number ≥ 0, got -1$"):
        L1(-1.0)
    with pytest.raises(InputError, match=r"^l1_ratio must be a finite number ≥ 0 and ≤ 1, got 1\.5$"):
        ElasticNet(1.0, 1.5)
    with pytest.raises(InputError, match=r"^count must be a whole number ≥ 1 and ≤ 10, got 1000"):
        Everything(count=10**400)


def test_a_number_that_is_not_whole_is_shown_as_it_was_written() -> None:
    with pytest.raises(InputError, match=r"^count must be a whole number ≥ 1 and ≤ 10, got 3\.0$"):
        Everything(count=3.0)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"^integers must be a list of whole numbers ≥ 1 and ≤ 10, got \[8, 3\.0\]$"):
        Everything(integers=(8, 3.0))  # type: ignore[arg-type]


def test_lists_become_tuples_and_the_numbers_of_numpy_those_of_python() -> None:
    numbers: Any = [np.float64(1.0), 2]
    table: Any = [[1.0], np.eye(2)[0].tolist()]
    config = Everything(number=np.float32(0.5), count=np.int64(3), numbers=numbers, table=table)  # type: ignore[arg-type]

    assert config == Everything(number=0.5, count=3, numbers=(1.0, 2.0), table=((1.0,), (1.0, 0.0)))
    assert [type(x) for x in (config.number, config.count, *config.numbers)] == [float, int, float, int]
    assert hash(config) == hash(Everything(number=0.5, count=3, numbers=(1.0, 2.0), table=((1.0,), (1.0, 0.0))))


@pytest.mark.parametrize(
    ("message", "field", "told", "path"),
    [
        ("strength must be > 0, got 0", "strength", "runs.0.strength must be > 0, got 0", "runs.0.strength"),
        ("d.csv: must have a value, is missing", "missing", "d.csv: must have a value, is missing", "runs.0.missing"),
        ("path.csv, line 2: must be text", "path", "path.csv, line 2: must be text", "runs.0.path"),
        ("strengths must differ", "strength", "strengths must differ", "runs.0.strength"),
        ("all must fit", "", "all must fit", "runs.0"),
    ],
)
def test_an_error_told_from_further_up_names_the_whole_path_where_it_began_with_the_field(
    message: str, field: str, told: str, path: str
) -> None:
    error = InputError(message, field)

    assert (str(error.under("runs.0")), error.under("runs.0").field) == (told, path)
    assert (str(error.under("")), error.under("").field) == (message, field)


def test_a_configuration_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        L1().strength = 2.0  # type: ignore[misc]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_from_how_it_is_shown(value: float) -> None:
    assert float(shown(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        (7, "7"),
        (True, "true"),
        ("word", "'word'"),
        (None, "None"),
        ("x" * 100, "'" + "x" * 56 + "…"),
    ],
)
def test_values_are_shown_short_and_as_they_were_written(value: object, text: str) -> None:
    assert shown(value) == text


def test_kinds_are_the_concrete_classes_and_union_of_holds_each() -> None:
    assert kinds(Penalty)["l1"] is L1
    assert "penalty" not in {kind.lower() for kind in kinds(Penalty)}
    assert kind_of(L1) == kind_of(L1()) == "l1"
    assert union_of(Penalty) == union_of(Penalty)
    assert set(union_of(Penalty).__args__) == set(kinds(Penalty).values())


@pytest.mark.parametrize(("name", "cls"), REGISTERED.items(), ids=REGISTERED)
def test_every_kind_has_a_label_and_a_docstring_of_its_own(name: str, cls: type[Config]) -> None:
    assert name.partition(".")[2].replace("-", "").replace("_", "").isalnum()
    assert isinstance(getattr(cls, "label", None), str)
    assert cls.__doc__
    assert "label" in vars(cls)


@each_config
def test_every_parameter_has_a_label_a_sentence_of_help_and_a_default_it_accepts(config: type[Config]) -> None:
    assert inspect.getdoc(config)
    for p in parameters(config):
        d = p.declaration
        assert d.label
        assert d.help.endswith(".")
        if p.default is not None and isinstance(p.default, (float, int, str, tuple)):
            assert p.accepts(p.default)


@each_config
def test_sliders_lie_within_the_bounds(config: type[Config]) -> None:
    for p in parameters(config):
        if p.declaration.slider is None:
            continue
        low, high = (int(end) if p.kind == "integer" else end for end in p.declaration.slider)
        assert low < high
        assert p.accepts(low)
        assert p.accepts(high)
        assert low > 0.0 or p.declaration.scale == "linear"


def test_no_two_registered_classes_of_a_table_share_a_word() -> None:
    for base in TABLES.values():
        words = [kind_of(cls) for cls in set(concrete(base))]
        assert len(words) == len(set(words)) == len(kinds(base))
