"""A server on the loopback that answers AWS's calls over HTTPS from a recording, for any account, after a pause.

Which account is asked for it knows by the access key, which it gave itself when the role was assumed.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import sys
from pathlib import Path

from benchmarks.canned.recording import Recording, keys

_ROLE = re.compile(rb"RoleArn=arn%3Aaws%3Aiam%3A%3A([0-9]{12})%3A")
_KEY = re.compile(r"Credential=ASIA([0-9]{12})/")
_ASSUMED = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA{0}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""
COUNTS = "/counts"
"""Where the server tells how many calls and connections there were since it was last asked."""


class Canned:
    """Answers from a recording, `seconds` after each request."""

    def __init__(self, recording: Recording, seconds: float) -> None:
        self._recording = recording
        self._seconds = seconds
        self._calls = self._connections = 0
        self._unknown: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self._connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = head[0].split(" ")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                body = await reader.readexactly(int(headers.get("content-length") or 0))
                status, kept, answer = await self._answer(method, target, headers, body)
                lines = [f"HTTP/1.1 {status} X", f"content-length: {len(answer)}"]
                lines += [f"{name}: {value}" for name, value in kept.items()]
                writer.write("\r\n".join([*lines, "", ""]).encode() + (b"" if method == "HEAD" else answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        if target == COUNTS:
            told = {"calls": self._calls, "connections": self._connections - 1, "unknown": self._unknown}
            self._calls, self._connections, self._unknown = 0, 0, []
            return 200, {}, json.dumps(told).encode()
        self._calls += 1
        await asyncio.sleep(self._seconds)
        if assumed := _ROLE.search(body):
            return 200, {"content-type": "text/xml"}, _ASSUMED.format(assumed[1].decode()).encode()
        known = _KEY.search(headers.get("authorization", ""))
        account = known[1] if known else self._recording.account
        for key in keys(method, target, headers, body, account):
            if found := self._recording.answer(key, account):
                return found
        self._unknown.append(f"{method} {target} {body[:200]!r}")
        return 500, {}, b""


async def run(recording: Path, certificate: Path, port_file: Path, seconds: float) -> None:
    """Serve until the process is ended; the port is written to the file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    canned = Canned(Recording.load(recording), seconds)
    server = await asyncio.start_server(canned.serve, "127.0.0.1", 0, ssl=context, backlog=1000)
    port_file.write_text(str(server.sockets[0].getsockname()[1]))
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4])))
