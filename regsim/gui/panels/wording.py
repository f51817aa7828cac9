"""What files and their errors call by a name or a code word, and the window by the words that stand in it."""

import re

from regsim.parameters import Parameter

_PHRASES = {"missing": {"error": "refuse the file", "drop": "leave the row out", "mean": "fill with the mean"}}
_EMPTY = {"features": "all others", "batch_size": "all samples"}
_HINT = re.compile(r' \((\w+) = "(\w+)" [^()]*\)')  # how a file would say what to do


def phrase(parameter: Parameter, word: str) -> str:
    """What a choice does, where its word does not say it."""
    return _PHRASES.get(parameter.name, {}).get(word, word)


def empty_means(parameter: Parameter) -> str:
    """What it means to leave a value out."""
    return _EMPTY.get(parameter.name, "none")


def in_words(sentence: str, parameter: Parameter) -> str:
    """A sentence about a parameter with its label for its name, and a choice in the words of the window."""
    label = parameter.declaration.label
    named = re.sub(rf"^([\w.]+\.)?{parameter.name}(?= must )", label, sentence)
    return _HINT.sub(lambda found: f"; “{phrase(parameter, found[2])}” is a choice under {label}", named)
