"""Drawing plots: a canvas in data coordinates, axes, and plots made of layers. Knows only the theme of regsim."""
