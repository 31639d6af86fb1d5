"""Secrets of addresses: where they come from, and how they are put in."""

import pytest

from dashboard.errors import DashboardError
from dashboard.notify.secrets import Unset, filled, secrets_of


def test_the_environment_comes_before_the_files_and_the_first_file_before_the_second(tmp_path):
    for name, text in (("one", 'A = "1"\n[notifications]\nB = "1"\n'), ("two", 'A = "2"\nB = "2"\nC = "2"\nD = 2\n')):
        (tmp_path / name / ".streamlit").mkdir(parents=True)
        (tmp_path / name / ".streamlit" / "secrets.toml").write_text(text)
    found = secrets_of([tmp_path / "one", tmp_path / "two", tmp_path / "none"], {"A": "0"})
    assert found == {"A": "0", "B": "1", "C": "2"}


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text("TOKEN = \n")
    with pytest.raises(DashboardError, match=r"secrets\.toml cannot be read: .*line 1"):
        secrets_of([tmp_path], {})


def test_secrets_are_encoded_in_an_address_and_a_whole_address_is_taken_as_it_is():
    secrets = {"PASSWORD": "p@ss/word", "HOOK": "slack://A/B/C"}
    assert filled("mailtos://me:${PASSWORD}@smtp.example.com", secrets)[0] == (
        "mailtos://me:p%40ss%2Fword@smtp.example.com"
    )
    assert filled("${HOOK}", secrets) == ("slack://A/B/C", ("slack://A/B/C",))
    assert {"p@ss/word", "p%40ss%2Fword"} == {*filled("x://${PASSWORD}", secrets)[1]}


@pytest.mark.parametrize("secrets", [{}, {"TOKEN": ""}])
def test_one_that_is_not_set_is_named(secrets):
    with pytest.raises(Unset, match=r"\$\{TOKEN\} is set neither in the environment nor in \.streamlit/secrets\.toml"):
        filled("slack://${TOKEN}", secrets)
