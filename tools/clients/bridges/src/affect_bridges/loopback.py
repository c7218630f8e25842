"""Closes to other machines what a library opened to all of them."""

from __future__ import annotations

import ctypes
import os
import socket
import struct

SO_ATTACH_FILTER = 26
# Classic BPF: take a packet whose IPv4 source, 12 bytes into the network header, is in 127.0.0.0/8; drop every other.
FROM_LOOPBACK = b"".join(
    struct.pack("=HBBI", *instruction)
    for instruction in (
        (0x20, 0, 0, 0xFFF0_0000 + 12),
        (0x54, 0, 0, 0xFF00_0000),
        (0x15, 0, 1, 0x7F00_0000),
        (0x06, 0, 0, 0xFFFF_FFFF),
        (0x06, 0, 0, 0),
    )
)


def close_to_others() -> int:
    """Lets this process's sockets that are bound to every IPv4 address hear 127.0.0.0/8 alone; says how many.

    liblsl binds its sockets to every address, whatever its configuration says. A socket that listens hands the filter
    on to those that it accepts.
    """
    count = 0
    for name in os.listdir("/proc/self/fd"):
        try:
            candidate = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
        with candidate:
            if candidate.family == socket.AF_INET and candidate.getsockname()[0] == "0.0.0.0":
                _attach(candidate)
                count += 1
    return count


def _attach(to: socket.socket) -> None:
    program = ctypes.create_string_buffer(FROM_LOOPBACK, len(FROM_LOOPBACK))
    length = len(FROM_LOOPBACK) // struct.calcsize("=HBBI")
    to.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("@HP", length, ctypes.addressof(program)))
