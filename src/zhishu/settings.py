"""Settings: one table of environment variables, each with its default and a sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from zhishu.base import faultpoint


@dataclass(frozen=True)
class Setting:
    """An environment variable that the platform reads."""

    name: str
    default: str
    sentence: str

    def value(self) -> str:
        """What the environment says, else the default."""
        return os.environ.get(self.name) or self.default


HOME = Setting("ZHISHU_HOME", "~/.zhishu", "存放全部数据的文件夹。")
FAULTPOINT = Setting(
    faultpoint.VARIABLE, "", "仅供测试：在该名称的断点处立即终止进程；名称后加“:3”为第3次经过时。"
)
SECRET_KEY = Setting(
    "ZHISHU_SECRET_KEY", "", "门户的签名密钥；不设时在数据文件夹中生成一个并只许所有者读取。"
)
MEMORY_LIMIT = Setting("ZHISHU_MEMORY_LIMIT", "1GB", "一次查询可用的内存。")
QUERY_SECONDS = Setting("ZHISHU_QUERY_SECONDS", "20", "一次查询最长的秒数。")
ALLOWED_HOSTS = Setting(
    "ZHISHU_ALLOWED_HOSTS",
    "localhost,127.0.0.1",
    "门户应答的主机名，逗号分隔；serve会加上它监听的地址。",
)
PLAIN_HTTP = Setting(
    "ZHISHU_PLAIN_HTTP", "", "设为1时Cookie不限HTTPS；只在本机回环地址上由serve自动设置。"
)
UPLOAD_MEGABYTES = Setting("ZHISHU_UPLOAD_MEGABYTES", "200", "一次上传的文件最大多少MB。")
DATABASE = Setting(
    "ZHISHU_DATABASE",
    "",
    "门户的数据库，写作postgresql://用户:口令@主机:端口/库名；不设时用数据文件夹中的SQLite。",
)
BEHIND_PROXY = Setting(
    "ZHISHU_BEHIND_PROXY",
    "",
    "设为1时门户在一台反向代理之后，由它处理HTTPS并写明访问者的地址和协议；门户不能绕过它直接访问。",
)
LOG = Setting(
    "ZHISHU_LOG",
    "",
    "日志写到哪个文件，相对路径从数据文件夹算起；不设时写到标准错误。",
)
METRICS_TOKEN = Setting(
    "ZHISHU_METRICS_TOKEN", "", "读/metrics和/readyz细节要出示的令牌；不设时只有本机能读。"
)
READER_MEMORY = Setting(
    "ZHISHU_READER_MEMORY", "4GB", "读一个外来文件的子进程最多可用的内存；小文件用不到这么多。"
)
READER_SECONDS = Setting(
    "ZHISHU_READER_SECONDS", "30", "读一个外来文件最长的处理器秒数，每100MB另加同样多。"
)
MODEL_URL = Setting(
    "ZHISHU_MODEL_URL",
    "",
    "语言模型的地址，兼容OpenAI的接口，多以/v1结尾；不设就不用语言模型，什么也不外发。",
)
MODEL = Setting("ZHISHU_MODEL", "", "语言模型的名称，照它的服务里登记的写。")
MODEL_KEY = Setting("ZHISHU_MODEL_KEY", "", "语言模型的密钥；内网的服务多半不要。")
MODEL_KEY_FILE = Setting(
    "ZHISHU_MODEL_KEY_FILE", "", "放语言模型密钥的文件，只许所有者读；与ZHISHU_MODEL_KEY只设一个。"
)
MODEL_SECONDS = Setting("ZHISHU_MODEL_SECONDS", "60", "一次提问最长的秒数；一个文件最多用十倍。")
MODEL_CHARACTERS = Setting(
    "ZHISHU_MODEL_CHARACTERS", "6000", "一次提问最多送出多少字的条款；更长的一条不送。"
)
OUTBOUND_NETWORKS = Setting(
    "ZHISHU_OUTBOUND_NETWORKS",
    "",
    "外联的主机名可以指向哪些内网网段，逗号分隔；不设时主机名只能指向公网，内网要直接写IP地址。",
)

SETTINGS = (
    HOME,
    FAULTPOINT,
    SECRET_KEY,
    MEMORY_LIMIT,
    QUERY_SECONDS,
    ALLOWED_HOSTS,
    PLAIN_HTTP,
    UPLOAD_MEGABYTES,
    DATABASE,
    BEHIND_PROXY,
    LOG,
    METRICS_TOKEN,
    READER_MEMORY,
    READER_SECONDS,
    MODEL_URL,
    MODEL,
    MODEL_KEY,
    MODEL_KEY_FILE,
    MODEL_SECONDS,
    MODEL_CHARACTERS,
    OUTBOUND_NETWORKS,
)


def home() -> Path:
    """The folder that holds all state (ZHISHU_HOME)."""
    return Path(HOME.value()).expanduser()


def log_file() -> Path | None:
    """The file that the log goes to (ZHISHU_LOG); None for stderr."""
    return home() / Path(LOG.value()).expanduser() if LOG.value() else None
