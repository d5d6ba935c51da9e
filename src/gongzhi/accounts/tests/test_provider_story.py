"""Staff sign in at a real provider: its process runs beside the test, and its pages are walked through."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from uuid import UUID, uuid4

import pytest
import requests
from django.test import Client
from django.utils import timezone
from tests.small_county import County

from gongzhi.accounts import provider, public
from gongzhi.accounts.actions.binding import bind_provider
from gongzhi.accounts.models import ProviderBinding
from gongzhi.accounts.queries import account_bound
from gongzhi.accounts.tests import oidc_server
from gongzhi.accounts.tests.test_screens import id_of, set_up_app, signed_in, with_password
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import deactivate

pytestmark = pytest.mark.django_db
BACK = "http://localhost/sign-in/provider/back/"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(autouse=True)
def _quick_hashes(quick_hashes: None) -> None:
    """How much work a hash is, is not what these are about."""


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, str(Path(oidc_server.__file__)), str(port), BACK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        assert any(line.strip() == "ready" for line in process.stdout)
        yield f"http://localhost:{port}"
        process.kill()


@pytest.fixture
def chosen(running: str, county: County, settings: Any) -> Iterator[str]:
    provider.forget()
    settings.GONGZHI_OIDC_ISSUER, settings.GONGZHI_OIDC_CLIENT = running, oidc_server.CLIENT
    settings.GONGZHI_OIDC_SECRET, settings.GONGZHI_OIDC_NAME = oidc_server.SECRET, "the county's directory"
    yield running
    provider.forget()


def visitor() -> Client:
    return Client(SERVER_NAME="localhost", headers={"accept-language": "en"})


def at_the_provider(address: str) -> str:
    """Sign in on the provider's pages, agree, and return the address it sends us back to."""
    browser = requests.Session()
    page = browser.get(address, allow_redirects=False, timeout=10)
    for _step in range(12):
        if page.is_redirect:
            address = urljoin(page.url, page.headers["Location"])
            if address.startswith(BACK):
                return address
            page = browser.get(address, allow_redirects=False, timeout=10)
            continue
        fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', page.text))
        form = {"csrf_token": unescape(fields["csrf_token"])} if "csrf_token" in fields else {}
        if 'name="password"' in page.text:
            form["password"] = oidc_server.PASSWORD
        elif 'name="login"' in page.text:
            form["login"] = oidc_server.LOGIN
        else:
            form["answer"] = "accept"
        page = browser.post(page.url, data=form, allow_redirects=False, timeout=10)
    raise AssertionError(f"the provider did not send us back: {page.status_code} {page.text[:2000]}")


def begin(client: Client, **more: str) -> str:
    response = client.get("/sign-in/provider/", more)
    assert response.status_code == 302
    return str(response.headers["Location"])


def finish(client: Client, back: str) -> Any:
    return client.get(f"{urlsplit(back).path}?{urlsplit(back).query}", follow=True)


def there_and_back(**more: str) -> str:
    """Sign in by way of the provider in a new browser and return the page that follows."""
    client = visitor()
    return str(finish(client, at_the_provider(begin(client, **more))).content.decode())


def test_an_unknown_name_is_refused_and_a_bound_one_opens_its_account(chosen: str) -> None:
    client = visitor()
    assert "the county&#x27;s directory" in client.get("/sign-in/").content.decode()
    unknown = finish(client, at_the_provider(begin(client)))
    assert "to no account here" in unknown.content.decode()
    with_password("security")
    path = f"/security/{id_of('town-handler')}/bind/"
    security = signed_in("security")
    assert security.post(path, {"subject": ""}).status_code == 409
    assert security.post(path, {"subject": oidc_server.LOGIN}).status_code == 302
    assert security.post(path, {"subject": oidc_server.LOGIN}).status_code == 302  # sent again
    before = client.cookies["sessionid"].value
    back = at_the_provider(begin(client, next="/post/"))
    assert finish(client, back).redirect_chain[-1][0] == "/post/"
    assert client.cookies["sessionid"].value != before
    assert ProviderBinding.objects.count() == 1
    assert "accounts.provider_bound" in [fact.kind for fact in story_of(id_of("town-handler"))]
    assert not list(public.check_accounts())
    # The same answer again, here or by a thief in another browser, opens nothing.
    for other in (client, visitor()):
        assert "belongs to no sign-in begun here" in finish(other, back).content.decode()
    path = f"/security/{id_of('town-handler')}/unbind/"
    assert security.post(path, {"reason": "人员变动"}).status_code == 302
    assert "to no account here" in there_and_back()


