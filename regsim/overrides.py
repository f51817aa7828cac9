"""Overrides: one field of a scenario set from outside, as in ``--set runs.0.penalty.strength=0.3``.

They change the tree that was read from the file before it becomes a scenario, so that what they set is checked as if it
stood there.
"""

import tomllib
from typing import Any

from regsim.parameters import InputError, shown

MAX_DIGITS = 9  # of an index; Python refuses to read thousands of them


def parse_override(override: str) -> tuple[str, Any]:
    """The field and the value of ``FIELD=VALUE``; the value is TOML, or text where it is not.

    Raises
    ------
    InputError
        When there is no field or no equals sign.
    """
    field, equals, text = override.partition("=")
    field = field.strip()
    if not equals or not field:
        raise InputError(f"--set must be FIELD=VALUE, got {shown(override)}")
    try:
        return field, tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return field, text.strip()


def apply_override(tree: dict[str, Any], field: str, value: object) -> None:
    """Set the field at a dotted path, such as ``runs.0.penalty.strength``, in place.

    Raises
    ------
    InputError
        When the path leads nowhere.
    """
    *parents, last = field.split(".")
    node: Any = tree
    for i, key in enumerate(parents):
        node = _child(node, key, ".".join(parents[: i + 1]))
    if isinstance(node, dict):
        node[last] = value
    else:
        _child(node, last, field)
        node[int(last)] = value


def _child(node: Any, key: str, field: str) -> Any:
    if isinstance(node, dict):
        return node.setdefault(key, {})
    if isinstance(node, list):
        if not key.isdecimal() or len(key) > MAX_DIGITS or int(key) >= len(node):
            raise InputError(f"{field} must have an index below {len(node)}, got {shown(key)}", field)
        return node[int(key)]
    raise InputError(f"{field} must be inside a table or a list, got {shown(node)}", field)
