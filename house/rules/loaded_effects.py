"""The rules that need the effects loaded: what a folder of theirs leaves open is named with file and line before any run asks for it.

Belongs here: where an effect cannot be loaded, words that its figures lack, definitions against their record. Does not belong here: what a
definition or a declaration must say (`data_contracts/figure.py`, `assets/effects/effect.py`), numbers in words (`texts.py`).
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from data_contracts.figure import FigureDefinition
from house.rules.figure_definitions import EFFECTS, DefinitionPlaces, claim_bindings, claim_violations, definition_violations
from house.rules.texts import Text, texts_of
from house.rules.violations import Violation
from reports.language import LANGUAGES

UNLOADABLE: Final = "effect that cannot be loaded"
WORDLESS: Final = "effect without words"


def loaded_violations(root: Path) -> Iterator[Violation]:
    """Effects that cannot be loaded; else what their words lack, definitions against their record, claims against the figures there are."""
    from house import effect_pages  # noqa: PLC0415 - loads every effect, which no other rule needs
    from pipelines import effects  # noqa: PLC0415

    try:
        definitions = list(effects.definitions())
    except Exception as error:
        yield unloadable(root, error)
        return
    yield from words_violations(root, definitions, texts_of(root))
    yield from definition_violations(root, definitions, effect_pages.registered(), effects.digest)
    yield from claim_violations(root, (definition.figure_id for definition in definitions), claim_bindings())


def unloadable(root: Path, error: Exception) -> Violation:
    """Where in the effects' folders the loading stopped: the innermost line of theirs, or the file that the error names."""
    folder = root / EFFECTS
    inside = [frame for frame in traceback.extract_tb(error.__traceback__) if folder in Path(frame.filename).parent.parents]
    path, line = (Path(inside[-1].filename), inside[-1].lineno) if inside else (Path(getattr(error, "path", None) or folder), 1)
    if isinstance(error, SyntaxError) and error.filename:
        path, line = Path(error.filename), error.lineno
    return Violation(path.relative_to(root).as_posix(), line or 1, UNLOADABLE, " ".join(str(error).split()))


def words_violations(root: Path, definitions: Iterable[FigureDefinition], texts: Iterable[Text]) -> Iterator[Violation]:
    """Figures and effects that no file of words names, in each language, where the figure is defined."""
    places = DefinitionPlaces(root)
    said = {(text.key, text.code) for text in texts}
    for definition in definitions:
        path, line = places.of(definition.figure_id)
        folder = Path(path).parent
        keys = [f"figure.{definition.figure_id}.{part}" for part in ("name", "says")]
        keys += [f"effect.{name}" for name in dict.fromkeys((definition.figure_id.partition(".")[0], folder.name))]
        for code in LANGUAGES:
            for key in keys:
                if (key, code) not in said:
                    yield Violation(path, line, WORDLESS, f"{key} is not said: put it into {folder.as_posix()}/words_{code}.toml")
