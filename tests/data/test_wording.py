"""Words for numbers, names and dates."""

import pytest

from data import wording


@pytest.mark.parametrize(
    ("name", "region_id", "told"),
    [
        ("UK (London)", "eu-west-1", "UK (London) (eu-west-1)"),
        ("Paris (eu-fr2)", "eu-fr2", "Paris (eu-fr2)"),
        ("Paris", "", "Paris"),
    ],
)
def test_a_region_is_named_with_its_key_once(name, region_id, told):
    assert wording.named(name, region_id) == told
