"""Settings of every test: the same examples each time, and no screen."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports the toolkit

settings.register_profile("regsim", derandomize=True, deadline=None, database=None)
settings.load_profile("regsim")
