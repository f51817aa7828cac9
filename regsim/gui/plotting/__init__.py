"""Drawing plots: a canvas in data coordinates, axes, and plots made of layers. Knows nothing of regsim but its colours."""
