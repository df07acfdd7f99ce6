#!/usr/bin/env bash
# Expected: with one treated cluster of twenty the cluster jackknife cannot leave that cluster out (the effect is then not identified): no range, or a warning.
# Seen: pyfixest 0.60.0 with `vcov={"CRV3": ...}` returns a finite standard error and a 95 % range, and warns of nothing.
# Hurts: evaluations of one municipality beside nineteen others; the range looks like any other, and cannot hold what it says.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyfixest==0.60.0 numpy==2.4.6 pandas==3.1.1
"$work/venv/bin/python" - <<'PYTHON'
import warnings

import numpy as np
import pandas as pd
import pyfixest

rng = np.random.default_rng(4)
cluster = np.repeat(np.arange(20), 20)
after = np.tile(np.repeat([0.0, 1.0], 10), 20)
treated = (cluster == 0).astype(float)
told, held, draws = 0, 0, 200
for _ in range(draws):
    level, shock = rng.normal(size=20), rng.normal(size=(20, 2)) * 0.5
    outcome = treated * after + level[cluster] + shock[cluster, after.astype(int)] + rng.normal(size=400)
    frame = pd.DataFrame({"y": outcome, "d": treated, "t": after, "municipality": cluster})
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        low, high = pyfixest.feols("y ~ d * t", frame, vcov={"CRV3": "municipality"}).confint().loc["d:t"]
    told += any("cluster" in str(one.message).lower() for one in said)
    held += bool(np.isfinite(low) and np.isfinite(high)) and low <= 1 <= high
    if not (np.isfinite(low) and np.isfinite(high)):
        raise SystemExit("changed: no range is given")
print("pyfixest", pyfixest.__version__, "one treated cluster of 20:", draws, "ranges given,", told, "warnings")
print(f"ranges that hold the true effect: {held / draws:.0%} where 95% is said")
if told:
    raise SystemExit("changed: a warning speaks of clusters")
PYTHON
