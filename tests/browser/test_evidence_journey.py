"""The file for an auditor, from the page to the disk, in a real browser; and on a phone."""

import re
import subprocess
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving
from tests.evidencing import evidencing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    with serving(evidencing(tmp_path_factory.mktemp("evidencing")).workspace.root) as address:
        yield address


def test_a_period_a_section_and_one_click_to_a_file_that_checks_itself(base, visit, tmp_path):
    seen = visit(base)
    page = seen.go("evidence")
    page.get_by_role("radio", name="This quarter").click()
    expect(page).to_have_url(re.compile("from=2026-01-01&to=2026-03-16"))
    seen.settle().get_by_role("link", name="Incidents and post-mortems").click()
    expect(page).to_have_url(re.compile("section=incidents"))
    expect(seen.settle().get_by_text("A stale index")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Everything as ZIP").click()
    assert download.value.suggested_filename == "evidence-assistant-2026-01-01-2026-03-16.zip"
    zipfile.ZipFile(download.value.path()).extractall(tmp_path)
    [folder] = tmp_path.iterdir()
    assert subprocess.run(["sha256sum", "-c", "--quiet", "MANIFEST.sha256"], cwd=folder, check=False).returncode == 0
    assert (folder / "evidence.pdf").read_bytes().startswith(b"%PDF-")
    # Streamlit itself asks for what is not there where a page is opened by its own address
    assert ([text for text in seen.said if "404" not in text], seen.outside) == ([], [])
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
