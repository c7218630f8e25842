"""The smallest WebSocket client: enough to be a viewer, quick or slow, without a browser."""

from __future__ import annotations

import base64
import os
import socket
import struct
from urllib.parse import urlsplit


class Viewer:
    """One connection to the live stream."""

    def __init__(self, link: str, receive_buffer: int | None = None) -> None:
        address = urlsplit(link)
        token = address.query.removeprefix("token=")
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(20)
        self.socket.connect(("127.0.0.1", address.port))
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET /api/live HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: http://{address.netloc}\r\n"
            f"Cookie: affect_{address.port}={token}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self.socket.sendall(head.encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(4096)
        status, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        assert b" 101 " in status, status

    def frame(self) -> tuple[int, bytes]:
        """Opcode and payload of the next frame; raises ConnectionError at the end."""
        head = self._take(2)
        length = head[1] & 127
        if length == 126:
            (length,) = struct.unpack(">H", self._take(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self._take(8))
        return head[0] & 15, self._take(length)

    def _take(self, count: int) -> bytes:
        while len(self.buffer) < count:
            more = self.socket.recv(1 << 16)
            if not more:
                raise ConnectionError("closed")
            self.buffer += more
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def close(self) -> None:
        self.socket.close()
