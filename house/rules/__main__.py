"""The command: one line per violation, ends with 1 where there is any and says nothing where there is none."""

from __future__ import annotations

import sys
from pathlib import Path

from house.rules import LOADED_ONLY, OWN_ROOT, violations
from house.rules.loaded_effects import loaded_violations


def main(arguments: list[str]) -> int:
    """Prints what is wrong and gives the exit code. The only argument is the tree's root; 2 where it is no folder."""
    if arguments == [LOADED_ONLY]:
        lines = [str(one) for one in sorted(set(loaded_violations(OWN_ROOT)))]
    else:
        root = Path(arguments[0]) if arguments else OWN_ROOT
        if len(arguments) > 1 or not root.is_dir():
            sys.stderr.write("usage: python -m house.rules [ROOT]\n")
            return 2
        lines = violations(root)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
