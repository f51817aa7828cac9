"""What is wrong in a scenario file, in the words of its own declarations.

The library that turns a tree of tables into typed values says what it expected in its own terms. Here that becomes a
sentence that names the field, the constraint and the value, from the declaration of the field.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from regsim.parameters import Config, InputError, Parameter, kinds, parameters, shown

ELEMENTS = {"numbers": "number", "integers": "integer", "texts": "text"}  # what is in a list, by the kind of the list


class Wording:
    """The words for what is wrong in one tree.

    Parameters
    ----------
    tree : dict
        What was read.
    tables : mapping of str to class
        The base of each table that has a kind, by the last word of its path.
    sections : mapping of str to class
        The class of every other table; the whole tree is called "".
    """

    def __init__(
        self, tree: dict[str, Any], tables: Mapping[str, type[Config]], sections: Mapping[str, type[Config]]
    ) -> None:
        self._tree, self._tables, self._sections = tree, tables, sections

    def error(self, error: msgspec.ValidationError) -> InputError:
        """The same error in one sentence."""
        message, between, at = str(error).rpartition(" - at `$")  # the last: a name may hold the same
        message = message if between else str(error)
        at = at if between else ""
        field = re.sub(r"\[(\d+)\]", r".\1", at.rstrip("`")).lstrip(".")
        cause = error.__cause__
        if isinstance(cause, InputError):
            return cause.under(field)
        return InputError(self._sentence(message, field), field)

    def _sentence(self, message: str, field: str) -> str:
        """What was found wrong at `field`, in the words of the field's own declaration."""
        table, _, name = field.rpartition(".")
        if unknown := re.search(r"unknown field `(.*)`", message):
            return self._no_field(field, unknown[1])
        if missing := re.search(r"missing required field `(.*?)`", message):
            need = self._kinds(field) if missing[1] == "kind" else "must be given"
            return f"{field}.{missing[1]} {need}, got nothing"
        value = self._at(field)
        if name == "kind":
            need = self._kinds(table)
            return f"{field} {need}, got {shown(value)}" if need else self._no_field(table, name)
        if declared := self._fields(table).get(name):
            return str(declared.refusal(field, value))
        if element := self._element(table, name):
            return str(element.refusal(field, value))
        words = {"str": "text", "array": "a list", "object": "a table"}
        expected = re.search(r"Expected `(\w+)", message)
        return f"{field} must be {words.get(expected[1] if expected else '', 'a finite number')}, got {shown(value)}"

    def _element(self, table: str, name: str) -> Parameter | None:
        """What an element of a list is declared to be; None where it is not in a list that is."""
        parent, _, list_name = table.rpartition(".")
        declared = self._fields(parent).get(list_name) if name.isdecimal() else None
        kind = ELEMENTS.get(declared.kind) if declared else None
        return msgspec.structs.replace(declared, kind=kind) if declared and kind else None

    def _no_field(self, table: str, name: str) -> str:
        fields = ", ".join(self._fields(table))
        return f"{table or 'the scenario'} must have no field but {fields}, got {shown(name)}"

    def _kinds(self, table: str) -> str:
        """What the kind of this table must be; empty where it has none."""
        base = self._tables.get(table.rpartition(".")[2])
        return f"must be one of {', '.join(kinds(base))}" if base else ""

    def _fields(self, table: str) -> dict[str, Parameter | None]:
        """The fields that the table at this path has, with their declarations; none where it is not a table."""
        *_, word = (part for part in ("", *table.split(".")) if not part.isdecimal())
        if word in self._tables:
            config = kinds(self._tables[word])[self._at(table)["kind"]]
        elif word in self._sections:
            config = self._sections[word]
        else:
            return {}
        declared = {parameter.name: parameter for parameter in parameters(config)}
        own = dict.fromkeys(["kind"] if word in self._tables else [])
        return own | {f: declared.get(f) for f in config.__struct_fields__}

    def _at(self, field: str) -> Any:
        """The value at a dotted path; the last that there is, where a name has dots of its own."""
        value: Any = self._tree
        for key in field.split(".") if field else ():
            try:
                value = value[int(key)] if isinstance(value, list) else value[key]
            except (KeyError, IndexError, TypeError, ValueError):
                break
        return value
