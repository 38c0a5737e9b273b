"""An officer reviews policies in a real browser: with the keyboard alone, from upload to confirmed in public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from browser_visitor import Visitor
from office_samples import docx_paragraph, make_docx, make_ofd, paginate, wrap
from scan_samples import as_pdf, draw_page, pages_of

pytestmark = [pytest.mark.browser, pytest.mark.long(60)]

CASES = Path(__file__).resolve().parents[1] / "policy/cases/development"
TASKS = 30
# At one key a second, with the time to read, thirty tasks take less than five minutes.
MOST_KEYS = 3 * TASKS
BODIES = "发展改革委 教育局 科技局 公安局 司法局 财政局 商务局 文化和旅游局 卫生健康委 农业农村局".split()


def plan(number: int, sections: int = 3) -> list[str]:
    """A plan with ten tasks a section, and a figure of the past that is nobody's target."""
    lines = [
        f"云澜市知识产权强市建设第{number}号工作方案",
        f"云知发〔2026〕{number}号",
        "各有关单位：",
        "为做好知识产权工作，制定本方案。2025年末全市有知识产权服务机构42家。",
    ]
    for section in range(sections):
        title = "创造运用保护"[2 * section : 2 * section + 2]
        lines.append(f"{'一二三'[section]}、提升{title}水平")
        for at, numeral in enumerate("一二三四五六七八九十"):
            lead, other = BODIES[at], BODIES[(at + section + 1) % 10]
            lines.append(
                f"（{numeral}）推进{title}工作之{numeral}。建立{title}工作台账，按季度通报进展，及时总结推广经验。"
                f"（牵头单位：市{lead}；配合单位：市{other}）"
            )
    return [*lines, "云澜市知识产权局", "2026年5月20日"]


MEASURES = [
    "云澜市知识产权服务业发展若干措施",
    "云知发〔2026〕47号",
    "各县（区）知识产权局，市直有关单位：",
    "为加快发展知识产权服务业，制定以下措施。",
    "一、培育服务主体",
    "（一）引进高端机构。对新设立的知识产权服务机构，从业人员达到20人以上的，一次性奖励10万元。（责任单位：市知识产权局、市财政局）",
    "（二）培育品牌机构。到2028年，全市知识产权服务机构达到60家。（牵头单位：市知识产权局；配合单位：市商务局）",
    "二、优化服务环境",
    "申请受理后10个工作日内办结，大厅设知识产权窗口6个。",
    "云澜市知识产权局",
    "2026年6月18日",
]
# What is uploaded, and what of it is marked as lost or restored; another kind of file is one line.
KINDS: list[tuple[str, bytes, bool]] = [
    ("措施.docx", make_docx(*map(docx_paragraph, MEASURES)), False),
    ("措施.ofd", make_ofd(paginate(wrap([MEASURES[0], "云知发〔2026〕48号", *MEASURES[2:]], 30), 8)), False),
    ("乱码.txt", (CASES / "004.txt").read_bytes(), True),
    ("政府网页.html", (CASES / "055.html").read_bytes(), False),
]  # fmt: skip


class Officer(Visitor):
    """An officer whose keys are counted."""

    keys = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Type: a key a letter."""
        self.keys += len(text)
        self.page.keyboard.insert_text(text)

    def quiet(self) -> None:
        """Until every key that was pressed has done its work."""
        self.page.wait_for_function("() => !document.querySelector('main[aria-busy]')")

    def enter(self) -> None:
        self.sign_in("shiji", "yanshi-shiji-2026")

    def send(self, *paths: Path) -> None:
        """Upload files together, until all are done."""
        self.go("/data/uploads/")
        self.page.set_input_files("input[type=file]", [str(path) for path in paths])
        with self.page.expect_navigation():
            self.page.click("main form[enctype] button")
        self.go("/data/uploads/")
        for path in paths:
            row = f"tr:has-text('{path.name}') >> nth=0"
            while "完成" not in self.page.locator(row).inner_text():
                self.page.wait_for_timeout(500)
                self.go("/data/uploads/")

    def open_review(self, name: str) -> None:
        self.go("/data/uploads/")
        self.page.click(f"a:has-text('{name}') >> nth=0")
        self.page.click("a:has-text('核对')")
        self.page.wait_for_selector("#review")

    def counts(self) -> tuple[int, int]:
        """(open items, numbers without a settled role), as the page says."""
        found = [one.inner_text() for one in self.page.locator(".z-review__bars .z-progress").all()]
        parts = [[int(part) for part in _numbers(text)] for text in found]
        return parts[0][1] - parts[0][0], parts[1][1] - parts[1][0]

    def settle_numbers(self) -> None:
        """N; a number without any role is given the last of the list."""
        while self.counts()[1]:
            self.press("n")
            if self.page.evaluate("document.activeElement.tagName") == "SELECT":
                self.press("End", "Escape")
            self.quiet()

    def publish(self) -> None:
        """P, and Enter in the question; until the policy's page says so."""
        self.press("p")
        self.page.wait_for_selector("dialog[open]")
        self.press("Enter")
        self.page.wait_for_selector("#release-title + .z-tag")
        policy = self.page.url.partition("review/")[0]
        self.page.goto(policy)
        while "程序读出，未经核对" in self.page.inner_text("main"):
            self.page.wait_for_timeout(500)
            self.page.reload()
        assert "已核对" in self.page.inner_text("main")


def _numbers(text: str) -> Sequence[str]:
    return "".join(letter if letter.isdecimal() else " " for letter in text).split()


@pytest.fixture
def officer(browser: object, server: str, request: pytest.FixtureRequest) -> Iterator[Officer]:
    found = Officer(browser, server, getattr(request, "param", 1280))
    yield found
    found.context.close()
    assert not found.complaints, found.complaints


