"""Lighthouse's judgement of five kinds of pages: `make lighthouse`.

The site is served compressed, as web servers do, and read as Lighthouse reads by default: a middling phone on a slow network.
It comes from npm, so it is asked for here alone and is no part of the tests.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.conftest import FLAGS
from tests.conftest import PROJECT, chromium_path

LIGHTHOUSE = "lighthouse@12.2.3"
PAGES = ("index", "metrics/lead_follow_up_rate", "dimensions/follow_up", "campaigns", "quality")
CATEGORIES = ("performance", "accessibility", "best-practices")
AT_LEAST = 95


class Compressed(http.server.SimpleHTTPRequestHandler):
    """Serves files compressed, and says nothing."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the file, or with 404."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = gzip.compress(path.read_bytes())
        self.send_response(200)
        for name, value in (
            ("Content-Type", self.guess_type(path)),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "max-age=31536000"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address a folder is served at."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Compressed, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def judged(address: str, out: Path) -> dict[str, Any]:
    """Lighthouse's report of one address, also written to `out`. Raises SystemExit with its words when it fails."""
    done = subprocess.run(
        ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--no-enable-error-reporting",
         f"--only-categories={','.join(CATEGORIES)}", "--output=json", f"--output-path={out}",
         f"--chrome-flags={' '.join(['--headless', *FLAGS])}"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"{LIGHTHOUSE} failed on {address}: {done.stderr.strip()[-600:]}")
    return dict(json.loads(out.read_text(encoding="utf-8")))


def faults(report: dict[str, Any]) -> list[str]:
    """What costs the page points, in Lighthouse's words, heaviest first; of the categories below the line only."""
    found = []
    for category in report["categories"].values():
        if category["score"] * 100 >= AT_LEAST:
            continue
        for one in category["auditRefs"]:
            audit = report["audits"][one["id"]]
            if one["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                lost = one["weight"] * (1 - audit["score"])
                found.append((lost, f"{audit['title']}: {audit.get('displayValue') or 'fails'}"))
    return [words for _, words in sorted(found, reverse=True)]


def main() -> None:
    """Judge the site named, or the one published last; a score below 95 fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=PROJECT / "public" / "current")
    given = parser.parse_args()
    site = given.site.resolve()
    if not (site / "index.html").is_file():
        raise SystemExit(f"There is no site in {given.site}; run `make scorecard` first.")
    if shutil.which("npx") is None:
        raise SystemExit("make lighthouse needs Node 18 or newer with npm (npx is not on the path).")
    browser = chromium_path()
    if browser is None:
        raise SystemExit(
            "make lighthouse needs Chromium; install it, or name it with CHROMIUM=/path/to/chromium."
        )
    os.environ["CHROME_PATH"] = browser
    low = 0
    with served(site) as address, tempfile.TemporaryDirectory() as folder:
        print(f"  {'page':32}" + "".join(f"{name:>16}" for name in CATEGORIES))
        for page in PAGES:
            report = judged(f"{address}{page}.html", Path(folder) / "report.json")
            scores = [round(report["categories"][name]["score"] * 100) for name in CATEGORIES]
            print(f"  {page:32}" + "".join(f"{score:>16}" for score in scores), flush=True)
            for words in faults(report):
                print(f"    {words}")
            low += sum(score < AT_LEAST for score in scores)
    if low:
        raise SystemExit(f"{low} scores are below {AT_LEAST}.")


if __name__ == "__main__":
    main()
