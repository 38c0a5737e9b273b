"""Reminders: each step once, who sees them, taking note, passing on what nobody took note of."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from held_rights import FIRM, LATE, PAID, TODAY, keep_rights
from small_city import INSTANCE
from zhishu.portal.accounts.mandates import give_mandate
from zhishu.portal.accounts.models import Organisation, User
from zhishu.portal.home import reminding
from zhishu.portal.home.reminding import ask_for_reminders, remind, remind_holders
from zhishu.portal.home.stated import state_keeper
from zhishu.portal.notices.models import Notice, NoticeEvent
from zhishu.portal.notices.telling import Message, pass_on, tell, unread

pytestmark = pytest.mark.django_db
_WAITS = {"to_organisation": timedelta(days=3), "to_office": timedelta(days=14)}


@pytest.fixture(scope="module")
def rights_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("notices") / "home"
    home.mkdir()
    keep_rights(home)
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    return home


@pytest.fixture(autouse=True)
def notices_home(rights_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHISHU_HOME", str(rights_home))


def user(name: str, role: str, organisation: str) -> User:
    unit, _ = Organisation.objects.get_or_create(name=organisation)
    return User.objects.create_user(name, "-", role=role, organisation=unit)


@pytest.fixture
def firm() -> User:
    return user("firm", "firm", FIRM)


def page(who: User, address: str = "/notices/") -> str:
    client = Client()
    client.force_login(who)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def take_note(who: User, notice: Notice) -> int:
    client = Client()
    client.force_login(who)
    return client.post(reverse("notices:note", args=[notice.pk])).status_code


def test_each_step_is_told_once(firm: User) -> None:
    unit = firm.organisation
    told = remind(unit, TODAY)
    assert told > 3
    assert remind(unit, TODAY) == 0
    remind_holders.func()
    keys = list(Notice.objects.order_by("pk"))
    assert len(keys) == told
    # A fee's next step comes later and is told then, in place of the one before; the others are not told again.
    waiting = unread(firm).count()
    assert remind(unit, date(2026, 11, 4)) == 1
    newest = Notice.objects.order_by("-pk").first()
    assert newest is not None and PAID in newest.key and "30日" in newest.title
    assert unread(firm).count() == waiting


BAD = "云澜坏数据有限公司"


@pytest.mark.parametrize(
    ("broken", "is_told", "asked"), [((), True, 1), ((BAD,), True, 1), ((BAD, FIRM), False, 2)]
)
def test_one_bad_portfolio_silences_nobody_else(
    monkeypatch: pytest.MonkeyPatch, broken: tuple[str, ...], is_told: bool, asked: int
) -> None:
    def look(organisation: Organisation, *arguments: Any, **named: Any) -> Any:
        if organisation.name in broken:
            raise ZeroDivisionError
        return view(organisation, *arguments, **named)

    view = reminding.view_of
    monkeypatch.setattr(reminding, "view_of", look)
    monkeypatch.setattr(reminding, "_ASKED_AGAIN", 0)
    cache.clear()
    user("bad", "firm", BAD)
    unit = user("firm", "firm", FIRM).organisation
    tell(unit, [Message("old", "标题", "内容")], now=timezone.now() - timedelta(days=60))
    ask_for_reminders()
    remind_holders.func()
    assert Notice.objects.filter(organisation=unit, key__startswith="limit-").exists() is is_told
    # What nobody took note of is passed on all the same.
    assert NoticeEvent.objects.filter(notice__key="old", word="to_office").exists()
    # Who is not told today because of a bad portfolio waits; a job that told nobody is asked for again.
    ask_for_reminders()
    reminders = DBTaskResult.objects.filter(task_path__endswith="remind_holders")
    assert reminders.count() == asked


def test_what_is_no_longer_to_be_done_closes_by_itself(firm: User) -> None:
    remind(firm.organisation, TODAY)
    tell(firm.organisation, [Message("another", "别的事", "内容")])
    assert unread(firm).filter(key__contains=LATE).count() == 1
    # The grace is over: nothing can be paid any more.
    remind(firm.organisation, date(2027, 2, 1))
    assert unread(firm).filter(key__contains=f"{LATE}-annual_fee-7").count() == 0
    assert unread(firm).filter(key="another").count() == 1
    assert "已办，或有了更近的一步" in page(firm, "/notices/?show=all")


def test_the_head_counts_and_the_list_leads_to_the_reason(firm: User) -> None:
    count = remind(firm.organisation, TODAY)
    assert f'aria-label="消息{count}条"' in page(firm, "/space/")
    text = page(firm)
    assert "应缴1,380元" in text and "紧急" in text
    assert reverse("space:due", args=[firm.organisation_id, f"patent-{LATE}-annual_fee-7"]) in text
    assert "先核对" in text


def test_taking_note_is_kept_with_who_did(firm: User) -> None:
    remind(firm.organisation, TODAY)
    before = unread(firm).count()
    notice = Notice.objects.get(key__contains=f"{LATE}-annual_fee-7")
    assert take_note(firm, notice) == take_note(firm, notice) == 302
    assert unread(firm).count() == before - 1
    [event] = NoticeEvent.objects.all()
    assert (event.word, event.user) == ("acknowledged", firm)
    assert notice.title not in page(firm)
    assert "firm已知晓" in page(firm, "/notices/?show=all").replace("\n", "")
    with pytest.raises(TypeError):
        NoticeEvent.objects.update(word="")


def test_what_nobody_takes_note_of_goes_to_the_unit_then_to_the_office(firm: User) -> None:
    colleague = user("colleague", "firm", FIRM)
    officer = user("officer", "city_officer", "云澜市市场监督管理局")
    state_keeper(firm.organisation, firm, str(firm.pk))
    told = remind(firm.organisation, TODAY)
    begun = Notice.objects.order_by("pk").first().made_at  # type: ignore[union-attr]
    assert (unread(firm).count(), unread(colleague).count(), unread(officer).count()) == (
        told,
        0,
        0,
    )
    noted = Notice.objects.get(key__contains=f"{LATE}-annual_fee-7")
    take_note(firm, noted)
    assert pass_on(begun + timedelta(days=2), **_WAITS) == 0
    assert pass_on(begun + timedelta(days=4), **_WAITS) == told - 1
    assert pass_on(begun + timedelta(days=4), **_WAITS) == 0
    assert (unread(colleague).count(), unread(officer).count()) == (told - 1, 0)
    assert pass_on(begun + timedelta(days=15), **_WAITS) == told - 1
    assert unread(officer).count() == told - 1
    # The office sees it; only the holder's own take note.
    text = page(officer)
    assert "已转给主管部门" in text and "知道了" not in text
    one = unread(officer).first()
    take_note(officer, one)
    assert unread(officer).count() == told - 1
    take_note(colleague, one)
    assert unread(officer).count() == told - 2


def test_notices_are_for_their_own_and_for_who_was_let_in(firm: User) -> None:
    other = user("other", "firm", "云澜别家有限公司")
    agent = user("agent", "agency", "云澜云智知识产权代理事务所（普通合伙）")
    tell(firm.organisation, [Message("k", "标题", "内容")])
    [notice] = Notice.objects.all()
    for who in (other, agent):
        assert unread(who).count() == 0
        assert take_note(who, notice) == 404
    day = timezone.localdate()
    give_mandate(firm, agent.organisation_id, "read", None, day)
    assert unread(agent).count() == 1
    take_note(agent, notice)
    assert unread(agent).count() == 1
    give_mandate(firm, agent.organisation_id, "manage", None, day)
    take_note(agent, notice)
    assert unread(agent).count() == unread(firm).count() == 0
