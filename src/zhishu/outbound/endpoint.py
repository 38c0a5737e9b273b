"""Where the platform may call out to: an endpoint that an administrator set, and the addresses it may lead to.

Public addresses are open to any name. A private one must be written as such in the setting, or lie in
a network that the administrator lists: a name that somebody else's server turns into an inner address
opens nothing. Metadata services (link-local), multicast and embedded addresses are never called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self
from urllib.parse import urlsplit

from zhishu.base.errors import InvalidValueError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
PORTS = {"https": 443, "http": 80}
_PLAIN = re.compile(r"[!-~]{1,2000}")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]{1,100}){0,20}")
# Addresses that hold an IPv4 address for a translator to unpack.
_NAT64 = ip_network("64:ff9b::/96")
_NEXT = "写作https://主机:端口/路径，例如https://model.example.gov.cn/v1"


@dataclass(frozen=True)
class Endpoint:
    """A service by scheme, host (a name or an address), port and the path that all its calls begin with."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, text: str, setting: str) -> Self:
        """Read the address of a setting; InvalidValueError says what was expected, without repeating it."""

        def refuse(what: str) -> InvalidValueError:
            return InvalidValueError(what, where=setting, next_step=_NEXT)

        if not _PLAIN.fullmatch(text) or "\\" in text or "%" in text:
            raise refuse("地址里有空白、汉字、百分号或反斜线")
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            raise refuse("地址的主机或端口读不出") from None
        if parts.scheme not in PORTS:
            raise refuse("地址应以https://或http://开头")
        if "@" in parts.netloc:
            raise refuse("地址里不能写用户和口令")
        if "?" in text or "#" in text:
            raise refuse("地址里不能有问号和井号")
        host, path = (parts.hostname or ""), parts.path.rstrip("/")
        if not (_NAME.fullmatch(host) or _literal(host)):
            raise refuse("地址里没有主机名，或主机名写错了")
        if not _PATH.fullmatch(path) or ".." in path:
            raise refuse("地址里的路径写错了")
        if port == 0:
            raise refuse("端口应为1到65535")
        return cls(parts.scheme, host, port or PORTS[parts.scheme], path)

    @property
    def literal(self) -> Address | None:
        """The address, where the setting names one instead of a host; localhost is one by definition."""
        return IPv4Address("127.0.0.1") if self.host == "localhost" else _literal(self.host)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def parse_networks(text: str, setting: str) -> tuple[Network, ...]:
    """Networks parted by commas: 10.0.0.0/8,192.168.1.0/24."""
    try:
        return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())
    except ValueError:
        raise InvalidValueError(
            "网段写错了", where=setting, next_step="写作10.0.0.0/8，几个用逗号隔开"
        ) from None


def may_call(endpoint: Endpoint, address: Address, networks: Sequence[Network]) -> bool:
    """Whether a call to the endpoint may go to this address, which its host was found to have."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return may_call(endpoint, address.ipv4_mapped, networks)
        if address.sixtofour or address.teredo or address in _NAT64:
            return False
    if (
        address.is_unspecified
        or address.is_multicast
        or address.is_link_local
        or (address.is_reserved and not address.is_loopback)
    ):
        return False
    if address.is_global:
        # What is not encrypted is not sent over the open net.
        return endpoint.scheme == "https"
    return address == endpoint.literal or any(address in network for network in networks)
