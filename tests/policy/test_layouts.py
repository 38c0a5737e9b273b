"""Government pages in layouts of our own making: one document each, whatever stands around it."""

from __future__ import annotations

import pytest

from zhishu.importers.policy_page import read_page

TITLE = "望川县人民政府办公室关于印发《望川县知识产权促进办法》的通知"
BODY = [
    "各乡镇人民政府：",
    "现将《望川县知识产权促进办法》印发给你们，请认真贯彻执行。",
    "望川县人民政府办公室",
    "2025年9月3日",
    "望川县知识产权促进办法",
]
RULES = [
    "第一条 为促进知识产权运用，制定本办法。",
    "第二条 县财政每年安排专项经费。",
    "第三条 本办法自2025年10月1日起施行，有效期至2028年9月30日。",
]
LINES = [*BODY, *RULES]


def paragraphs(mark: str = "p") -> str:
    return "".join(f"<{mark}>{line}</{mark}>" for line in LINES)


# A list of facts above the text, in its own container, GB 2312 declared and used.
INFO_LIST = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>
<div class="header"><a href="/">望川县人民政府</a><a href="/zwgk/">政务公开</a><a href="/hdjl/">互动交流</a></div>
<ul class="xxgk"><li><b>索 引 号：</b>990121/2025-11</li><li><b>发文机关：</b>望川县人民政府办公室</li>
<li><b>成文日期：</b>2025年9月3日</li><li><b>文 号：</b>望政办发〔2025〕18号</li><li><b>发布日期：</b>2025-09-08</li></ul>
<h1>{TITLE}</h1><ucapcontent>{paragraphs()}</ucapcontent>
<div class="footer"><p>主办单位：望川县人民政府</p></div></body></html>"""

# A phone page: sections, no tables, times in small spans.
PHONE = f"""<!DOCTYPE html><html><body><header><button>菜单</button></header><section><h4>{TITLE}</h4>
<p><span>来源：望川县人民政府</span><span>　发布时间：2025-09-08 10:20</span></p><p>望政办发〔2025〕18号</p>{paragraphs("div")}</section>
<nav><a href="#">首页</a><a href="#">我的</a></nav></body></html>"""

# Everything in tables, layout and text, with line breaks for paragraphs.
TABLES = f"""<html><body><table width=1000><tr><td><a href=1>首页</a>|<a href=2>公文</a></td></tr></table>
<table><tr><td colspan=2 align=center><b>{TITLE}</b></td></tr>
<tr><td align=center>望政办发〔2025〕18号</td></tr>
<tr><td align=right>发布日期：2025-09-08</td></tr><tr><td>{"<br>".join("&nbsp;&nbsp;" + line for line in LINES)}</td></tr></table>
<table><tr><td>版权所有：望川县人民政府　ICP备案：无</td></tr></table></body></html>"""

# An editor's leavings: a span round every word, blanks as entities, empty paragraphs, styles, comments.
EDITOR = f"""<html><body><!-- content --><div class="crumbs">当前位置：<a href="/">首页</a>&gt;<a href="/w">文件</a></div>
<div class="article"><h2><span style="font-size:22px">{TITLE[:12]}</span><span>{TITLE[12:]}</span></h2>
<div class="info">发布时间：2025-09-08　浏览次数：<script>document.write(12)</script></div>
<p style="text-align:center"><span>望政办发</span><span>〔2025〕</span><span>18号</span></p><p>&nbsp;</p>
{"".join(f'<p style="text-indent:2em"><span>&ensp;&emsp;{line[:6]}</span><span>{line[6:]}</span></p><p><br></p>' for line in LINES)}
<style>.x{{}}</style></div><div class="share">分享到：<a>微信</a></div></body></html>"""

# A disclosure form as a table with headings in cells, the text behind an attachment block.
FORM = f"""<html><body><div id="nav"><ul><li><a>首页</a></li></ul></div>
<table border="1"><tr><th>索 引 号</th><td>：990121/2025-11</td></tr><tr><td>发布机构：</td><td>望川县人民政府办公室</td><td>生成日期：</td><td>2025-09-08</td></tr>
<tr><td>文 号：</td><td>望政办发〔2025〕18号</td><td>是否有效：</td><td>有效</td></tr></table>
<div class="bt">{TITLE}</div><div class="nr">{paragraphs()}</div>
<div class="fj">附件下载：<a href="1.doc">望川县知识产权促进办法.doc</a></div><div>上一篇：<a>无</a></div></body></html>"""


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        (INFO_LIST, "gb18030"),
        (PHONE, "utf-8"),
        (TABLES, "utf-8"),
        (EDITOR, "utf-8"),
        (FORM, "utf-8"),
        (INFO_LIST, "utf-8"),
    ],
    ids=["info-list-gb", "phone", "tables", "editor", "form", "info-list-wrong-charset"],
)
def test_a_layout_is_read_to_the_same_document(page: str, encoding: str) -> None:
    read = read_page(page.encode(encoding))
    [document] = read.read.documents
    assert read.file.encoding == encoding
    assert document.title == TITLE
    assert document.document_number == "望政办发〔2025〕18号"
    assert document.issuing_authorities == ("望川县人民政府办公室",)
    assert str(document.issued_on) == "2025-09-03"
    assert str(document.published_on) == "2025-09-08"
    assert (str(document.effective_from), str(document.effective_to)) == (
        "2025-10-01",
        "2028-09-30",
    )
    assert document.other_titles == ("望川县知识产权促进办法",)
    assert document.completeness == "complete"
    assert [clause.path for clause in document.clauses] == ["", "第一条", "第二条", "第三条"]
    assert document.clauses[1].text == "为促进知识产权运用，制定本办法。"
    words = " ".join(clause.text for clause in document.clauses)
    for furniture in ("首页", "分享", "版权", "附件下载", "上一篇", "菜单", "浏览"):
        assert furniture not in words
