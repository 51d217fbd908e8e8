"""A listener's certificate that is exchanged while it listens: connections that are open go on, new ones get the new one."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pipeline.files import FileState, state_of
from pipeline.tls import load, server_context
from schemas.errors import Misused

LOOK_SECONDS: Final = 5.0


class Renewing:
    """`context` is to listen with. What becomes of a certificate is `told`, in one line."""

    def __init__(self, certificate: str, key: str, told: Callable[[str], None]) -> None:
        """Misused when the files cannot be used to begin with."""
        self._files = certificate, key
        self._told = told
        self._seen = self._look()
        self.context = server_context("tls", certificate, key)

    def renew(self) -> None:
        """Show from now on what the files hold; where that is no certificate with its key, the old one is kept.

        OpenSSL would take a certificate before it finds that the key is another's, so they are tried apart first.
        """
        try:
            server_context("tls", *self._files)
            load(self.context, "tls", *self._files)
        except Misused as error:
            self._told(f"{error}; the certificate read before is kept")
        else:
            self._told(f"the certificate {self._files[0]} was read again")

    async def watch(self) -> None:
        """Renew whenever the files change, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            seen = self._look()
            if seen != self._seen:
                self._seen = seen
                self.renew()

    def _look(self) -> list[FileState | None]:
        return [state_of(Path(file)) for file in self._files if file]
