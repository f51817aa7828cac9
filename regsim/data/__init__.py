"""Data: where the samples come from.

A source is a frozen configuration; its `load` reads or makes a :class:`Dataset`, which is what a model sees.
"""

from regsim.data.builtin_sources import BreastCancer, Diabetes, Digits, Iris, Wine
from regsim.data.csv_reader import read_table
from regsim.data.dataset import Dataset
from regsim.data.expansion import Expansion
from regsim.data.loading import standardized
from regsim.data.preparation import Preparation
from regsim.data.roles import default_features, suggest_target
from regsim.data.sources import DataSource, NoData, Source
from regsim.data.standardization import Standardization
from regsim.data.synthetic_linear import Polynomial, SparseLinear
from regsim.data.synthetic_planes import Circles, Gaussians, Moons, Spiral, Xor
from regsim.data.table import Column, NumberColumn, Table, TextColumn
from regsim.data.table_sources import Csv, Inline

__all__ = [
    "BreastCancer",
    "Circles",
    "Column",
    "Csv",
    "DataSource",
    "Dataset",
    "Diabetes",
    "Digits",
    "Expansion",
    "Gaussians",
    "Inline",
    "Iris",
    "Moons",
    "NoData",
    "NumberColumn",
    "Polynomial",
    "Preparation",
    "Source",
    "SparseLinear",
    "Spiral",
    "Standardization",
    "Table",
    "TextColumn",
    "Wine",
    "Xor",
    "default_features",
    "read_table",
    "standardized",
    "suggest_target",
]