def write_text(folder: Path, lines: Sequence[str], name: str = "方案.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_thirty_tasks_are_confirmed_without_the_mouse(officer: Officer, tmp_path: Path) -> None:
    officer.enter()
    officer.send(write_text(tmp_path, plan(61)))
    officer.open_review("方案.txt")
    page = officer.page
    assert officer.counts()[0] == TASKS
    officer.look("review")
    officer.keys = 0
    # One is put right: its words stay, its second body answers for it too.
    officer.press("e", "Tab", "Control+a")
    officer.write("市发展改革委（牵头）")
    officer.press("Enter")
    officer.quiet()
    assert officer.counts()[0] == TASKS - 1
    assert "已改正" in page.inner_text(".z-item >> nth=0")
    # One is dropped and taken back, two are merged and parted again.
    officer.press("x", "u", "m", "u", "s", "u")
    officer.quiet()
    assert officer.counts()[0] == TASKS - 1
    assert page.locator(".z-item").count() == TASKS
    # The rest one key each, as quick as they come.
    officer.press(*["a"] * (TASKS - 1))
    page.wait_for_selector("text=都核对了", timeout=90_000)
    officer.quiet()
    officer.settle_numbers()
    assert officer.counts() == (0, 0)
    officer.look("reviewed")
    officer.publish()
    assert officer.keys <= MOST_KEYS, officer.keys
    assert "市级人员" in page.inner_text("#tasks")
    assert page.locator("#tasks tbody tr").count() == TASKS
    officer.look("confirmed")


def test_each_kind_of_file_goes_from_upload_to_confirmed(officer: Officer, tmp_path: Path) -> None:
    officer.enter()
    for name, content, _ in KINDS:
        (tmp_path / name).write_bytes(content)
    officer.send(*(tmp_path / name for name, _, _ in KINDS))
    for name, _, damaged in KINDS:
        assert bool(confirm_all(officer, name)) is damaged, name


def test_what_one_item_lacks_is_not_taken_from_the_one_confirmed_before(
    officer: Officer, tmp_path: Path
) -> None:
    lines = [
        "云澜市知识产权资助办法",
        "云知发〔2026〕51号",
        "2025年末全市有知识产权服务机构42家，制定本办法。",
        "第一条 对购买专利保险的企业，按保费的20%补助，单个项目不超过8万元，就高不重复。",
        "第二条 对获得专利金奖的单位，奖励30万元。",
        "第三条 对引进的人才，按贡献的5%奖励。",
        "云澜市知识产权局",
        "2026年6月20日",
    ]
    officer.enter()
    officer.send(write_text(tmp_path, lines, "资助.txt"))
    confirm_all(officer, "资助.txt")
    told = officer.page.inner_text("main")
    assert "奖励300,000元" in told and "奖励5%（贡献）" in told


@pytest.mark.ocr
def test_a_scan_goes_from_upload_to_confirmed(officer: Officer, tmp_path: Path) -> None:
    officer.enter()
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(
        as_pdf(*map(draw_page, pages_of([MEASURES[0], "云知发〔2026〕50号", *MEASURES[2:]])))
    )
    officer.send(scan)
    confirm_all(officer, scan.name)
    assert "图像识别" in officer.page.inner_text("main")


def confirm_all(officer: Officer, name: str) -> int:
    """Confirm every item of a file, settle its numbers, publish; how many places were marked as lost or restored."""
    officer.open_review(name)
    items, numbers = officer.counts()
    assert items and numbers, name
    marked = officer.page.locator(".z-src .z-fixed, .z-src .z-lost").count()
    officer.look(f"review-{name.partition('.')[2]}-{name[:2]}")
    officer.press(*["a"] * items)
    officer.page.wait_for_selector("text=都核对了")
    officer.quiet()
    # Who only confirms corrects nothing.
    assert officer.page.locator(".z-item:has-text('已确认')").count() == items, name
    officer.settle_numbers()
    officer.publish()
    return marked


@pytest.mark.parametrize("officer", [390], indirect=True)
def test_on_a_phone_all_of_it_is_done_by_touch(officer: Officer, tmp_path: Path) -> None:
    officer.enter()
    lines = [MEASURES[0], "云知发〔2026〕49号", *MEASURES[2:]]
    officer.send(write_text(tmp_path, lines, "手机.txt"))
    officer.open_review("手机.txt")
    page = officer.page
    officer.look("review")
    page.click("a:has-text('时限') >> nth=-1")
    page.wait_for_selector("#add")
    page.select_option("#add [name=v-kind]", "limit")
    page.fill("#add [name=v-matter]", "窗口答复")
    page.click("#add button")
    page.wait_for_selector(".z-errors")
    officer.look("review-fault")
    page.fill("#add [name=v-value]", "3")
    page.fill("#add [name=v-unit]", "日")
    page.click("#add button")
    page.wait_for_selector("text=人工补上")
    while officer.counts()[0]:
        page.click(".z-item[aria-current] [data-do=accept]")
        officer.quiet()
    page.click(".z-keys [data-do=undo]")
    officer.quiet()
    assert officer.counts()[0] == 1
    page.click(".z-item[aria-current] [data-do=accept]")
    page.wait_for_selector("text=都核对了")
    for _ in range(page.locator("#numbers select").count()):
        page.select_option("#numbers select >> nth=0", "other")
        page.click("#numbers [data-settle-one] >> nth=0")
        officer.quiet()
    page.click("#numbers [data-do=settle]")
    officer.quiet()
    assert officer.counts() == (0, 0)
    page.click("[data-dialog=release]")
    officer.look("review-release")
    page.click("dialog button:has-text('再看看')")
    assert page.locator("dialog[open]").count() == 0
