from PySide6.QtGui import QPolygonF

from regsim.arrays import FloatArray

def arrayToQPolygonF(x: FloatArray, y: FloatArray) -> QPolygonF: ...
