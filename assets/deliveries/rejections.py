"""Rejections: the one exception by which a reader refuses a whole file.

Belongs here: that type. Does not belong here: sentences (the catalogues hold them) and trouble with single rows.
"""

from __future__ import annotations


class FileRejected(Exception):
    """A file that cannot be read as its kind.

    `reason` names a text of the catalogue: `empty_file`, `unreadable`, `not_a_table`, `no_header`, `missing_columns`, `header_twice`,
    `several_sheets`, `cell_far_off`, `too_large`, `password_protected`. `parameters` fill its places and hold names of columns and sheets
    and counts, never a row's value. It is raised without a cause, because the messages of the libraries underneath quote the cells that
    they stumble over.
    """

    def __init__(self, reason: str, **parameters: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.parameters = parameters
