"""A long way: takes connections on a free port and passes everything on, each byte after a delay in each direction.

python3 relay.py PORT SECONDS prints `ready port=…`, and at its end (SIGTERM) what passed through, as JSON. A round trip is
counted whenever the client says something after the server has.
"""

import asyncio
import json
import signal
import socket
import sys

TO, DELAY = int(sys.argv[1]), float(sys.argv[2])
counts = {"connections": 0, "roundTrips": 0, "bytes": 0}


class Way:
    """One connection, and who spoke last on it."""

    def __init__(self):
        self.last = "client"

    async def carry(self, reader, writer, speaker):
        """Reads without waiting for what was sent before: the way is long and not narrow."""
        loop, under_way = asyncio.get_running_loop(), asyncio.Queue()

        async def deliver():
            while True:
                due, piece = await under_way.get()
                await asyncio.sleep(max(0, due - loop.time()))
                if not piece:
                    break
                writer.write(piece)
                await writer.drain()
            writer.close()
        delivery = asyncio.create_task(deliver())
        piece = b"."
        while piece:
            try:
                piece = await reader.read(65536)
            except ConnectionError:
                piece = b""
            if piece and speaker != self.last:
                counts["roundTrips"] += speaker == "client"
                self.last = speaker
            counts["bytes"] += len(piece)
            under_way.put_nowait((loop.time() + DELAY, piece))
        try:
            await delivery
        except ConnectionError:
            pass


async def accept(reader, writer):
    counts["connections"] += 1
    there, back = await asyncio.open_connection("127.0.0.1", TO)
    for each in (writer, back):
        each.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    way = Way()
    await asyncio.gather(way.carry(reader, back, "client"), way.carry(there, writer, "server"))


async def main():
    server = await asyncio.start_server(accept, "127.0.0.1", 0, backlog=1024)
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    print(f"ready port={server.sockets[0].getsockname()[1]}", flush=True)
    await over.wait()
    print(json.dumps(counts), flush=True)


asyncio.run(main())
