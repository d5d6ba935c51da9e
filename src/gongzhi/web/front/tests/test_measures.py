"""Who is counted as whom, and what the environment chooses."""

import ipaddress

import pytest

from gongzhi.web.front.measures import Measures, address_of, chosen, is_trusted


@pytest.mark.parametrize(
    ("client", "forwarded", "proxy", "counted"),
    [
        ("192.0.2.7:5000", "", False, "192.0.2.7"),
        ("192.0.2.7:5000", "198.51.100.1", False, "192.0.2.7"),
        ("10.0.0.1:5000", "203.0.113.9, 198.51.100.1", True, "198.51.100.1"),
        ("10.0.0.1:5000", "", True, "10.0.0.1"),
        ("127.0.0.1:5000", "198.51.100.1", False, "198.51.100.1"),
        ("[2001:db8:1:2:3:4:5:6]:5000", "", False, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1:5000", "", False, "2001:db8:1:2::/64"),
        ("[::ffff:192.0.2.7]:5000", "", False, "192.0.2.7"),
        ("10.0.0.1:5000", "nonsense" * 20, True, ("nonsense" * 20)[:64]),
    ],
)
def test_counted_under(client: str, forwarded: str, proxy: bool, counted: str) -> None:
    assert address_of(client, forwarded, behind_proxy=proxy) == counted


def test_trusted_networks() -> None:
    networks = (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("2001:db8::/32"))
    assert is_trusted("10.1.2.3", networks)
    assert is_trusted("2001:db8:1:2::/64", networks)
    assert not is_trusted("10.2.2.3", networks)
    assert not is_trusted("nonsense", networks)
    assert not is_trusted("10.1.2.3", ())


def test_each_process_has_its_share() -> None:
    found = chosen({"GONGZHI_WORKERS": "4", "GONGZHI_ADDRESS_RATE": "40", "GONGZHI_ADDRESS_BURST": "80"})
    assert (found.rate, found.burst) == (10, 20)
    assert chosen({}) == Measures()
    assert chosen({"GONGZHI_ADDRESS_RATE": "0"}).rate == 0
    assert chosen({"GONGZHI_TRUSTED_NETWORKS": "10.0.0.0/8, 192.168.0.0/16"}).trusted == (
        ipaddress.ip_network("10.0.0.0/8"),
        ipaddress.ip_network("192.168.0.0/16"),
    )
    for bad in ({"GONGZHI_ADDRESS_RATE": "much"}, {"GONGZHI_TRUSTED_NETWORKS": "10.0.0.1/8"}):
        with pytest.raises(ValueError):  # noqa: PT011 - any: it stops the start
            chosen(bad)
