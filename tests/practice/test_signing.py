"""Who signs a sitting, and who countersigns it."""

import pytest

from dashboard.ledger import acts as did
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.sittings import countersigners, may_countersign, may_sign, signed_as, sitting
from tests.practice.bot import DAY, HOUR, MONDAY, REVIEW, WEEKLY, ledger, one_review, opened, ref, signed


def signing(tmp_path, chair, by, owner="cto"):
    world = one_review(tmp_path, f"{{id: weekly, title: Weekly, rrule: {WEEKLY}, chair: {chair}}}", owner=owner)
    found = sitting(world, NO_ACTS, ref(), MONDAY)
    return may_sign(world, found, by) or signed_as(world, found, by)


@pytest.mark.parametrize(
    ("chair", "by", "role"),
    [
        ("di", "di", "chair"),
        ("ana", "bo", "deputy of Ana"),
        ("ana", "ana", "chair"),  # though she is away
        ("cy", "di", "chair"),  # who replaced him
        ("ed", "cto", "chair"),  # Ed has left: the SOP's owner
        ("ml", "di", "chair"),
        ("di", "bo", "Bo cannot sign Weekly; its chair does: Di."),
        ("ana", "di", "Di cannot sign Weekly; its chair does: Bo or Ana."),
        ("cy", "cy", "Cy left on Sun 1 Mar."),
        ("ml", "ml", "ML team is a team; one of its members signs."),
        ("di", "zoe", "'zoe' is not in people.yaml."),
    ],
)
def test_the_chair_signs_or_who_stands_in_for_it(tmp_path, chair, by, role):
    assert signing(tmp_path, chair, by) == role


def test_another_person_countersigns_those_first_whom_the_sop_names(tmp_path):
    review = f"{{id: weekly, title: Weekly, rrule: {WEEKLY}, chair: di, attendees: [bo], countersign: true}}"
    world = one_review(tmp_path, review)
    before = sitting(world, NO_ACTS, ref(), MONDAY)
    assert may_countersign(world, before, "bo") == "This sitting is not signed yet; the chair signs first."
    found = sitting(world, ledger(opened(), signed()), ref(), MONDAY + DAY)
    assert may_sign(world, found, "di") == "This sitting is already signed by Di."
    assert may_countersign(world, found, "di") == "Di has signed; somebody else has to countersign."
    assert "team" in may_countersign(world, found, "ml")
    assert may_countersign(world, found, "bo") is None
    assert countersigners(world, found) == ("bo", "ana", "cto")
    twice = (did.SittingCountersigned(sitting=ref()), "bo", MONDAY + 2 * HOUR)
    found = sitting(world, ledger(opened(), signed(), twice), ref(), MONDAY + DAY)
    assert may_countersign(world, found, "ana") == "This sitting is already countersigned by Bo."


def test_where_the_sop_asks_for_no_second_signature_none_is_given(tmp_path):
    world = one_review(tmp_path, REVIEW)
    found = sitting(world, ledger(signed()), ref(), MONDAY + DAY)
    assert may_countersign(world, found, "bo") == "The SOP asks for no second signature under Weekly review."
