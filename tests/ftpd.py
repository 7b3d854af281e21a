"""An FTP server on this machine: pyftpdlib in a thread."""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it is built on asyncore, which Python is leaving
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import FTPServer


@contextmanager
def ftp_server(folder: Path) -> Iterator[int]:
    """Serve a folder to "desk" with the password "word"; gives the port."""
    logging.getLogger("pyftpdlib").setLevel(logging.ERROR)
    authorizer = DummyAuthorizer()
    authorizer.add_user("desk", "word", str(folder), perm="elradfmwMT")

    class Handler(FTPHandler):
        pass

    Handler.authorizer = authorizer
    made = FTPServer(("127.0.0.1", 0), Handler)
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            made.serve_forever(timeout=0.02, blocking=False)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield made.address[1]
    finally:
        stop.set()
        thread.join()
        made.close_all()
