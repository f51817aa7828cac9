"""How a parameter is declared: once, and everything follows from it.

A field of a configuration class carries its declaration in its type::

    Strength = Annotated[float, declare("strength", symbol="λ", ge=0.0, scale="log", slider=(1e-4, 1e4))]

Validation, the error sentence, the form in the window, `regsim list` and the file format all read that one declaration
through :func:`parameters`. Configurations are frozen; a changed one is a new value (:func:`msgspec.structs.replace`),
checked again when it is made.
"""

import functools
import operator
import re
import sys
import types
from abc import ABCMeta
from collections.abc import Callable
from numbers import Integral, Real
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

import msgspec

Bound = float | int
Scale = Literal["linear", "log"]

# Of each kind of parameter, how deep its tuples are nested and what is in them.
_SHAPES: dict[str, tuple[int, tuple[type, ...]]] = {
    "number": (0, (int, float)),
    "integer": (0, (int,)),
    "flag": (0, (bool,)),
    "choice": (0, (str,)),
    "text": (0, (str,)),
    "numbers": (1, (int, float)),
    "integers": (1, (int,)),
    "texts": (1, (str,)),
    "table": (2, (int, float)),
}
_PLAIN = (float, int, bool, str)
# Control characters, halves of characters and no characters: neither a picture nor a file can hold them.
LARGEST_SEED = 2**63 - 1  # what a TOML file holds
MANY_BITS = 10_000  # of a whole number: Python refuses to write more than 4300 digits
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


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

    def under(self, parent: str) -> "InputError":
        """The same error, told from further up: of a field inside `parent`, also where the sentence begins with it."""
        if not parent:
            return self
        path = f"{parent}.{self.field}" if self.field else parent
        named = self.field and str(self).startswith(f"{self.field} must ")
        return InputError(path + str(self).removeprefix(self.field) if named else str(self), path)


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
    kind : {"number", "integer", "flag", "choice", "text", "numbers", "integers", "texts", "table"}
        What the value is; ``numbers``, ``integers`` and ``texts`` are tuples, ``table`` is a tuple of
        tuples of numbers.
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
            "text": "must be printable text",
            "numbers": "must be a list of finite numbers",
            "integers": "must be a list of whole numbers",
            "texts": "must be a list of printable texts",
            "table": "must be a list of lists of finite numbers",
        }[self.kind]
        d = self.declaration
        bounds = [f"{sign} {shown(b)}" for sign, b in (("≥", d.ge), (">", d.gt), ("≤", d.le)) if b is not None]
        return " ".join([words, " and ".join(bounds)]).strip()

    def accepts(self, value: object) -> bool:
        """Whether `value` is of the declared type, finite and within the bounds."""
        if value is None:
            return self.optional
        return self._accepts(value, *_SHAPES[self.kind])

    def check(self, value: object) -> None:
        """Raise :class:`InputError` unless `value` is accepted."""
        if not self.accepts(value):
            raise self.refusal(self.name, value)

    def refusal(self, field: str, value: object) -> InputError:
        """The error that refuses `value` for this parameter, which is the one at the path `field`."""
        is_whole = self.kind in ("integer", "integers")  # then the ".0" is what may be wrong
        return InputError(f"{field} {self.constraint}, got {shown(value, is_exact=is_whole)}", field)

    def _accepts(self, value: Any, depth: int, element: tuple[type, ...]) -> bool:
        if depth:
            return isinstance(value, tuple) and all(self._accepts(x, depth - 1, element) for x in value)
        if not isinstance(value, element) or isinstance(value, bool) is not (self.kind == "flag"):
            return False
        if isinstance(value, str):
            return value in self.choices if self.choices else not UNPRINTABLE.search(value)
        d, x = self.declaration, cast("float", value)
        return (
            (self.kind == "integer" or abs(x) <= sys.float_info.max)
            and (d.ge is None or x >= d.ge)
            and (d.gt is None or x > d.gt)
            and (d.le is None or x <= d.le)
        )


class _ConfigMeta(msgspec.StructMeta, ABCMeta):
    """Frozen structs that may have abstract methods."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", metaclass=_ConfigMeta):
    """A frozen value whose fields are declared parameters, checked whenever one is made.

    Lists become tuples, and NumPy's numbers Python's: what is frozen holds nothing that changes or cannot be written.

    Raises
    ------
    InputError
        When a value is not of its declared type or outside its declared bounds.
    """

    def __post_init__(self) -> None:
        for parameter in parameters(type(self)):
            value = _plain(getattr(self, parameter.name))
            parameter.check(value)
            msgspec.structs.force_setattr(self, parameter.name, value)


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


def shown(value: Any, *, is_exact: bool = False) -> str:
    """`value` as a user wrote it, short: numbers without ``.0`` unless asked, text in quotes, long values cut."""
    if isinstance(value, float) and not is_exact and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > MANY_BITS:
        return f"{hex(value)[:57]}…"
    is_list = isinstance(value, (tuple, list))
    text = f"[{', '.join(shown(x, is_exact=is_exact) for x in value[:30])}]" if is_list else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _plain(value: Any) -> Any:
    """`value` with tuples for lists and Python's own numbers for NumPy's."""
    if isinstance(value, (list, tuple)):
        return tuple(map(_plain, value))
    if type(value) in _PLAIN or not isinstance(value, Real):
        return value
    return int(value) if isinstance(value, Integral) else float(value)


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
        return {str: "texts", int: "integers", float: "numbers"}[element], ()
    return {bool: "flag", int: "integer", float: "number", str: "text"}[bare], ()
