"""How a parameter is declared: once, and everything follows from it.

A field of a configuration class carries its declaration in its type::

    Strength = Annotated[float, declare("strength", symbol="λ", ge=0.0, scale="log", slider=(1e-4, 1e4))]

Validation, the error sentence, the form in the window, `regsim list` and the file format all read that one declaration
through :func:`parameters`. Configurations are frozen; a changed one is a new value (:func:`msgspec.structs.replace`),
checked again when it is made.
"""

import functools
import math
import operator
import types
from abc import ABCMeta
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

import msgspec

Bound = float | int
Scale = Literal["linear", "log"]


class InputError(ValueError):
    """What the user gave is wrong, said in one sentence that names the field, the constraint and the value.

    Attributes
    ----------
    field : str
        Dotted path of the field, such as ``runs.0.penalty.strength``; empty where no single field is to blame.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field

    @classmethod
    def at(cls, field: str, constraint: str, value: object) -> "InputError":
        """The usual sentence: `field` `constraint`, got `value`."""
        return cls(f"{field} {constraint}, got {shown(value)}", field)


class Declaration(msgspec.Struct, frozen=True):
    """What is known of a parameter beside its name, type and default.

    Attributes
    ----------
    label : str
        Words beside the editor.
    symbol : str
        The symbol in formulas, such as ``λ``.
    ge, gt, le : float or None
        Bounds of the value (or of each element).
    scale : {"linear", "log"}
        Whether equal steps of the slider add or multiply.
    slider : (float, float) or None
        Ends of the slider; the spin box beside it takes every value within the bounds.
    help : str
        One sentence for tooltips, `regsim list` and the documentation.
    """

    label: str
    symbol: str = ""
    ge: Bound | None = None
    gt: Bound | None = None
    le: Bound | None = None
    scale: Scale = "linear"
    slider: tuple[float, float] | None = None
    help: str = ""


def declare(
    label: str,
    *,
    symbol: str = "",
    ge: Bound | None = None,
    gt: Bound | None = None,
    le: Bound | None = None,
    scale: Scale = "linear",
    slider: tuple[float, float] | None = None,
    help: str = "",
) -> msgspec.Meta:
    """The metadata that carries a :class:`Declaration` inside ``Annotated[type, ...]``."""
    return msgspec.Meta(extra={"declaration": Declaration(label, symbol, ge, gt, le, scale, slider, help)})


class Parameter(msgspec.Struct, frozen=True):
    """One field of a configuration class: its declaration together with its name, type and default.

    Attributes
    ----------
    kind : {"number", "integer", "flag", "choice", "text", "numbers", "texts", "table"}
        What the value is; ``numbers`` and ``texts`` are tuples, ``table`` is a tuple of tuples of numbers.
    choices : tuple of str
        The allowed words where `kind` is ``choice``.
    optional : bool
        Whether None (left out) is a value.
    """

    name: str
    kind: str
    declaration: Declaration
    default: Any = msgspec.NODEFAULT
    choices: tuple[str, ...] = ()
    optional: bool = False

    @property
    def constraint(self) -> str:
        """What a value must be, as the end of a sentence: ``must be a finite number ≥ 0``."""
        words = {
            "number": "must be a finite number",
            "integer": "must be a whole number",
            "flag": "must be true or false",
            "choice": "must be one of " + ", ".join(self.choices),
            "text": "must be text",
            "numbers": "must be a list of finite numbers",
            "texts": "must be a list of texts",
            "table": "must be a list of lists of finite numbers",
        }[self.kind]
        d = self.declaration
        bounds = [f"{sign} {shown(b)}" for sign, b in (("≥", d.ge), (">", d.gt), ("≤", d.le)) if b is not None]
        return " ".join([words, " and ".join(bounds)]).strip()

    def accepts(self, value: object) -> bool:
        """Whether `value` (of the declared type) is finite and within the bounds."""
        if value is None:
            return self.optional
        if self.kind == "choice":
            return value in self.choices
        if self.kind not in ("number", "integer", "numbers", "table"):
            return True
        d = self.declaration
        return all(
            (isinstance(x, int) or math.isfinite(x))  # an int of any length is finite, and may be too long for a float
            and (d.ge is None or x >= d.ge)
            and (d.gt is None or x > d.gt)
            and (d.le is None or x <= d.le)
            for x in _flatten(value)
        )

    def check(self, value: object) -> None:
        """Raise :class:`InputError` unless `value` is accepted."""
        if not self.accepts(value):
            raise InputError.at(self.name, self.constraint, value)


class _ConfigMeta(msgspec.StructMeta, ABCMeta):
    """Frozen structs that may have abstract methods."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", metaclass=_ConfigMeta):
    """A frozen value whose fields are declared parameters, checked whenever one is made.

    Raises
    ------
    InputError
        When a value is outside its declared bounds.
    """

    def __post_init__(self) -> None:
        for parameter in parameters(type(self)):
            parameter.check(getattr(self, parameter.name))


