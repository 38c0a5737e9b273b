"""Tags of every page: titles that break between words, numbers, dates, marks, links that keep filters."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import rjieba
from django import template
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ApplicationNumber, IpcSymbol
from zhishu.rules.words import marked_title
from zhishu.search.index import MarkedText

register = template.Library()
# Ranges of years, days and times; and ISO dates: neither breaks over lines.
_UNBROKEN = re.compile(r"\d[\d:.-]{0,30}\s{0,9}[—─–]\s{0,9}\d[\d:.]{0,30}年?|\d{4}-\d{2}-\d{2}")
_RANGE = re.compile(r"\d[\d:.-]{0,30}\s{0,9}[—─–]\s{0,9}\d[\d:.]{0,30}年?")


@register.filter
def title_breaks(text: str | None) -> SafeString:
    """A title with <wbr> between words, ranges of years kept together."""
    text = text or "名称未知"
    parts: list[str] = []
    at = 0
    for match in _RANGE.finditer(text):
        parts.append(_words(text[at : match.start()]))
        parts.append(f'<span class="z-nowrap">{escape(match.group())}</span>')
        at = match.end()
    parts.append(_words(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped


def _words(text: str) -> str:
    return "<wbr>".join(escape(word) for word in rjieba.cut(text)) if text else ""


@register.filter
def title_marks(title: str) -> str:
    """A document's title in 《》; a number as it is."""
    return marked_title(title)


@register.filter
def marked(text: MarkedText) -> SafeString:
    """A passage with the words sought in <mark>, and … where it was clipped."""
    parts: list[str] = ["……" if text.clipped_before else ""]
    at = 0
    for start, end in text.marks:
        parts.append(escape(text.text[at:start]))
        parts.append(f"<mark>{escape(text.text[start:end])}</mark>")
        at = end
    parts.append(escape(text.text[at:]))
    parts.append("……" if text.clipped_after else "")
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped


@register.filter
def number(value: Any) -> str:
    """Thousands by comma; the decimals that the value has."""
    if isinstance(value, Decimal):
        return f"{value:,f}" if value != value.to_integral_value() else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


@register.filter
def percent(share: Any) -> str:
    """A share of one: 98.5%."""
    return f"{100 * float(share):.1f}%"


@register.filter
def figure_number(value: Decimal | None, unit: str) -> str:
    """A figure as its unit wants it: two decimals for a rate by people, whole numbers for pieces."""
    if value is None:
        return ""
    return f"{value:,.2f}" if "万人" in unit else f"{value:,.0f}"


@register.filter
def day(value: date | None) -> SafeString:
    """2026-03-18, or the mark for unknown."""
    if value is None:
        return mark_safe('<span class="z-unknown">未写</span>')
    return format_html('<time class="z-nowrap" datetime="{0}">{0}</time>', value.isoformat())


@register.filter
def known(value: Any, otherwise: str = "原文未写") -> SafeString:
    """The value, or the one visible form of not knowing it."""
    if value is None or value == "" or value == []:
        return format_html('<span class="z-unknown">{}</span>', otherwise)
    if isinstance(value, list | tuple):
        return mark_safe("、".join(escape(one) for one in value))  # noqa: S308 - escaped
    return mark_safe(escape(value))  # noqa: S308 - escaped


@register.filter
def application_number(text: str | None, granted: bool = False) -> str:
    """An application number for reading: ZL 2023 1 0123456.7."""
    if not text:
        return ""
    try:
        return ApplicationNumber.parse(text).display(granted=bool(granted))
    except InvalidValueError:
        return text


@register.filter
def ipc(text: str | None) -> str:
    """An IPC symbol for reading: G02B 6/42."""
    try:
        return IpcSymbol.parse(text or "").display()
    except InvalidValueError:
        return text or ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A value of a mapping by key."""
    return mapping.get(key, key) if hasattr(mapping, "get") else ""


@register.filter
def clause_id(path: str) -> str:
    """The anchor of a clause: letters that a URL keeps as they are."""
    return f"c{path}" if path else "c0"


@register.filter
def clause_path(path: str) -> str:
    """A clause's number for reading: 四（一）1."""
    shown = path.partition("~")[0].replace("?", "条号缺损").replace("(", "（").replace(")", "）")
    return shown or "前言"


