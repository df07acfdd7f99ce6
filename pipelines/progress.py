"""Progress: one line per step of a run on the terminal, and nothing else of Dagster's log.

Belongs here: the logger. Does not belong here: sentences (the text catalogues hold them).
"""

from __future__ import annotations

import logging
import sys

import dagster as dg

from data_contracts.contract import KINDS
from reports.language import Language, load_language

READING, COMPUTING = "deliveries", "effects"


class StepLines(logging.Handler):
    """Writes a line when a step starts."""

    def __init__(self, language: str) -> None:
        super().__init__(logging.DEBUG)
        self._language = load_language(language)

    def emit(self, record: logging.LogRecord) -> None:
        """One line on standard error for a step's start; other records are passed over."""
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is not None and event.event_type_value == "STEP_START":
            sys.stderr.write(f"  {step_in_words(event.step_key, self._language)}\n")
            sys.stderr.flush()


def step_in_words(step: str, language: Language) -> str:
    """What a step does; all kinds of delivery are read, and all effects computed, in the same words."""
    room, _, name = step.partition("__")
    if room == READING and name in KINDS:
        return language.text("step.reading", kind=language.text(f"kind.{name}"))
    if room == COMPUTING:
        return language.text("step.computing", effect=language.text(f"effect.{name}"))
    return language.text(f"step.{step}")


@dg.logger(config_schema={"language": dg.Field(str, default_value="da", is_required=False)})
def progress_logger(context: dg.InitLoggerContext) -> logging.Logger:
    """Steps as they start, in the user's language."""
    logger = logging.Logger("smaajob.progress", logging.DEBUG)
    logger.addHandler(StepLines(context.logger_config["language"]))
    return logger
