"""Editors and labels that know nothing of regsim: numbers, sliders, combo boxes, short labels."""
