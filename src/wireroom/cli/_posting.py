"""Files to a running room, over its API."""

import asyncio
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import aiohttp

#: posts under way at once: enough for them to share commits
AT_ONCE: Final = 16
#: a room that is being restarted, or whose disk is full for a moment, is waited for
TRIES: Final = 8

Answer = tuple[Path, dict[str, Any] | str]


def post_files(url: str, token: str, source: str, files: list[Path]) -> Iterator[Answer]:
    """Post files; gives for each the receipt, or why it was not taken, as they are done."""
    answers: queue.SimpleQueue[Answer | BaseException | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            asyncio.run(_post_all(url, token, source, files, answers))
        except BaseException as error:  # told to the thread that waits for the answers
            answers.put(error)
        else:
            answers.put(None)

    thread = threading.Thread(target=work, name="posting", daemon=True)
    thread.start()
    while (found := answers.get()) is not None:
        if isinstance(found, BaseException):
            raise found
        yield found
    thread.join()


async def _post_all(url: str, token: str, source: str, files: list[Path], answers: "queue.SimpleQueue[Any]") -> None:
    waiting = iter(files)
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(url, headers=headers, timeout=aiohttp.ClientTimeout(total=120)) as session:

        async def work() -> None:
            for file in waiting:
                answers.put((file, await _post(session, source, file)))

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())


async def _post(session: aiohttp.ClientSession, source: str, file: Path) -> dict[str, Any] | str:
    try:
        data = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        return error.strerror or "cannot be opened"
    problem = ""
    for attempt in range(TRIES):
        if attempt:
            await asyncio.sleep(min(0.25 * 2**attempt, 10))
        try:
            query = {"source": source, "filename": file.name[-255:]}
            async with session.post("/api/v1/dispatches", params=query, data=data) as answer:
                if answer.status in (200, 201, 202):
                    found: dict[str, Any] = await answer.json()
                    return found
                problem = await _problem(answer)
                if answer.status < 500 and answer.status != 429:
                    return problem
        except (aiohttp.ClientError, TimeoutError) as error:
            problem = f"the room does not answer: {error}"
    return problem


async def _problem(answer: aiohttp.ClientResponse) -> str:
    try:
        found = await answer.json(content_type=None)
    except ValueError:
        found = None
    words = (found.get("detail") or found.get("title")) if isinstance(found, dict) else None
    return f"{answer.status} {words or answer.reason}"
