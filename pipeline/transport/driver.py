"""The Faust transport itself: the scheme `batches://`."""

from collections.abc import Callable
from typing import ClassVar, cast

import aiokafka as client
from faust.transport.drivers import aiokafka
from faust.types import AppT
from faust.types.transports import ConsumerT

from pipeline.transport.consumer import Consumer as BatchConsumer
from pipeline.transport.values import Bounds


def _pass(name: str) -> None:
    """No failpoint is set."""


class Transport(aiokafka.Transport):
    """Faust over aiokafka, a message a batch. `bounds` and `failpoint` may be set until the app starts."""

    Consumer: ClassVar[type[ConsumerT]] = BatchConsumer
    driver_version = f"batches over aiokafka={client.__version__}"

    bounds: Bounds = Bounds()
    failpoint: Callable[[str], None] = staticmethod(_pass)

    @classmethod
    def of(cls, app: AppT) -> "Transport":
        """The app's transport; TypeError if its broker is not `batches://`."""
        if not isinstance(app.transport, cls):
            raise TypeError(f"{app} does not use a broker of the form batches://host:port")
        return app.transport

    @property
    def consumer(self) -> BatchConsumer:
        """The app's consumer, for `progress()`."""
        return cast("BatchConsumer", self.app.consumer)
