"""What a view lets its user choose, declared once: the words to click on its plots, what keys do, and descriptions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One of the things to choose from.

    Attributes
    ----------
    name : str
    text : str
        As it is written on the plot.
    tip : str
    short : str
        The text where there is little room.
    """

    name: str
    text: str
    tip: str = ""
    short: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several: an axis, a picture, an order.

    Attributes
    ----------
    name : str
        That of the command which goes on to the next option.
    label : str
        What is chosen, in words.
    options : tuple of Option
    current : str
        The name of the one that is shown.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    current: str

    @property
    def now(self) -> Option:
        """The option that is shown."""
        return next(option for option in self.options if option.name == self.current)

    def next(self, by: int = 1) -> Option:
        """The option so many further on, from the last one on to the first."""
        return self.options[(self.options.index(self.now) + by) % len(self.options)]

    @property
    def told(self) -> str:
        """What is shown, in words."""
        return f"{self.label}: {self.now.text}"
