"""Bringing a file of one's own: upload, mapping, trial, and a source that stays."""

import pytest

from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests import worlds
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
FILE = "Day;Hit rate;region\n" + "".join(f"{day:02}.02.2026;0,8{day % 10};eu\n" for day in range(1, 29)) + "x;0,9;eu\n"


@pytest.fixture
def world(tmp_path):
    return worlds.healthy(tmp_path)


def test_an_uploaded_file_is_mapped_tried_out_and_kept_as_a_source(world, visit, tmp_path):
    file = tmp_path / "My hits.csv"
    file.write_text(FILE)
    with serving(world.workspace.root) as base:
        seen = visit(base)
        page = seen.go("data")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Try it out").click()
        page.get_by_text("28 values read, 1 rejected").wait_for()
        page.get_by_role("button", name="Keep as a source").click()
        page.get_by_text("My hits is a source now").first.wait_for()
        page.locator(".feed", has_text="raw/uploads/My-hits.csv").wait_for(state="attached")
        assert not seen.outside
    kept = open_world(Workspace(tmp_path))
    assert [source.id for source in kept.sources] == ["numbers", "releases", "my-hits"]
    assert kept.library.sops["my-hits"].good[0].sop.metrics[0].id == "hit-rate"
