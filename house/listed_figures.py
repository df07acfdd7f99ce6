"""The ids of all figures by name, in `data_contracts/figure_ids.py`: who speaks of a figure elsewhere imports it.

Belongs here: writing that module from the definitions. Does not belong here: any id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pipelines.effects import definitions

PATH: Final = "data_contracts/figure_ids.py"
HEAD: Final = '''"""Figure ids by name, written by `python -m house.generated` from the definitions.

Belongs here: a name for every figure that there is, so that a wrong one is found when the tree is checked and not when it runs. Does not
belong here: anything else about a figure; its definition says that.
"""

from typing import Final

'''


def constant(figure_id: str) -> str:
    """The name of an id: `PARTICIPATION_REFERRED` of `participation.referred`."""
    return figure_id.replace(".", "_").upper()


def module(figure_ids: Iterable[str]) -> str:
    """The module's text."""
    return HEAD + "".join(f'{constant(figure_id)}: Final = "{figure_id}"\n' for figure_id in sorted(figure_ids))


def files() -> Mapping[str, str]:
    """Path → text."""
    return {PATH: module(definition.figure_id for definition in definitions())}
