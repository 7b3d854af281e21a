"""A feed on this machine, of one item of our own invention."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Coast</title><link>http://coast.example/</link>
<item><title>Tides turn early</title><guid>t1</guid></item></channel></rss>"""


@contextlib.contextmanager
def feed_server(key: str | None = None) -> Iterator[str]:
    """Serve it; with a key only to those who show it in `x-api-key`."""

    class Feed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if key in (None, self.headers["x-api-key"]) else 401)
            self.send_header("content-type", "application/rss+xml")
            self.end_headers()
            self.wfile.write(FEED)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed.rss"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
