"""Approval as a Dagster job: the candidate is published from the web interface, with who and why on record.

Belongs here: the job and its configuration. Does not belong here: the gate itself (`assets/publications/releasing.py`).
"""

import os
from pathlib import Path

import dagster as dg

from data_contracts.problems import WrongUse
from pipelines.gate import approve_candidate

APPROVE = "approve"


@dg.op(
    config_schema={
        "by": dg.Field(str, description="Who approves."),
        "why": dg.Field(str, description="On what grounds."),
        "output": dg.Field(str, is_required=False, description="Folder of the runs; else SMAAJOB_OUTPUT."),
    },
    description="Publishes the candidate that waits, with who and why on record.",
)
def approve_the_candidate(context: dg.OpExecutionContext) -> str:
    """Returns the generation's name. Raises WrongUse where no folder is named, and as `approve_candidate` does."""
    output = context.op_config.get("output") or os.environ.get("SMAAJOB_OUTPUT")
    if not output:
        raise WrongUse("place_missing", variable="SMAAJOB_OUTPUT")
    return approve_candidate(Path(output), context.op_config["by"], context.op_config["why"])


@dg.job(name=APPROVE, executor_def=dg.in_process_executor, description="Publish the candidate that waits for approval.")
def approve_job() -> None:
    """One step."""
    approve_the_candidate()
