"""Data: where the samples come from.

A source is a frozen configuration; its `load` reads or makes a :class:`Dataset`, which is what a model sees.
"""

from regsim.data.csv_reader import read_table
from regsim.data.dataset import Dataset
from regsim.data.roles import default_features, suggest_target
from regsim.data.sources import BreastCancer, Csv, DataSource, Diabetes, Inline, NoData, Source
from regsim.data.standardization import Standardization, standardized
from regsim.data.table import Column, NumberColumn, Table, TextColumn

__all__ = [
    "BreastCancer",
    "Column",
    "Csv",
    "DataSource",
    "Dataset",
    "Diabetes",
    "Inline",
    "NoData",
    "NumberColumn",
    "Source",
    "Standardization",
    "Table",
    "TextColumn",
    "default_features",
    "read_table",
    "standardized",
    "suggest_target",
]
