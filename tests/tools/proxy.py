"""A TCP proxy on loopback that loses answers: the request arrives, the answer never comes back."""

import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class LossyProxy:
    """Carries every connection to `target_port`; the next `lose` answers matching `when` are thrown away.

    `when` sees the first bytes of the request. The client sees a reset, as when a machine dies.
    """

    def __init__(self, port: int, target_port: int, target_host: str = "localhost") -> None:
        self.port = port
        self.lose = 0
        self.lost = 0
        self.when: Callable[[bytes], bool] = lambda request: True
        self._target = (target_host, target_port)
        self._listener = socket.create_server(("127.0.0.1", port), backlog=50)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        seen = bytearray()
        try:
            with client, socket.create_connection(self._target) as server:
                up = threading.Thread(target=self._up, args=(client, server, seen), daemon=True)
                up.start()
                while data := server.recv(65536):
                    if self.lose > 0 and self.when(bytes(seen)):
                        self.lose -= 1
                        self.lost += 1
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        client.shutdown(socket.SHUT_RD)  # wakes the other thread, or the socket stays open
                        up.join()
                        return
                    client.sendall(data)
        except OSError:
            pass

    def _up(self, client: socket.socket, server: socket.socket, seen: bytearray) -> None:
        try:
            while data := client.recv(65536):
                if len(seen) < 4096:
                    seen += data[:4096]
                server.sendall(data)
        except OSError:
            pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
