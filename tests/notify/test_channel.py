"""One message through real servers: what arrives, and what is said when it does not."""

import pytest

from dashboard.notify.channel import Message, NotSent, send, unreadable
from tests.notify.servers import free_port, hook, post

HELLO = Message("Recall < 0.8", "Recall fell\n  to 0.7", "<p>Recall fell<br>to &lt;b&gt;0.7</p>")


@pytest.fixture
def mail():
    with post() as server:
        yield server


def why(url, *secrets):
    with pytest.raises(NotSent) as caught:
        send(url, HELLO, secrets)
    return str(caught.value), caught.value.retry


def test_by_mail_comes_html_with_its_text_beside_it(mail):
    send(mail.url.replace("{email}", "mei@example.com"), HELLO)
    [got] = mail.got
    assert (got["to"], got["from"], got["subject"]) == ("mei@example.com", "dashboard@example.com", "Recall < 0.8")
    plain, html = mail.bodies()
    assert "to &lt;b&gt;0.7" in html
    assert "to <b>0.7" in plain


def test_anywhere_else_comes_the_text_as_it_is():
    with hook() as server:
        send(server.url, HELLO)
    assert (server.got[0]["title"], server.got[0]["message"]) == ("Recall < 0.8", HELLO.text)


def test_nothing_in_a_text_mentions_anybody_or_calls_a_channel():
    hostile = Message("@everyone", "<!channel> <@U1> @here #all *bold* [x](https://evil.example)", "")
    with hook() as server:
        send(server.url, hostile)
    told = server.got[0]["title"] + server.got[0]["message"]
    assert not {"@everyone", "<!channel", "<@", "@here", "#all"} & {*told.split(), told[:9]}
    assert "@\u2060everyone" in told and "<\u2060!\u2060channel>" in told


def test_a_chat_that_speaks_markdown_gets_it_escaped():
    with hook() as server:
        send(f"rocket://hook/token@127.0.0.1:{server.port}/#room?cto=1", HELLO)
        send(
            f"rocket://hook/token@127.0.0.1:{server.port}/#room?cto=1",
            Message("t", "*bold* [x](https://evil.example)", ""),
        )
    assert "\\*bold\\*" in server.got[1]["text"] and "[x](https" not in server.got[1]["text"]


@pytest.mark.parametrize(
    ("code", "said", "can_pass"),
    [
        (500, "the server answered 500 (Internal Server Error)", True),
        (503, "the server answered 503 (Service Unavailable)", True),
        (429, "the server answered 429 (Too Many Requests)", True),
        (400, "the server answered 400 (Bad Request)", False),
        (404, "the server answered 404 (Not Found)", False),
        (0, "no answer in time", True),
    ],
)
def test_a_server_that_does_not_take_it_is_told_and_whether_that_can_pass(code, said, can_pass):
    with hook(code) as server:
        assert why(server.url) == (said, can_pass)
        if can_pass:
            send(server.url, HELLO)
            assert len(server.got) == 2 - (code == 0)


@pytest.mark.parametrize(
    ("answer", "can_pass"), [("550 no such user", False), ("451 try again later", True)], ids=["550", "451"]
)
def test_a_mail_server_that_refuses_is_told_in_its_own_words(mail, answer, can_pass):
    mail.refusals["mei@example.com"] = answer
    assert why(mail.url.replace("{email}", "mei@example.com")) == (f"the mail server answered {answer}", can_pass)
    assert mail.got == []


def test_a_server_that_is_not_there_can_come_back():
    assert why(f"json://127.0.0.1:{free_port()}") == ("the server refuses connections", True)
    assert why(f"mailto://127.0.0.1:{free_port()}?from=a@b.example&to=c@d.example") == (
        "the server refuses connections", True,
    )  # fmt: skip
    assert why("json://nowhere.invalid/hook") == ("its host name cannot be found", True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("slak://a/b/c", "there is no kind of channel 'slak'; did you mean 'slack'?"),
        ("mailtos://", "'mailtos://…' lacks something that this kind of channel needs, or has it in another form"),
        ("slack://topsecrettoken", "'slack://…' lacks something"),
        ("example.com", "it is no address of the form kind://…"),
    ],
)
def test_an_address_that_cannot_be_read_is_told_without_what_is_secret_in_it(url, said):
    told, can_pass = why(url)
    assert told.startswith(said)
    assert not can_pass
    assert "topsecrettoken" not in told
    assert unreadable(url) == told


@pytest.mark.parametrize(
    "url",
    [
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#incidents",
        "mailtos://user:pass@smtp.example.com?from=a@example.com&to=b@example.com",
        "pagerduty://A1BRTD4JDTIiajkdnlazkcOXrIdevi7F@TIiajkdnlazkcOXrIdevi7FQ",
        "workflows://prod.logic.example.com:443/643e0ae2/signature123",
        "jsons://hooks.example.com/ownership",
    ],
)
def test_what_the_manual_names_can_be_read(url):
    assert unreadable(url) is None


def test_no_secret_is_told_with_what_a_server_says(mail):
    mail.refusals["mei@example.com"] = "550 5.7.1 hunter2secret is not welcome"
    told, _ = why(mail.url.replace("{email}", "mei@example.com"), "hunter2secret")
    assert told == "the mail server answered 550 5.7.1 *** is not welcome"
