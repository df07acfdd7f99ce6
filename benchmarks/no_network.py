"""Does anything of a run, or anything that it starts, try to connect to a network? Counted by the kernel, where there is no route.

python -m benchmarks.no_network        (makes docs/no_network.md; needs strace and unshare: apt-get install strace util-linux)

Every command runs in a network namespace of its own, in which not even the loopback address is up, under strace with all its children,
Chromium among them. Counted is every call that would speak to another address of IPv4 or IPv6 (connect, sendto, sendmsg, sendmmsg with an
address). Not counted: sockets of one machine between its own processes (AF_UNIX), questions to the kernel (AF_NETLINK), and binding an
address of the machine's own, by which a library asks whether it has IPv6 at all.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data_contracts.figure_ids import PARTICIPATION_REFERRED
from tests.acceptance.monthly import LAST_DELIVERY, Programme, deliver

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "no_network.md"
CALLS = "connect,sendto,sendmsg,sendmmsg,bind"
FAMILY = re.compile(
    r"(connect|sendto|sendmsg|sendmmsg|bind)\(.*?sa_family=(AF_\w+)(?:.*?(?:inet_addr\(|inet_pton\(AF_INET6, )\"([^\"]+)\")?"
)
INSIDE = "from pipelines.command_line import main; main()"


@dataclass(frozen=True)
class Watched:
    """A command, its exit code, and how often it or its children called what with which family and address."""

    name: str
    exit_code: int
    calls: Counter[tuple[str, str, str]]

    @property
    def outward(self) -> Counter[tuple[str, str, str]]:
        """Calls that would have spoken to an address of IPv4 or IPv6."""
        return Counter({call: times for call, times in self.calls.items() if call[1].startswith("AF_INET") and call[0] != "bind"})


def watch(folder: Path, name: str, command: list[str], said: str = "") -> Watched:
    """Runs the command without any network and counts."""
    trace = folder / f"{name.replace(' ', '-')}.trace"
    whole = ["unshare", "-rn", "strace", "-f", "--seccomp-bpf", "-e", f"trace={CALLS}", "-s", "120", "-o", str(trace), *command]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    done = subprocess.run(whole, cwd=folder, env=environment, input=said, text=True, capture_output=True, check=False)
    calls = Counter((call, family, address or "") for call, family, address in FAMILY.findall(trace.read_text(errors="replace")))
    return Watched(name, done.returncode, calls)


def commands(folder: Path) -> Iterator[Watched]:
    """One that must be counted, to show that counting works; then everything that the house does."""
    attempt = "import socket\ntry: socket.create_connection(('203.0.113.1', 443), 1)\nexcept OSError: pass"
    yield watch(folder, "a connection that is tried", [sys.executable, "-c", attempt])
    inbox, output = str(folder / "inbox"), str(folder / "output")
    deliver(folder / "inbox", Programme.usual(), LAST_DELIVERY)
    person = next(iter(Programme.usual().persons))
    house = [sys.executable, "-c", INSIDE]
    yield watch(folder, "check", [*house, "check", "--inbox", inbox, "--html", str(folder / "check.html")])
    yield watch(folder, "run", [*house, "run", "--inbox", inbox, "--output", output])
    yield watch(folder, "explain", [*house, "explain", PARTICIPATION_REFERRED, "--output", output])
    yield watch(folder, "erase", [*house, "erase", "--output", output], person)
    yield watch(folder, "simulate", [*house, "simulate", "--output", str(folder / "made"), "--candidates", "60"])


def main() -> int:
    """Runs all and writes the page; 1 where anything tried to connect, or where counting does not work."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        control, *found = commands(Path(folder))
        drawn = len(list(Path(folder).glob("output/current/conference/**/*.png")))
    for one in found:
        tried = ", ".join(f"{call} {address or family} ({times})" for (call, family, address), times in sorted(one.outward.items()))
        within = sum(times for (_, family, _), times in one.calls.items() if not family.startswith("AF_INET"))
        lines.append(f"| `{one.name}` | {one.exit_code} | {sum(one.outward.values())} | {tried or '–'} | {within} |")
        sys.stdout.write(lines[-1] + "\n")
    head = [
        "# No run connects to anything",
        "",
        "`python -m benchmarks.no_network`: each command in a network namespace without any route, under strace with all its children,",
        f"Chromium among them ({drawn} pictures drawn). Counted are calls that would speak to an address of IPv4 or IPv6; a process that",
        f"tries one connection on purpose is counted with {sum(control.outward.values())}, so that counting is seen to work.",
        "",
        "| command | exit code | calls outward | to | within the machine |",
        "|---|---|---|---|---|",
    ]
    PAGE.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    fails = any(one.outward for one in found) or not control.outward or any(one.exit_code for one in found) or not drawn
    return int(fails)


if __name__ == "__main__":
    sys.exit(main())
