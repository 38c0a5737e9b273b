"""What belongs to a web page or to a printed sheet, not to the document on it."""

from __future__ import annotations

import re

# Menus, counters, share bars, forms and imprints: a line that begins like this is no text of a document.
_BEGINNING = re.compile(
    r"(?:首\s*+页|(?:您|你)?(?:现在|目前|当前)?(?:所在)?的?(?:当前|所在)?位置\s*+[:：]|点击数|点击量|浏览次数|阅读次数|访问量|分享到|分享[:：]|字体|"
    r"字号[:：]?\s*+[大中小\[]|文字大小|背景色|共\s*+\d+\s*+[条页]|上一[篇页条]|下一[篇页条]|尾页|扫一扫|扫码|二维码|"
    r"[（(]?责任编辑|[（(]?责编|编辑[:：]|校对[:：]|审核[:：]|相关(?:文件|链接|解读|文章|附件|新闻|阅读|政策)(?:$|\s|[:：】])|附件下载|版权所有|主办单位?[:：]|主办[:：]|"
    r"承办单位?[:：]|联系我们|联系地址|网站(?:地图|标识码|建设)|联系方式\s*+[:：]|联系电话|咨询电话\s*+[:：]|技术支持(?:$|[:：\s])|[\u4e00-\u9fff]{0,2}ICP|"
    r"[\u4e00-\u9fff]?公网安备|(?:•|·|\*)?\s*+(?:\*\s*+)?(?:姓\s*+名|联系方式|内\s*+容|验\s*+证\s*+码|传\s*+真|联系地址)\s*+[:：]|原标题[:：]|#.*#$|"
    r"[「【]?关于[A-Za-z]+|\(?英文官网|[（(]?本文(?:来自|来源|链接|由)|(?:文章|内容)(?:不错|有用|有帮助)|为(?:进一步)?了解[\u4e00-\u9fff]{0,8}(?:公众|网民|群众)|(?:无障碍|微信|微博|移动版|手机版|登录|注册|繁体|English|打印|关闭|收藏|转载)(?=$|[\s|｜【】\[\]/>·、，,])|"
    r"[【\[](?:打印|关闭|纠错|收藏|分享|返回|相关阅读|字体|字号|TOP|大中小|我要)|抄\s*+送[:：]|抄\s*+报[:：]|主\s*+题\s*+词[:：]|[（(]共印|新闻热线|"
    r"新闻报料|网友评论|发表评论|客服[:：]|用户评论|上一条|下一条|返回顶部|打印本页|来源网络|声明[:：]|免责声明|温馨提示[:：]?$)"
)
_SITE = re.compile(
    r"欢迎(?:光临|访问|来到|关注)|今天是(?:19|20)\d\d年|ICP备|公网安备|网站标识码|版权所有|All Rights Reserved",
    re.I,
)
_PAGE_NUMBER = re.compile(
    r"(?:[（(\[【]\s*+(?:接|转|续|下接|上接)[上下前后]?第?\s*+\d{0,3}\s*+页[）)\]】]|[-—－–─·]+\s*+第?\s*+\d{1,3}\s*+页?\s*+[-—－–─·]+|第\s*+\d{1,3}\s*+页\s*+[,，/]?\s*+(?:共\s*+\d{1,3}\s*+页)?)"
)
_PRINTED = re.compile(
    r"[\u4e00-\u9fff]{3,30}\s{0,40}(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s?印发"
)
RULE_LINE = re.compile(r"[-—－–─_=＝*＊·~～]{4,}")
# 政策一, 【文件二】: what a collection writes above each of its documents.
ENTRY_LABEL = re.compile(
    r"[【\[（(]?\s*+(?:文件|政策|法规|资料|篇目)\s*+[一二三四五六七八九十\d]{1,3}\s*+[】\]）)]?[:：]?"
)
_MENU_WORDS = re.compile(
    r"首页|政务公开|信息公开|信息目录|公开目录|政策法规|政策文件|规范性文件|互动交流|办事服务|政务服务|新闻|通知公告|公示公告|通知通告|公告公示|门户网站|"
    r"政策解读|问答|规划计划|专项规划|政策库|规章制度|法规公告|法规规章|部门文件|政府文件|办公室文件|机构概况|政务动态|视频|读报|正文|惠企政策|园区政策|"
    r"公开$|服务$|互动$|要闻$|政务$"
)
_CRUMBS = re.compile(r"(?:>+|&gt;|»|→|›|＞+|->|/|／|\||—>|-|－|·|\\)")
# Not ＞85 in a table.
_ARROWS = re.compile(r"[»→›]|[>＞](?!\s?\d)")


def is_furniture(text: str) -> bool:
    """Whether a paragraph belongs to the page or the printed sheet, not to a document."""
    return (
        _BEGINNING.match(text) is not None
        or (len(text) < 160 and _SITE.search(text) is not None)
        or (len(text) < 24 and _PAGE_NUMBER.fullmatch(text) is not None)
        or (len(text) < 80 and _PRINTED.fullmatch(text) is not None)
        or is_trail(text)
    )


def is_trail(text: str) -> bool:
    """Whether a line is a way through a site: short words between arrows, or menu words between bars."""
    if len(text) > 100 or re.search("[。；;，,《：:]", text.removesuffix("：")) is not None:
        return False
    words = [word.strip() for word in _CRUMBS.split(text) if word.strip()]
    if len(words) < 2 or max(len(word) for word in words) > 24:
        return False
    if _ARROWS.search(text):
        return True
    return sum(_MENU_WORDS.search(word) is not None for word in words) >= 2
