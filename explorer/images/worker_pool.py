"""Worker processes that may crash.

Plain subprocesses with pipes, and one thread here for each: a process pool of the standard library gives up
all work when one worker dies, and imports the caller's main script in every worker. A worker here imports
this package only, never torch, and ends when its input ends, however this process ends.
"""

import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Container
from concurrent.futures import Future, ThreadPoolExecutor
from io import BufferedReader, BufferedWriter
from typing import Any

from explorer.errors import ExplorerError, Failure, InputError
from explorer.images.read_file import Readable, ReadOptions, path_of
from explorer.images.read_records import read_records

Chunk = list[tuple[int, Readable]]

_BOOT = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from explorer.images.worker import serve; serve()"
)

_NEW_PROCESS_GROUP = 0x200  # of Windows, as subprocess.CREATE_NEW_PROCESS_GROUP there


class WorkerDiedError(ExplorerError):
    """A worker process ended while it worked. The message is the reason, fit for a `Failure`."""


class Worker:
    """One worker process.

    Parameters
    ----------
    setup : bytes
        Pickle of `(function that reads, ReadOptions, known hashes)`.
    seconds : float
        Time limit of one file, for messages.
    """

    def __init__(self, setup: bytes, seconds: float) -> None:
        # A process group of its own: Ctrl-C in a terminal reaches this process only, which ends its workers.
        group, flags = (0, 0) if os.name == "posix" else (None, _NEW_PROCESS_GROUP)
        self._setup = setup
        self._seconds = seconds
        self._started = False
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _BOOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                process_group=group,
                creationflags=flags,
            )
        except OSError as error:
            raise ExplorerError(f"a worker process cannot be started ({error}); use fewer workers") from error
        stdin, stdout = self._process.stdin, self._process.stdout
        assert isinstance(stdin, BufferedWriter) and isinstance(stdout, BufferedReader)  # as PIPE has it
        self._stdin, self._stdout = stdin, stdout

    def ask(self, chunk: Chunk) -> tuple[float, list]:
        """Read the files of a chunk; returns the seconds it took, and one result for each file.

        Raises
        ------
        WorkerDiedError
            The process ended, as by a crash of a decoder.
        InputError
            `prepare` cannot be loaded in another process.
        """
        if not self._started:
            self._send(pickle.dumps(sys.path) + self._setup)
            refusal = self._receive()
            if refusal:
                raise _not_loadable(refusal)
            self._started = True
        self._send(pickle.dumps(chunk))
        return self._receive()

    def end(self) -> None:
        """Kill the process and wait for it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._stdin, self._stdout):
            try:
                stream.close()
            except OSError:
                continue  # bytes that were left to flush have no reader any more

    def _send(self, data: bytes) -> None:
        try:
            self._stdin.write(data)
            self._stdin.flush()
        except OSError as error:
            raise self._death() from error

    def _receive(self) -> Any:
        stream = self._stdout
        (count,) = struct.unpack("<I", self._read(stream, 4))
        lengths = struct.unpack(f"<{count}Q", self._read(stream, 8 * count))
        first, *rest = [self._read(stream, length) for length in lengths]
        return pickle.loads(first, buffers=rest)

    def _read(self, stream: BufferedReader, length: int) -> bytearray:
        data = bytearray(length)
        view, done = memoryview(data), 0
        while done < length:
            got = stream.readinto(view[done:])
            if not got:
                raise self._death()
            done += got
        return data

    def _death(self) -> ExplorerError:
        """Say how the process ended."""
        code = self._process.wait()
        if not self._started:
            return ExplorerError(f"a worker process did not start (exit status {code}); use workers=0")
        if code == -getattr(signal, "SIGALRM", 0):
            return WorkerDiedError(f"the decoder took longer than {self._seconds:g} s")
        if code == -getattr(signal, "SIGKILL", 0):
            return WorkerDiedError("the decoder was killed, perhaps for lack of memory")
        return WorkerDiedError("the decoder crashed")


class WorkerPool:
    """A fixed number of workers that are replaced when they die.

    Parameters
    ----------
    workers : int
        At least 1.
    options : ReadOptions
    known : container of str
        Hashes whose files are not decoded.
    read : callable
        What a worker does with a chunk of files, of a module that can be imported: it has the parameters of
        `read_records`, and gives something or a `Failure` for each file.
    """

    def __init__(
        self, workers: int, options: ReadOptions, known: Container[str], read: Callable = read_records
    ) -> None:
        try:
            self._setup = pickle.dumps((read, options, known), protocol=5)
        except (AttributeError, TypeError, pickle.PicklingError) as error:
            raise _not_loadable(str(error)) from error
        self._seconds_limit = options.seconds
        self._idle: queue.SimpleQueue[Worker | None] = queue.SimpleQueue()
        for _ in range(workers):
            self._idle.put(None)
        self._alive: set[Worker] = set()
        self._closed = False
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="dendro-read")

    def submit(self, chunk: Chunk) -> Future[tuple[float, list]]:
        """Begin to read a chunk of (position, path)."""
        return self._threads.submit(self._run, chunk)

    def close(self) -> None:
        """Kill the workers and drop what they were doing."""
        with self._lock:
            self._closed = True
            workers, self._alive = self._alive, set()
        for worker in workers:
            worker.end()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _run(self, chunk: Chunk) -> tuple[float, list]:
        """Read a chunk; after a crash, file by file, so that only the culprit is lost."""
        try:
            return self._ask(chunk)
        except WorkerDiedError as death:
            if len(chunk) == 1:
                position, wanted = chunk[0]
                return self._seconds_limit, [Failure(path_of(wanted), position, str(death))]
        answers = [self._run([item]) for item in chunk]
        return sum(seconds for seconds, _ in answers), [result for _, (result,) in answers]

    def _ask(self, chunk: Chunk) -> tuple[float, list]:
        worker = self._idle.get()
        try:
            if worker is None:
                worker = self._start()
            answer = worker.ask(chunk)
        except BaseException:
            self._idle.put(None)
            if worker is not None:
                self._discard(worker)
            raise
        self._idle.put(worker)
        return answer

    def _start(self) -> Worker:
        with self._lock:
            if self._closed:
                raise ExplorerError("the worker processes are closed")
            worker = Worker(self._setup, self._seconds_limit)
            self._alive.add(worker)
            return worker

    def _discard(self, worker: Worker) -> None:
        with self._lock:
            ours = worker in self._alive
            self._alive.discard(worker)
        if ours:
            worker.end()


def _not_loadable(why: str) -> InputError:
    return InputError(
        f"the worker processes cannot load `prepare` ({why}); "
        "define it in a module that can be imported, or use workers=0"
    )
