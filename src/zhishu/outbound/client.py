"""The one outbound client: a single HTTP call to a set endpoint, bounded in time and size.

The host is resolved once, its addresses are checked, and the connection goes to the one that was
checked. No redirect is followed, no proxy is used, no cookie is kept, nothing is tried again. Time
is one deadline for the whole call: a service that sends a byte a second is cut off by it too.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from zhishu.base.errors import ZhishuError
from zhishu.outbound.endpoint import Address, Endpoint, Network, may_call

_PIECE = 1 << 16
_LONGEST_WAIT_TOLD = 6  # digits of seconds in Retry-After


class OutboundError(ZhishuError):
    """The call brought no answer that can be used."""

    code = "outbound_failed"


@dataclass(frozen=True)
class Call:
    """What is asked, how long it may take in all, and how many bytes may come back.

    body: JSON to be posted; None: the path is got. key: a bearer token, never shown.
    """

    path: str
    seconds: float
    largest: int
    body: bytes | None = None
    key: str = field(default="", repr=False)
    networks: Sequence[Network] = ()


def fetch_json(endpoint: Endpoint, call: Call) -> bytes:
    """The bytes of a JSON answer, not parsed; OutboundError when there is none in time."""
    deadline = time.monotonic() + call.seconds
    try:
        address = _resolve(endpoint, call, deadline)
        with _Line(endpoint, address, deadline) as line:
            try:
                answer = _exchange(endpoint, call, line)
            except (OSError, http.client.HTTPException):
                line.raise_if_cut()
                raise
            line.raise_if_cut()
            return answer
    except TimeoutError:
        raise OutboundError(
            f"{call.seconds:g}秒内没有答完",
            where=str(endpoint),
            next_step="稍后再试，或把时限调长",
            code="outbound_timeout",
        ) from None
    except ssl.SSLCertVerificationError:
        raise OutboundError(
            "对方的证书不可信",
            where=str(endpoint),
            next_step="检查地址，或让系统信任签发它的机构",
            code="outbound_certificate",
        ) from None
    except (OSError, http.client.HTTPException) as error:
        # The words of the error may hold what the other side sent.
        reason = getattr(error, "strerror", None) or "连接中断或答复不成样子"
        raise OutboundError(
            f"连不上或没有答完（{reason}）",
            where=str(endpoint),
            next_step="检查地址、网络和对方的服务",
            code="outbound_unreachable",
        ) from None


def _resolve(endpoint: Endpoint, call: Call, deadline: float) -> Address:
    """The address that the call goes to; none of those found may be forbidden."""
    found = [endpoint.literal] if endpoint.literal else _look_up(endpoint, deadline)
    if not all(may_call(endpoint, one, call.networks) for one in found):
        raise OutboundError(
            "这个地址不许访问",
            where=str(endpoint),
            next_step="内网的服务直接写它的IP地址，或把网段写进ZHISHU_OUTBOUND_NETWORKS；公网只用https",
            code="outbound_forbidden",
        )
    return found[0]


def _look_up(endpoint: Endpoint, deadline: float) -> list[Address]:
    """The addresses of a host; the system's resolver knows no deadline, so it is asked aside."""
    found: list[Address] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            for *_, place in socket.getaddrinfo(
                endpoint.host, endpoint.port, type=socket.SOCK_STREAM
            ):
                found.append(ip_address(place[0]))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_left(deadline))
    if asking.is_alive():
        raise TimeoutError
    if not found:
        raise OSError(0, "主机名查不到")
    return found


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Line:
    """A connection that is cut when the deadline comes, whatever it is waiting for."""

    def __init__(self, endpoint: Endpoint, address: Address, deadline: float) -> None:
        self.socket = socket.create_connection((str(address), endpoint.port), _left(deadline))
        self._was_cut = False
        self._timer = threading.Timer(_left(deadline), self._cut)
        self._timer.daemon = True
        self._timer.start()
        self.context = ssl.create_default_context() if endpoint.scheme == "https" else None
        if self.context is not None:
            try:
                # The handshake waits until the timer knows the socket.
                self.socket = self.context.wrap_socket(
                    self.socket, server_hostname=endpoint.host, do_handshake_on_connect=False
                )
                self.raise_if_cut()
                self.socket.do_handshake()
            except BaseException:
                self.__exit__()
                self.raise_if_cut()
                raise

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self.socket.close()

    def _cut(self) -> None:
        self._was_cut = True
        with contextlib.suppress(OSError):
            # Past the TLS layer, whose own shutdown would let the rest be read as plain bytes.
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

    def raise_if_cut(self) -> None:
        """Raise TimeoutError where the deadline ended the exchange."""
        if self._was_cut:
            raise TimeoutError


def _exchange(endpoint: Endpoint, call: Call, line: _Line) -> bytes:
    connection = (
        http.client.HTTPSConnection(endpoint.host, endpoint.port, context=line.context)
        if line.context is not None
        else http.client.HTTPConnection(endpoint.host, endpoint.port)
    )
    connection.sock = line.socket
    connection.auto_open = 0
    headers = {"Accept": "application/json", "User-Agent": "zhishu", "Connection": "close"}
    if call.body is not None:
        headers["Content-Type"] = "application/json"
    if call.key:
        headers["Authorization"] = f"Bearer {call.key}"
    method = "GET" if call.body is None else "POST"
    connection.request(method, endpoint.path + call.path, body=call.body, headers=headers)
    with connection.getresponse() as response:
        _check_status(endpoint, response)
        _check_kind(endpoint, response, call.largest)
        return b"".join(_pieces(endpoint, response, call.largest))


def _check_status(endpoint: Endpoint, response: http.client.HTTPResponse) -> None:
    status = response.status
    if status == 200:
        return
    if 300 <= status < 400:
        what, step, code = "对方要转到别处，没有跟去", "把地址改成最终的地址", "outbound_redirect"
    elif status in (401, 403):
        what, step, code = "对方不认这个密钥", "检查密钥", "outbound_key"
    elif status == 429:
        wait = response.headers.get("Retry-After", "")
        plain = wait.isdecimal() and wait.isascii() and len(wait) <= _LONGEST_WAIT_TOLD
        what, code = "对方说请求太多", "outbound_busy"
        step = f"{int(wait)}秒以后再试" if plain else "稍后再试"
    else:
        what, step, code = f"对方答复{status}", "检查对方的服务", "outbound_status"
    raise OutboundError(what, where=str(endpoint), next_step=step, code=code)


def _check_kind(endpoint: Endpoint, response: http.client.HTTPResponse, largest: int) -> None:
    if response.headers.get_content_type() != "application/json":
        raise OutboundError(
            "答复不是JSON",
            where=str(endpoint),
            next_step="检查地址：应是兼容OpenAI的接口，多以/v1结尾",
            code="outbound_not_json",
        )
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise OutboundError(
            "答复是压缩的，没有要求压缩",
            where=str(endpoint),
            next_step="关掉对方的压缩",
            code="outbound_not_json",
        )
    if response.length is not None and response.length > largest:
        raise _too_large(endpoint, largest)


def _pieces(
    endpoint: Endpoint, response: http.client.HTTPResponse, largest: int
) -> Iterator[bytes]:
    size = 0
    while piece := response.read(_PIECE):
        size += len(piece)
        if size > largest:
            raise _too_large(endpoint, largest)
        yield piece
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)


def _too_large(endpoint: Endpoint, largest: int) -> OutboundError:
    return OutboundError(
        f"答复超过{largest >> 20}MB，没有读完",
        where=str(endpoint),
        next_step="检查对方的服务",
        code="outbound_too_large",
    )