def test_an_invitation_binds_a_name_once_and_nothing_a_person_can_change_does(chosen: str) -> None:
    client = visitor()  # the provider tells a sign-in name and an e-mail address of an account here
    assert "to no account here" in finish(client, at_the_provider(begin(client))).content.decode()
    with_password("security")
    security, path = signed_in("security"), f"/security/{id_of('town-handler')}/invite/"
    first = invited(security, path)
    assert invited(security, path, once=first[1])[0] == first[0], "pressed twice it is one"
    second = invited(security, path)
    assert security.post(path, {"once": first[1]}).status_code == 409, "the first does not come back"
    for wrong in (first[0], second[0] + "x", ""):
        assert "to no account here" in there_and_back(invited=wrong)
    client = visitor()
    back = at_the_provider(begin(client, invited=second[0]))
    assert finish(client, back).redirect_chain[-1][0] == "/work/"
    assert ProviderBinding.objects.get().subject == oidc_server.LOGIN
    assert security.post(path, {"once": str(uuid4())}).status_code == 409, "it is bound already"
    taken = f"/security/{id_of('town-handler')}/unbind/"
    assert security.post(taken, {"reason": "人员变动"}).status_code == 302
    assert security.post(path, {"once": second[1]}).status_code == 409, "nor one that was used"
    assert "to no account here" in there_and_back(invited=second[0]), "an invitation counts once"
    assert not list(public.check_accounts())


def invited(security: Client, path: str, *, once: str = "") -> tuple[str, str]:
    """Return what stands in the link of an invitation, and its key."""
    once = once or str(uuid4())
    page = security.post(path, {"once": once}).content.decode()
    found = re.search(r"invited=([^<\s]+)", unescape(page))
    assert found
    return unquote(found[1]), once


def test_a_provider_is_the_same_with_and_without_a_stroke_at_its_end(county: County) -> None:
    account = UUID(str(id_of("town-handler")))
    said = {"account_id": account, "subject": "一", "at": timezone.now()}
    ProviderBinding.objects.create(
        account_id=account, issuer="https://sso.example/", subject="一", made_at=said["at"]
    )
    assert account_bound("https://sso.example", "一") == account
    before = ProviderBinding.objects.get()
    assert bind_provider(**said, issuer="https://sso.example", by=SYSTEM) == before.id


def bound(login: str = "town-handler") -> None:
    """Let the provider's name open an account here."""
    issuer = provider.metadata()["issuer"]
    bind_provider(
        account_id=UUID(str(id_of(login))),
        issuer=issuer,
        subject=oidc_server.LOGIN,
        by=SYSTEM,
        at=timezone.now(),
    )


def test_our_second_factor_is_asked_for_unless_the_provider_s_is_enough(chosen: str, settings: Any) -> None:
    bound()
    with_password("town-handler")
    set_up_app(signed_in())
    client = visitor()
    assert finish(client, at_the_provider(begin(client))).redirect_chain[-1][0] == "/sign-in/second/"
    settings.GONGZHI_OIDC_SECOND_FACTOR = True
    client = visitor()
    assert finish(client, at_the_provider(begin(client))).redirect_chain[-1][0] == "/work/"


def test_a_closed_account_and_one_of_the_demo_do_not_get_in_this_way(chosen: str) -> None:
    from django.contrib.auth import get_user_model

    bound()
    client = visitor()
    finish(client, at_the_provider(begin(client)))
    get_user_model().objects.filter(login="town-handler").update(demo=True)
    assert "account is closed" in there_and_back()
    get_user_model().objects.filter(login="town-handler").update(demo=False)
    deactivate(account_id=id_of("town-handler"), reason="调离", by=SYSTEM, at=timezone.now())
    assert "account is closed" in there_and_back()


def test_a_provider_that_is_down_says_so_and_passwords_remain(chosen: str, settings: Any) -> None:
    provider.forget()
    settings.GONGZHI_OIDC_ISSUER = f"http://localhost:{free_port()}"
    client = visitor()
    page = client.get("/sign-in/provider/", follow=True).content.decode()
    assert "does not answer" in page
    assert 'name="password"' in page
    settings.GONGZHI_OIDC_ONLY = True
    assert 'name="password"' not in client.get("/sign-in/").content.decode()
    with_password("town-handler")
    from gongzhi.web.tests.staff import PASSWORD

    closed = client.post("/sign-in/", {"login": "town-handler", "password": PASSWORD})
    assert closed.status_code == 422


def test_signing_out_goes_to_the_provider_as_well_where_chosen(chosen: str, settings: Any) -> None:
    bound()
    settings.GONGZHI_OIDC_SIGN_OUT = True
    client = visitor()
    finish(client, at_the_provider(begin(client)))
    away = client.post("/sign-out/").headers["Location"]
    assert away.startswith(f"{chosen}/oauth/end_session?id_token_hint=")
    assert client.get("/work/").status_code == 302


# The last one here: the provider keeps a code that was shown with a wrong verifier, and then mistakes others for it.
def test_a_code_counts_once_and_needs_its_verifier(chosen: str) -> None:
    """Who catches an answer on its way cannot use it in a session of their own (code injection)."""
    client, thief = visitor(), visitor()
    back = at_the_provider(begin(client))
    begin(thief)
    session = thief.session
    state = re.search(r"state=([^&]+)", back)
    assert state
    session["accounts.provider"] |= {"state": state[1]}
    session.save()
    assert "does not check out" in finish(thief, back).content.decode()
