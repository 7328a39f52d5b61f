"""A network that can be cut: pass bytes between a port and another until told to stop.

``python -m cluster.relay PORT TARGET_PORT``. At SIGUSR1 it stops passing bytes and keeps every
connection open, as a cable that was pulled out: nobody is told. At SIGUSR2 it goes on.
"""

import asyncio
import contextlib
import signal
import sys

PIECE = 65536


class Relay:
    """Joins connections with ``target``; ``joined`` counts them."""

    def __init__(self, target: int):
        self.target = target
        self.passing = asyncio.Event()
        self.passing.set()
        self.joined = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join one connection with the target for as long as both last."""
        await self.passing.wait()
        try:
            onwards, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        self.joined += 1
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self.passed(reader, back))
                both.create_task(self.passed(onwards, writer))
        except* OSError:
            pass  # one end was reset, which the other learns by its closing
        finally:
            for end in (writer, back):
                end.close()
                with contextlib.suppress(OSError):
                    await end.wait_closed()
            self.joined -= 1

    async def passed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass what comes, and the end of it, in one direction."""
        while piece := await reader.read(PIECE):
            await self.passing.wait()
            writer.write(piece)
            await writer.drain()
        await self.passing.wait()
        writer.close()


async def main(port: int, target: int) -> None:
    relay = Relay(target)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, relay.passing.clear)
    loop.add_signal_handler(signal.SIGUSR2, relay.passing.set)
    server = await asyncio.start_server(relay.serve, "127.0.0.1", port, backlog=100)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
