"""A server that says the bytes it was started with: as quick as a server gets, for the tests of starting and ending."""

import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from deploy.services.ports import LOOPBACK
from deploy.services.service import Service

PROGRAM: Final = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
while True:
    connection, _ = server.accept()
    connection.sendall(sys.argv[2].encode())
    connection.close()
"""


@dataclass(frozen=True)
class Echo(Service):
    words: str = "hear, hear"
    program: str = PROGRAM
    name: ClassVar[str] = "Echo"

    def command(self) -> Sequence[str]:
        return (sys.executable, "-I", "-S", "-c", self.program, str(self.port), self.words)

    def answers(self) -> bool:
        return self.says() == self.words

    def says(self) -> str:
        try:
            with (
                socket.create_connection((LOOPBACK, self.port), timeout=0.3) as connection,
                connection.makefile() as said,
            ):
                return said.read()
        except OSError:
            return ""
