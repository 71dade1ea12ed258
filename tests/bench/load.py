"""People without a browser: Streamlit's own protocol over raw websockets, to weigh messages and to load a server."""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

Found = TypeVar("Found")

MONTH = "month"
"""Key of the slider that a person moves."""


@dataclass
class Run:
    """One run of the page's script as a person sees it: seconds from the wish to the end, bytes by kind of element."""

    seconds: float
    script: float
    bytes: Counter = field(default_factory=Counter)
    failed: str = ""
    opened: bool = False

    @property
    def total(self) -> int:
        return sum(self.bytes.values())


class Person:
    """A session. Use as an asynchronous context manager; `open` it once, then `move` the clock."""

    def __init__(self, port: int, query: str = "") -> None:
        self.port, self.query = port, query
        self.widget, self.page, self.fragment = "", "", ""
        self.options: list[str] = []
        self.known: dict[str, str] = {}

    async def __aenter__(self) -> "Person":
        self.socket = await websockets.connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=["streamlit"], max_size=None
        )
        return self

    async def __aexit__(self, *_) -> None:
        await self.socket.close()

    async def open(self) -> Run:
        """Open the page."""
        return await self._run(BackMsg())

    async def move(self, place: int) -> Run:
        """Move the slider to one of its options."""
        wish = BackMsg()
        wish.rerun_script.fragment_id = self.fragment
        state = wish.rerun_script.widget_states.widgets.add(id=self.widget)
        state.string_array_value.data[:] = [self.options[place]]
        return await self._run(wish)

    async def _run(self, wish: BackMsg) -> Run:
        wish.rerun_script.query_string = self.query
        wish.rerun_script.page_script_hash = self.page
        wish.rerun_script.cached_message_hashes.extend(self.known)
        begun = time.perf_counter()
        await self.socket.send(wish.SerializeToString())
        weights, failed, started = Counter(), "", begun
        while True:
            raw = await self.socket.recv()
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                held = self.known.get(message.ref_hash, "unknown")
                weights[held] += len(raw)
                continue
            if kind == "new_session":
                started = time.perf_counter()
                self.page = message.new_session.page_script_hash
            if kind == "delta":
                kind = self._heard(message)
                if kind == "exception":
                    failed = message.delta.new_element.exception.message
            weights[kind] += len(raw)
            if message.hash and message.metadata.cacheable:
                self.known[message.hash] = kind
            if kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            if kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                ended = time.perf_counter()
                return Run(ended - begun, ended - started, weights, failed)

    def _heard(self, message: ForwardMsg) -> str:
        if message.delta.WhichOneof("type") != "new_element":
            return message.delta.WhichOneof("type")
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "slider" and element.slider.id.endswith(f"-{MONTH}"):
            self.widget, self.fragment = element.slider.id, message.delta.fragment_id
            self.options = list(element.slider.options)
        return kind


def memory(process: int) -> int:
    """Resident bytes of a process (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))


async def _one_of_the_crowd(port: int, place: int, seconds: float, pause: float, out: list[Run]) -> None:
    async with Person(port) as person:
        out.append(await person.open())
        out[-1].opened = True
        # Spread over the pause, as people are.
        await asyncio.sleep(pause * (place % 50) / 50)
        until, month = time.monotonic() + seconds, 24 + place
        while (begun := time.monotonic()) < until:
            month = (month + 1) % len(person.options)
            out.append(await person.move(month))
            await asyncio.sleep(max(0.0, begun + pause - time.monotonic()))


def crowd(port: int, people: int, seconds: float, pause: float) -> tuple[list[Run], list[BaseException]]:
    """So many people at once, each moving the clock every `pause` seconds; their runs, and what went wrong."""
    out: list[Run] = []

    async def gather() -> list:
        wishes = (_one_of_the_crowd(port, place, seconds, pause, out) for place in range(people))
        return await asyncio.gather(*wishes, return_exceptions=True)

    ended = _run(gather())
    return out, [problem for problem in ended if problem is not None]


def alone(port: int, runs: int) -> list[Run]:
    """One person, one run after the other, the first three left out."""

    async def gather() -> list[Run]:
        async with Person(port) as person:
            await person.open()
            return [await person.move(60 + place) for place in range(runs + 3)][3:]

    return _run(gather())


def warm(port: int) -> None:
    """Open the page once, so that the server has read its tables."""

    async def once() -> Run:
        async with Person(port) as person:
            return await person.open()

    run = _run(once())
    if run.failed:
        raise RuntimeError(run.failed)


def _run(wish: Coroutine[None, None, Found]) -> Found:
    """In a thread of its own, as Playwright has a loop in ours."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(asyncio.run, wish).result()
