"""The mathematics: penalties, models, optimizers, and the descent. numpy only; no Qt, no files."""
