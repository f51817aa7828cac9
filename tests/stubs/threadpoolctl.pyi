from collections.abc import Sequence
from contextlib import AbstractContextManager

class LibController:
    num_threads: int

class ThreadpoolController:
    lib_controllers: Sequence[LibController]
    def limit(self, *, limits: int, user_api: str) -> AbstractContextManager[None]: ...
    def select(self, *, user_api: str) -> ThreadpoolController: ...
