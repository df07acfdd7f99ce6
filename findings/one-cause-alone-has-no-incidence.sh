#!/usr/bin/env bash
# Expected: a cumulative incidence with one cause is the simplest case of several causes, and equals one minus Kaplan-Meier.
# Seen: scikit-survival 0.28.0 raises a broadcasting error in cumulative_incidence_competing_risks as soon as only one cause occurs.
# Hurts: whoever writes one function for cohorts with and without competing events: it ends on the cohort in which nobody died or moved.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check scikit-survival==0.28.0 numpy==2.4.6 pandas==3.1.1
"$work/venv/bin/python" - <<'PYTHON'
import numpy as np
import sksurv
from sksurv.nonparametric import cumulative_incidence_competing_risks

months = np.array([1, 1, 2, 3, 3, 5, 6, 8])
two_causes = np.array([1, 2, 1, 0, 2, 1, 0, 1])
one_cause = np.array([1, 1, 1, 0, 1, 1, 0, 1])
print("scikit-survival", sksurv.__version__)

_, estimate = cumulative_incidence_competing_risks(two_causes, months)
print("two causes:", estimate.shape, "cause 1 at last", round(float(estimate[1, -1]), 4))
try:
    cumulative_incidence_competing_risks(one_cause, months)
except ValueError as error:
    print("one cause: ValueError:", error)
else:
    raise SystemExit("changed: one cause alone has an incidence now")
PYTHON
