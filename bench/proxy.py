"""A TCP proxy on 127.0.0.1 that makes the way to a server long, and counts how often a client waits for it.

    proxy.py TARGET_PORT MILLISECONDS

Prints the port it listens on. Each direction is delayed by half of MILLISECONDS; the bandwidth is not limited and
opening a connection is not delayed. At the end of standard input it prints turns and connections: a turn is a client
that speaks after the server did, or first, but to take its leave, for it does not wait for an answer to that.
"""

import asyncio
import os
import signal
import sys

CHUNK = 1 << 18
# The message Terminate: https://www.postgresql.org/docs/current/protocol-message-formats.html
FAREWELL = b"X\x00\x00\x00\x04"


class Proxy:
    def __init__(self, target, delay):
        self.target, self.delay = target, delay
        self.turns = self.connections = 0

    async def serve(self, reader, writer):
        self.connections += 1
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        spoke_last = ["server"]
        await asyncio.gather(
            self.forward(reader, server_writer, "client", spoke_last),
            self.forward(server_reader, writer, "server", spoke_last),
        )

    async def forward(self, reader, writer, side, spoke_last):
        waiting = asyncio.Queue()
        sender = asyncio.create_task(self.send_late(waiting, writer))
        while True:
            try:
                data = await reader.read(CHUNK)
            except OSError:
                data = b""
            due = asyncio.get_running_loop().time() + self.delay
            waiting.put_nowait((due, data))
            if not data:
                break
            if side == "client" and spoke_last[0] == "server" and data != FAREWELL:
                self.turns += 1
            spoke_last[0] = side
        await sender

    @staticmethod
    async def send_late(waiting, writer):
        try:
            while True:
                due, data = await waiting.get()
                await asyncio.sleep(max(0, due - asyncio.get_running_loop().time()))
                if not data:
                    break
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()


async def main(target, milliseconds):
    proxy = Proxy(target, milliseconds / 2000)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(proxy.turns, proxy.connections, flush=True)
    # What is still open belongs to nobody any more; asyncio would complain of it at length.
    os._exit(0)


if __name__ == "__main__":
    # Control-C at the terminal is for who started this, and ends standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
