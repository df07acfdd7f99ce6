"""Offline: a process, and all that it starts, that cannot open a socket to any network.

Belongs here: the one lock that a program which draws pictures works behind. Does not belong here: starting it (`pictures.py`).

A browser asks the network for names and tries whether IPv6 leads anywhere, whatever it is told; Linux can refuse it the socket instead
(seccomp(2), filters in classic BPF). Sockets within the machine, by which a browser's processes speak with each other, stay.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from typing import Final

SOCKET: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Machine → its audit number and the number of socket(2) (linux/audit.h, asm/unistd.h)."""
INET, INET6 = 2, 10
LOAD, EQUALS, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
CALL, MACHINE, FIRST_ARGUMENT = 0, 4, 16
"""Where seccomp's data holds the call's number, the machine's and the call's first argument."""
NO_NEW_PRIVILEGES, SET_FILTER, FILTER_MODE = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def forbid_networks() -> bool:
    """Refuses this process and its children every socket of IPv4 and IPv6, for good; whether the machine could do so."""
    if not sys.platform.startswith("linux") or platform.machine() not in SOCKET:
        return False
    program = _program(*SOCKET[platform.machine()])
    held = ctypes.create_string_buffer(program, len(program))
    told = _Program(len(program) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(SET_FILTER, FILTER_MODE, ctypes.byref(told), 0, 0) == 0)


def _program(machine: int, socket: int) -> bytes:
    """The filter: another machine's call or another call passes; of socket(2) only domains that lead out of the machine are refused."""
    lines = (
        (LOAD, 0, 0, MACHINE),
        (EQUALS, 0, 6, machine),
        (LOAD, 0, 0, CALL),
        (EQUALS, 0, 4, socket),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUALS, 1, 0, INET),
        (EQUALS, 0, 1, INET6),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    )
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