ConfigType = TypeVar("ConfigType", bound=Config)


def parameters(config: type[Config]) -> tuple[Parameter, ...]:
    """The declared parameters of a configuration class, in the order of its fields."""
    return _parameters(config)


@functools.cache
def _parameters(config: Any) -> tuple[Parameter, ...]:
    found = []
    for field in msgspec.structs.fields(config):
        declaration, bare = _declaration(field.type)
        if declaration is None:
            continue
        options = [t for t in get_args(bare) if t is not type(None)] if isinstance(bare, types.UnionType) else [bare]
        kind, choices = _kind(options[0])
        found.append(
            Parameter(
                field.name, kind, declaration, field.default, choices, optional=options != [bare] and len(options) == 1
            )
        )
    return tuple(found)


def kinds(base: Callable[..., ConfigType]) -> dict[str, type[ConfigType]]:
    """Every concrete class below the class `base` by its tag, in the order of definition.

    The type of `base` is that of a class that may be abstract, which ``type[...]`` is not.
    """
    found: dict[str, type[ConfigType]] = {}
    for cls in cast("type[ConfigType]", base).__subclasses__():
        if not getattr(cls, "__abstractmethods__", None):
            found[kind_of(cls)] = cls
        found.update(kinds(cls))
    return found


def kind_of(config: Config | type[Config]) -> str:
    """The word that names this class in files and on the command line, such as ``elastic-net``."""
    return str(config.__struct_config__.tag)


def union_of(base: type[Config]) -> Any:
    """The tagged union of every concrete class below `base`, for a field's type."""
    return functools.reduce(operator.or_, kinds(base).values())


def shown(value: object) -> str:
    """`value` as a user wrote it, short: numbers without ``.0``, text in quotes, long values cut."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    text = f"[{', '.join(map(shown, value[:30]))}]" if isinstance(value, (tuple, list)) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _flatten(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        for element in value:
            yield from _flatten(element)
    else:
        yield value


def _declaration(annotation: Any) -> tuple[Declaration | None, Any]:
    """The declaration inside ``Annotated[...]`` and the type without it."""
    if get_origin(annotation) is Annotated:
        bare, *metadata = get_args(annotation)
        for meta in metadata:
            if isinstance(meta, msgspec.Meta) and meta.extra and "declaration" in meta.extra:
                return meta.extra["declaration"], bare
    return None, annotation


def _kind(bare: Any) -> tuple[str, tuple[str, ...]]:
    """The kind of parameter that a type makes, and its choices."""
    if get_origin(bare) is Literal:
        return "choice", get_args(bare)
    if get_origin(bare) is tuple:
        element = get_args(bare)[0]
        if get_origin(element) is tuple:
            return "table", ()
        return ("texts" if element is str else "numbers"), ()
    return {bool: "flag", int: "integer", float: "number", str: "text"}[bare], ()
