"""Who is timed: each module here makes the descent of a problem in its own way, as one would write it there.

A peer is a function ``prepare(problem)`` that gives the descent to be timed; what preparing takes (copying the data
over, compiling) is not timed. PyTorch, JAX and numba come with the extra ``bench``.
"""
