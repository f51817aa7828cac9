"""The mathematics: penalties, models, optimizers, and the descent. numpy and scipy only; no Qt, no files."""
