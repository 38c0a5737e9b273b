"""Where a call may go: what a setting may say, and what its host may turn out to be."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from zhishu.base.errors import InvalidValueError
from zhishu.outbound.endpoint import Endpoint, may_call, parse_networks

GOOD = [
    ("https://model.example.gov.cn/v1", "model.example.gov.cn", 443, "/v1"),
    ("https://model.example.gov.cn/v1/", "model.example.gov.cn", 443, "/v1"),
    ("https://model.example.gov.cn", "model.example.gov.cn", 443, ""),
    ("http://127.0.0.1:11434/v1", "127.0.0.1", 11434, "/v1"),
    ("http://[::1]:8000/v1", "::1", 8000, "/v1"),
    ("HTTPS://MODEL.example.cn/openai/v1", "model.example.cn", 443, "/openai/v1"),
]
BAD = [
    "model.example.cn/v1",
    "ftp://model.example.cn/v1",
    "file:///etc/passwd",
    "gopher://127.0.0.1:70/1",
    "https:///v1",
    "https://user:secret@model.example.cn/v1",
    "https://public.example.com@127.0.0.1/v1",
    "https://model.example.cn/v1?key=secret",
    "https://model.example.cn/v1#x",
    "https://model.example.cn:0/v1",
    "https://model.example.cn:99999/v1",
    "https://model.example.cn:abc/v1",
    "https://model.example.cn/v1/../admin",
    "https://model.example.cn/v1\r\nHost: other",
    "https://model.example.cn/ v1",
    "https://model.example.cn\\@127.0.0.1/v1",
    "https://模型.example.cn/v1",
    "https://[fe80::1%eth0]/v1",
    "https://-model.example.cn/v1",
    "https://[::1/v1",
    "https://model_one.example.cn/v1",
    "https://model.example.cn/%2e%2e/v1",
    "",
]


@pytest.mark.parametrize(("text", "host", "port", "path"), GOOD)
def test_an_address_is_read(text: str, host: str, port: int, path: str) -> None:
    one = Endpoint.parse(text, "设置")
    assert (one.host, one.port, one.path) == (host, port, path)
    assert Endpoint.parse(str(one), "设置") == one


@pytest.mark.parametrize("text", BAD)
def test_another_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        Endpoint.parse(text, "ZHISHU_MODEL_URL")
    said = str(caught.value)
    assert "ZHISHU_MODEL_URL" in said and "下一步" in said
    assert "secret" not in said


PUBLIC, INNER, LOOPBACK = "93.184.216.34", "10.1.2.3", "127.0.0.1"
# endpoint, the address that its host has, networks that the administrator lists, whether it is called
CALLS = [
    ("https://model.example.cn/v1", PUBLIC, "", True),
    ("https://model.example.cn/v1", "2606:2800:220:1:248:1893:25c8:1946", "", True),
    # not encrypted over the open net
    ("http://model.example.cn/v1", PUBLIC, "", False),
    (f"http://{PUBLIC}/v1", PUBLIC, "", False),
    # a name that turns out to be inside
    ("https://model.example.cn/v1", INNER, "", False),
    ("https://model.example.cn/v1", LOOPBACK, "", False),
    ("https://model.example.cn/v1", "::1", "", False),
    ("https://model.example.cn/v1", "fc00::1", "", False),
    ("https://model.example.cn/v1", "::ffff:10.1.2.3", "", False),
    ("https://model.example.cn/v1", "100.64.0.1", "", False),
    ("https://model.example.cn/v1", INNER, "10.0.0.0/8", True),
    ("http://model.example.cn/v1", INNER, "192.168.0.0/16,10.1.2.0/24", True),
    ("https://model.example.cn/v1", "10.2.2.3", "10.1.2.0/24", False),
    ("https://model.example.cn/v1", "::ffff:10.1.2.3", "10.0.0.0/8", True),
    # an address that the administrator wrote himself
    (f"http://{INNER}:8000/v1", INNER, "", True),
    (f"http://{LOOPBACK}:8000/v1", LOOPBACK, "", True),
    ("http://localhost:8000/v1", LOOPBACK, "", True),
    ("http://[::1]:8000/v1", "::1", "", True),
    (f"http://{INNER}:8000/v1", "10.1.2.4", "", False),
    # other ways to write loopback are names, and names open nothing inside
    ("http://127.1:8000/v1", LOOPBACK, "", False),
    ("http://2130706433:8000/v1", LOOPBACK, "", False),
    ("http://0x7f.1:8000/v1", LOOPBACK, "", False),
    ("http://localhost.example.cn/v1", LOOPBACK, "", False),
    # never, whatever is written or listed
    ("http://169.254.169.254/v1", "169.254.169.254", "0.0.0.0/0", False),
    ("http://[fe80::1]/v1", "fe80::1", "::/0", False),
    ("http://0.0.0.0:8000/v1", "0.0.0.0", "0.0.0.0/0", False),
    ("http://[::]:8000/v1", "::", "::/0", False),
    ("http://224.0.0.1/v1", "224.0.0.1", "0.0.0.0/0", False),
    ("http://255.255.255.255/v1", "255.255.255.255", "0.0.0.0/0", False),
    ("https://model.example.cn/v1", "2002:0a01:0203::1", "::/0", False),
    ("https://model.example.cn/v1", "64:ff9b::a01:203", "::/0", False),
    ("https://model.example.cn/v1", "::ffff:169.254.169.254", "::/0", False),
]


@pytest.mark.parametrize(("url", "address", "networks", "called"), CALLS)
def test_where_a_call_may_go(url: str, address: str, networks: str, called: bool) -> None:
    endpoint = Endpoint.parse(url, "设置")
    assert may_call(endpoint, ip_address(address), parse_networks(networks, "网段")) is called


@pytest.mark.parametrize("text", ["10.0.0.0/40", "内网", "10.1.2.3/8", "10.0.0.0/8;192.168.0.0/16"])
def test_a_network_that_cannot_be_read_is_told(text: str) -> None:
    with pytest.raises(InvalidValueError, match="网段写错了"):
        parse_networks(text, "ZHISHU_OUTBOUND_NETWORKS")