@register.filter
def nowrap(value: Any) -> SafeString:
    """A text whose ranges and ISO dates do not break over lines."""
    parts: list[str] = []
    at, text = 0, str(value)
    for match in _UNBROKEN.finditer(text):
        parts.append(escape(text[at : match.start()]))
        parts.append(f'<span class="z-nowrap">{escape(match.group())}</span>')
        at = match.end()
    parts.append(escape(text[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped


@register.filter
def moment(value: datetime | None) -> SafeString:
    """2026-03-18 09:30 in the office's own time, or the mark for unknown."""
    if value is None:
        return mark_safe('<span class="z-unknown">未知</span>')
    local = timezone.localtime(value)
    return format_html(
        '<time class="z-nowrap" datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        f"{local:%Y-%m-%d %H:%M}",
    )


@register.filter
def office_day(value: datetime) -> SafeString:
    """The day of a moment in the office's own time."""
    return day(timezone.localtime(value).date())


@register.filter
def money(yuan: Decimal | int | None) -> SafeString:
    """20,000元 below a million, then 万元 and 亿元 with two decimals; never a guess for unknown."""
    if yuan is None:
        return mark_safe('<span class="z-unknown">未知</span>')
    size = abs(Decimal(yuan))
    for unit, limit, divisor in (("亿元", 10**8, 10**8), ("万元", 10**6, 10**4)):
        if size >= limit:
            return format_html(
                '{}<span class="z-unit">{}</span>', f"{Decimal(yuan) / divisor:,.2f}", unit
            )
    return format_html('{}<span class="z-unit">元</span>', number(Decimal(yuan)))


@register.filter
def size(octets: int | None) -> str:
    """How large a file is: 812字节, 34KB, 1.2MB."""
    if octets is None:
        return "大小未知"
    if octets < 1024:
        return f"{octets}字节"
    if octets < 1024 * 1024:
        return f"{octets / 1024:.0f}KB"
    return f"{octets / 1024 / 1024:.1f}MB"


@register.filter
def credit_code(text: str | None) -> str:
    """A credit code in groups of four for reading."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4)) if text else ""


@register.simple_tag
def days_until(due: date, today: date) -> str:
    """How far a day lies ahead, in words."""
    days = (due - today).days
    if days == 0:
        return "今天到期"
    return f"{days}天后" if days > 0 else f"已过{-days}天"


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; it always stands beside a word."""
    return format_html('<svg class="z-i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def tag(kind: str, word: str) -> SafeString:
    """A state: ok, soon, bad, info, unknown or plain, and its word."""
    return format_html('<span class="z-tag z-tag--{}">{}</span>', kind, word)


@register.simple_tag
def bar(share: float | None, words: str, kind: str = "ok") -> SafeString:
    """A progress bar with its words; share is between 0 and 1, None while it is not known."""
    width = 0 if share is None else round(max(0.0, min(1.0, share)) * 100)
    return format_html(
        '<span class="z-progress"><span>{0}</span><svg viewBox="0 0 100 8" preserveAspectRatio="none"'
        ' role="img" aria-label="{0}"><rect class="f-track" width="100" height="8"/>'
        '<rect class="f-{1}" width="{2}" height="8"/></svg></span>',
        words,
        kind,
        width,
    )


@register.inclusion_tag("_figure.html")
def figure(value: Any, url: str, unit: str = "", otherwise: str = "未知") -> dict[str, Any]:
    """A figure that opens into its source; unknown is said, never shown as zero."""
    return {"value": value, "url": url, "unit": unit, "otherwise": otherwise}


@register.inclusion_tag("_field.html")
def field(bound: BoundField, small: bool = False) -> dict[str, Any]:
    """A form's field: label, hint, control, errors, tied together for a screen reader."""
    described = [f"{bound.id_for_label}-h"] if bound.help_text else []
    attributes: dict[str, str] = {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
        described.append(f"{bound.id_for_label}-e")
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return {"field": bound, "control": bound.as_widget(attrs=attributes), "small": small}


@register.inclusion_tag("_crumbs.html")
def crumbs(here: str, *trail: str) -> dict[str, Any]:
    """Where a page stands: `{% crumbs "a page" "its parent" url %}`, the front page comes by itself."""
    return {"here": here, "trail": list(zip(trail[::2], trail[1::2], strict=True))}


@register.inclusion_tag("_export.html", takes_context=True)
def export_links(context: dict[str, Any], what: str, url: str = "") -> dict[str, Any]:
    """XLSX and CSV of the list on this page, filters kept; the view answers `format=xlsx|csv`."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    found: dict[str, Any] = {"what": what}
    for kind in ("xlsx", "csv"):
        query["format"] = kind
        found[kind] = f"{url}?{query.urlencode()}"
    return found


@register.simple_tag(takes_context=True)
def link_with(context: dict[str, Any], **changes: Any) -> str:
    """The address of the page with some of its question changed; an empty value leaves it out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else str(context["request"].path)


@register.simple_tag(takes_context=True)
def page_link(context: dict[str, Any], page: int) -> str:
    """The address of another page of the list; page 1 has no number."""
    return link_with(context, page=page if int(page) > 1 else None)


@register.inclusion_tag("_pager.html", takes_context=True)
def pager(
    context: dict[str, Any], total: int, page: int, size: int, unit: str = "条"
) -> dict[str, Any]:
    """First, neighbours and last page; keeps the filters of the address."""
    pages = max(1, -(-total // size))
    page = min(page, pages)
    near = [one for one in range(page - 2, page + 3) if one == page or 1 < one < pages]
    return {
        "request": context["request"],
        "total": total,
        "unit": unit,
        "page": page,
        "pages": pages,
        "first": min(total, (page - 1) * size + 1),
        "last": min(total, page * size),
        "near": near,
        "gap_before": near[0] > 2,
        "gap_after": near[-1] < pages - 1,
    }
