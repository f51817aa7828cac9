"""The arithmetic of one update of one weight, with its numbers in it, and what it means in a sentence.

Gradient descent adds: w − η(∂D + λ∂R). Under L2 the same number is (1 − ηλ)w − η∂D: the weight shrinks by a factor,
then the data pull. A proximal step first follows the data, v = w − η∂D, and then lets the penalty have its way with v.
The rules with a memory have a line for everything they remember. Every line is a term, written in symbols and in
numbers, and its numbers give its result, which the next line takes up with the same digits.

The same update of all weights at once is a sum of moves: the data's, the penalty's, and what the rule remembers.
"""

from regsim.engine.arithmetic.digits import Line
from regsim.engine.arithmetic.explanation import Explanation, explain, sentence, update
from regsim.engine.arithmetic.parts import Pull, Pulls, pulls

__all__ = ["Explanation", "Line", "Pull", "Pulls", "explain", "pulls", "sentence", "update"]
