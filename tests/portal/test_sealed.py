"""A row that is not what was written is refused by name, wherever it is read; honest writes keep their seal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState
from django.utils import timezone

from zhishu.base.errors import DamagedDataError
from zhishu.portal.accounts.models import Organisation, User, UserRegion
from zhishu.portal.jobs.models import Job
from zhishu.portal.pages.scrub import find_damage
from zhishu.portal.pages.sealed import seal_of, seal_stored, sealed_models

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    unit = Organisation.objects.create(name="云澜市市场监督管理局")
    return User.objects.create_user(
        "chenjing", "yunlan-zhidian-26", role="city_officer", organisation=unit, regions=("990100",)
    )


@pytest.fixture
def job(officer: User) -> Job:
    return Job.objects.create(user=officer, file_name="题录.csv", stored_name="a" * 32, size=10)


def change(table: str, column: str, value: object, pk: int) -> None:
    """As rot would: past the program."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, pk])


def damage() -> list[str]:
    return [one.what for one in find_damage()]


def test_what_keeps_facts_or_decisions_is_sealed() -> None:
    assert {model._meta.label for model in sealed_models()} >= {
        "accounts.Organisation",
        "accounts.User",
        "accounts.UserRegion",
        "jobs.Job",
    }


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("file_name", "题录.csw"),
        ("rows", 1),
        ("state", "done"),
        ("finished_at", "2026-11-25 00:00:00"),
        ("message", "一"),
        ("user_id", None),
        ("seal", ""),
    ],
)
def test_a_changed_value_is_refused_by_name(job: Job, column: str, value: object) -> None:
    assert damage() == []
    if value is None:
        value = User.objects.create_user("lisi", "yunlan-zhidian-27", role="firm").pk
    change("jobs_job", column, value, job.pk)
    for read in (
        lambda: Job.objects.get(pk=job.pk),
        lambda: list(Job.objects.select_related("user")),
        lambda: list(Job.objects.iterator()),
        lambda: list(Job.objects.only("pk")),
        job.refresh_from_db,
    ):
        with pytest.raises(DamagedDataError, match=f"导入任务（编号{job.pk}）"):
            read()
    assert len(damage()) == 1 and f"编号{job.pk}" in damage()[0]


def test_a_row_under_another_number_is_refused(job: Job) -> None:
    change("jobs_job", "id", job.pk + 4096, job.pk)
    with pytest.raises(DamagedDataError):
        Job.objects.get(pk=job.pk + 4096)


def test_a_damaged_row_is_neither_written_over_in_part_nor_sealed(job: Job) -> None:
    change("jobs_job", "rows", 7, job.pk)
    with pytest.raises(DamagedDataError):
        job.save(update_fields=["state"])
    with pytest.raises(DamagedDataError):
        Job.objects.filter(pk=job.pk).update(state="done")
    assert len(damage()) == 1
    job.save()  # the whole row, as it was read while it held
    assert Job.objects.get(pk=job.pk).rows == 0
    assert damage() == []


def test_a_save_of_some_columns_keeps_what_others_wrote_meanwhile(officer: User) -> None:
    other = User.objects.get(pk=officer.pk)
    other.role = "firm"
    other.save()
    officer.last_login = timezone.now()
    officer.save(update_fields=["last_login"])
    found = User.objects.get(pk=officer.pk)
    assert (found.role, found.last_login) == ("firm", officer.last_login)
    found.save()
    assert damage() == []


def test_an_update_seals_and_counts(job: Job, officer: User) -> None:
    Job.objects.create(user=officer, file_name="二.csv", stored_name="b" * 32, size=1)
    assert (
        Job.objects.filter(state="waiting").update(state="running", touched_at=timezone.now()) == 2
    )
    assert Job.objects.filter(state="waiting").update(state="done") == 0
    assert Job.objects.filter(pk=job.pk).update(done_bytes=models.F("size") + 1) == 1
    assert [one.done_bytes for one in Job.objects.all()] == [0, 11]
    assert damage() == []


def test_values_alone_are_not_handed_out(job: Job) -> None:
    for ask in (
        lambda: Job.objects.values("state"),
        lambda: Job.objects.values_list("state", flat=True),
        lambda: Job.objects.bulk_create([]),
        lambda: Job.objects.bulk_update([], ["state"]),
    ):
        with pytest.raises(TypeError, match="sealed rows"):
            ask()
    assert list(Job.objects.values_list("pk", flat=True)) == [job.pk]
    assert Job.objects.count_by("state") == {"waiting": 1}


def note(*columns: tuple[str, models.Field]) -> type[models.Model]:
    """A model as a migration sees it."""
    state = ProjectState()
    own = [("id", models.BigAutoField(primary_key=True)), ("seal", models.CharField(max_length=80))]
    state.add_model(ModelState("notes", "Note", [*own, *columns]))
    return state.apps.get_model("notes", "Note")


def test_a_column_added_later_leaves_old_seals_as_they_are() -> None:
    text = ("text", models.TextField())
    before, after = note(text), note(text, ("count", models.IntegerField(default=3)))
    row = {"id": 1, "seal": "", "text": "甲"}
    assert seal_of(before, row) == seal_of(after, {**row, "count": 3})
    others = [{**row, "count": count} for count in (0, 4, None)]
    assert len({seal_of(before, row), *(seal_of(after, one) for one in others)}) == 4


def test_rows_from_before_the_seals_are_sealed_by_the_migration(job: Job, officer: User) -> None:
    change("jobs_job", "seal", "", job.pk)
    assert damage()
    seal_stored(Job, "default")
    assert damage() == []


def test_deleting_a_user_reads_no_row_in_part(officer: User) -> None:
    officer.delete()
    assert UserRegion.objects.count() == 0


def test_a_damaged_job_is_an_outage_of_its_list_told_in_words(
    sign_in: Callable[[str], Any], job: Job
) -> None:
    client = sign_in("city_officer")
    change("jobs_job", "accepted", 99, job.pk)
    response = client.get("/data/uploads/")
    assert response.status_code == 503
    text = response.content.decode()
    assert f"导入任务（编号{job.pk}）" in text and "从备份恢复门户数据库" in text
    assert client.get("/data/").status_code == 200


def test_a_damaged_account_is_nobody_and_signing_in_says_why(
    sign_in: Callable[[str], Any], portal_home: object
) -> None:
    client = sign_in("city_officer")
    user = User.objects.get(username="u-city_officer")
    change("accounts_user", "role", "administrator", user.pk)
    assert client.get("/data/uploads/").status_code == 302
    answer = client.post("/accounts/login/", {"login": user.username, "password": "-"})
    assert answer.status_code == 503
    assert f"用户（编号{user.pk}）" in answer.content.decode()
