"""What a failing database means to people: nothing of its own message, which may name hosts and users."""

from __future__ import annotations

from django.conf import settings
from django.db.utils import Error

from zhishu import settings as zhishu_settings
from zhishu.base.database_address import DatabaseAddress
from zhishu.base.errors import ZhishuError

RESTORE = "从备份恢复门户数据库；用zhishu warehouse verify看全部损坏"
# What the engine says -> what happened, what to do; the first that fits.
_MEANINGS = (
    ("database is locked", "数据库正忙", "稍后重试"),
    ("connection refused", "数据库没有应答", "启动PostgreSQL，检查主机和端口"),
    ("no such file or directory", "数据库没有应答", "启动PostgreSQL，检查套接字文件夹和端口"),
    ("could not translate host name", "数据库的主机名查不到", "检查主机名和域名解析"),
    ("failed to resolve host", "数据库的主机名查不到", "检查主机名和域名解析"),
    ("timeout", "数据库没有应答", "检查主机、端口和防火墙"),
    ("password authentication failed", "数据库的用户或口令不对", "检查用户和口令"),
    ("no password supplied", "数据库要口令", "把口令写进地址"),
    ("peer authentication failed", "数据库不接受这个系统用户", "用同名的系统用户运行，或写明口令"),
    ("pg_hba.conf", "数据库不许从这里连接", "在pg_hba.conf里放行这台机器和这个用户"),
    ("role", "数据库里没有这个用户", "用createuser建立用户"),
    ("permission denied", "数据库的用户没有建表的权限", "让这个用户成为库的所有者"),
    ("too many", "数据库的连接已用完", "调大max_connections，或减少网页进程"),
    ("connection slots", "数据库的连接已用完", "调大max_connections，或减少网页进程"),
    ("no space left", "数据库所在的磁盘已满", "腾出磁盘空间"),
    ("disk is full", "数据库所在的磁盘已满", "腾出磁盘空间"),
    ("server closed the connection", "数据库的连接断了", "检查PostgreSQL是否在运行"),
    ("terminating connection", "数据库的连接断了", "检查PostgreSQL是否在运行"),
    ("does not exist", "数据库里没有这个库或表", "用createdb建库，再运行zhishu serve"),
    ("no such table", "数据库里没有这张表", "重新运行zhishu serve"),
    ("unable to open database file", "数据库文件打不开", "检查数据文件夹能否写入"),
    ("readonly database", "数据库文件不能写", "检查数据文件夹的权限"),
    ("malformed", "数据库文件已损坏", "从备份恢复"),
    ("not a database", "数据库文件已损坏", "从备份恢复"),
)


class DatabaseTroubleError(ZhishuError):
    """The portal's database does not answer, or refuses."""

    code = "database"


def tell_database(error: Error) -> DatabaseTroubleError:
    """The same trouble in our words; where: the address without its password, or the file."""
    said = str(error).lower()
    for words, what, next_step in _MEANINGS:
        if words in said:
            return DatabaseTroubleError(what, where=_where(), next_step=next_step)
    return DatabaseTroubleError("数据库出错", where=_where(), next_step="看数据库的日志")


def _where() -> str:
    text = zhishu_settings.DATABASE.value()
    if text:
        return str(DatabaseAddress.parse(text))
    return str(settings.DATABASES["default"]["NAME"])
