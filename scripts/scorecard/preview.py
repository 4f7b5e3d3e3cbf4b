"""The local server behind `serve`: pages from a folder, with a reload script and an error banner added on their way."""

from __future__ import annotations

import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from scorecard.errors import UsageError

STATE_PATH = "/__serve__/state"

_RELOAD = """<script>
(function () {
  var shown = %d;
  setInterval(function () {
    fetch("%s").then(function (answer) { return answer.json(); }).then(function (state) {
      if (state.version !== shown) { location.reload(); }
    }).catch(function () {});
  }, 700);
})();
</script>"""

_BANNER = (
    '<div role="alert" style="position:fixed;inset:auto 0 0 0;z-index:1000;padding:1rem 1.5rem;background:#7a1f1f;'
    'color:#fff;font:15px/1.45 system-ui,sans-serif;white-space:pre-wrap;max-height:50vh;overflow:auto">'
    "<strong>The last edit could not be shown; below is the last good page.</strong>\n%s</div>"
)

_WAITING = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Scorecard</title></head>'
    '<body style="font:16px system-ui,sans-serif;margin:3rem">%s</body></html>'
)


class Preview:
    """What is being shown: the folder, a version that grows with each attempt, and the last error in words."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = 0
        self.error = ""

    def show(self, error: str) -> None:
        """Announce a new attempt to every open page; `error` is empty when it went well."""
        self.error = error
        self.version += 1

    def page(self, markup: str) -> bytes:
        """Return a page with the banner, when there is an error, and the reload script before its end."""
        added = (_BANNER % html.escape(self.error) if self.error else "") + _RELOAD % (
            self.version,
            STATE_PATH,
        )
        head, end, tail = markup.rpartition("</body>")
        return (f"{head}{added}{end}{tail}" if end else markup + added).encode()


@contextmanager
def open_server(preview: Preview, port: int) -> Iterator[str]:
    """Serve on this machine only, in a thread, while the block runs; give the address. Raises UsageError."""
    preview.folder.mkdir(parents=True, exist_ok=True)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler(preview))
    except OSError as error:
        raise UsageError(
            f"Port {port} cannot be used ({error.strerror}); name another with --port."
        ) from None
    thread = threading.Thread(target=server.serve_forever, name="server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def _handler(preview: Preview) -> type[SimpleHTTPRequestHandler]:
    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, directory=str(preview.folder), **options)  # type: ignore[arg-type]

        def do_GET(self) -> None:
            if urlsplit(self.path).path == STATE_PATH:
                state = {"version": preview.version, "error": preview.error}
                self._answer(json.dumps(state).encode(), "application/json")
                return
            path = Path(self.translate_path(self.path))
            if path.is_dir() and urlsplit(self.path).path.endswith("/"):
                path = path / "index.html"
            if path.suffix == ".html" and path.is_file():
                self._answer(preview.page(path.read_text(encoding="utf-8")), "text/html; charset=utf-8")
            elif path.suffix == ".html" and not (preview.folder / "index.html").is_file():
                self._answer(
                    preview.page(_WAITING % "The scorecard is being built."), "text/html; charset=utf-8"
                )
            else:
                super().do_GET()

        def end_headers(self) -> None:
            self.send_header("Cache-Control", "no-store")
            super().end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing: the terminal is for builds and their errors."""

        def _answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
