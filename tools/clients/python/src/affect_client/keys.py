"""The keys that a feed beyond its own machine demands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import zmq
import zmq.asyncio
from zmq.auth import load_certificate


@dataclass(frozen=True, slots=True)
class Keys:
    """A client's pair and the server's public key, in Z85, as `affect keygen` makes them."""

    public: bytes
    secret: bytes
    server: bytes

    @classmethod
    def load(cls, folder: Path | str, client: str = "client") -> Self:
        """Reads `CLIENT.key_secret` and `server.key` of a folder."""
        public, secret = load_certificate(Path(folder) / f"{client}.key_secret")
        server, _ = load_certificate(Path(folder) / "server.key")
        if secret is None:
            raise ValueError(f"{folder}/{client}.key_secret holds no secret key")
        return cls(public, secret, server)

    def show(self, socket: zmq.Socket[bytes] | zmq.asyncio.Socket) -> None:
        socket.curve_publickey = self.public
        socket.curve_secretkey = self.secret
        socket.curve_serverkey = self.server
