"""Problems that a user can do something about, as data: a key into the text catalogues and its parameters.

Belongs here: the one exception type that ends a run on purpose, and the exit codes. Does not belong here: sentences (the
catalogues in `reports/language` hold them) and row values (parameters name files, rows, columns and rules, never what a cell
says).
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line answers with; DESIGN fixes the meaning of each."""

    DONE = 0
    NOT_FIT_TO_PUBLISH = 1
    WRONG_USE = 2
    MACHINE = 3
    INTERRUPTED = 130


class Problem(Exception):
    """One thing that is wrong, said once.

    `key` is looked up as `problem.<key>` in the text catalogue; `parameters` fill its places and hold no row value.
    """

    def __init__(self, key: str, exit_code: ExitCode, **parameters: object) -> None:
        super().__init__(f"{key}: {parameters}")
        self.key = key
        self.exit_code = exit_code
        self.parameters = parameters


class NotFitToPublish(Problem):
    """The data cannot carry a publication; the current generation stands."""

    def __init__(self, key: str, **parameters: object) -> None:
        super().__init__(key, ExitCode.NOT_FIT_TO_PUBLISH, **parameters)


class WrongUse(Problem):
    """A wrong option, setting or figure id."""

    def __init__(self, key: str, **parameters: object) -> None:
        super().__init__(key, ExitCode.WRONG_USE, **parameters)


class MachineProblem(Problem):
    """Disk, lock, permission, or a fault of the program's own."""

    def __init__(self, key: str, **parameters: object) -> None:
        super().__init__(key, ExitCode.MACHINE, **parameters)
