"""The frame: navigation, counts, language and size of type, sign-in and lockout, refusals."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import translation

from config.context import Shell, section
from config.views import refusal
from tests.builders import City
from workflow import shell
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import User

HOSTILE = "<b onclick=x>\"'&"


# -- a small site around the frame, so that these tests need no other page


def blank(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return render(request, "_base.html")


def refuse(request: HttpRequest, how: str) -> HttpResponse:
    if how == "denied":
        raise NotPermitted("审定须由分管领导办理。", remedy="可以提醒许志衡。")
    if how == "foreign":
        raise NotVisible
    if how == "missing":
        raise Http404(HOSTILE)
    if how == "forbidden":
        raise PermissionDenied("不归您办。")
    if how == "stale":
        raise TransitionRefused("done", "周敏已报送第 2 稿。", happened=["14:09 周敏报送"])
    if how == "invalid":
        raise Invalid("bad_rows", "有两行不对。", details=[HOSTILE, "第 9 行"])
    if how == "large":
        return refusal(request, "413.html", 413, reason="附件超过 20 MB。")
    raise ZeroDivisionError(HOSTILE)


NAMES = [
    *("home", "inbox", "ledger", "plan_list", "organisation", "calendar", "journal", "jobs", "rounds", "extensions"),
    *("disputes", "duties", "contributions", "slips", "leaders"),
    *("notifications", "notification_settings", "notifications_bell", "notifications_since"),
]
urlpatterns = [
    path("", include("config.shell_urls")),
    path("refuse/<how>/", refuse),
    *[path(f"{name}/", blank, name=name) for name in NAMES],
]
handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"

pytestmark = pytest.mark.urls("tests.test_shell")


@pytest.fixture(autouse=True)
def _no_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test registers the counts it needs."""
    monkeypatch.setattr(shell, "_counts", {})
    monkeypatch.setattr(shell, "_demo_accounts", [])


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


# -- the frame


@pytest.mark.parametrize(
    ("who", "first_links"),
    [
        ("officer", ["home", "inbox", "ledger", "plan_list", "notifications"]),
        ("clerk", ["home", "inbox", "plan_list", "ledger", "organisation"]),
        ("leader", ["home", "inbox", "plan_list", "ledger", "rounds"]),
        ("inspector", ["home", "inbox", "rounds", "ledger", "notifications"]),
    ],
)
def test_each_role_sees_its_own_navigation(client_of: Any, city: City, who: str, first_links: list[str]) -> None:
    page = client_of(getattr(city, who)).get("/inbox/").content.decode()
    nav = page[page.index('<nav class="nav"') : page.index("</nav>")]
    assert re.findall(r'href="/(\w+)/"', nav)[: len(first_links)] == first_links
    assert nav.count('aria-current="page"') == 1


def test_only_the_clerk_is_led_to_the_register(client_of: Any, city: City) -> None:
    assert 'href="/organisation/"' in client_of(city.clerk).get("/inbox/").content.decode()
    assert 'href="/organisation/"' not in client_of(city.officer).get("/inbox/").content.decode()


def test_counts_are_asked_once_a_request_and_shown_everywhere(client_of: Any, city: City) -> None:
    asked: list[str] = []

    def both(user: User) -> dict[str, int]:
        asked.append(user.username)
        return {"unread": 3, "last_id": 41}

    shell.register_counts(("unread", "last_id"), both)
    shell.register_count("inbox", lambda user: 12)
    page = client_of(city.officer).get("/inbox/").content.decode()
    assert asked == ["officer"]
    assert 'data-live-since="41"' in page
    assert page.count(">3<") >= 2
    assert ">12<" in page


def test_the_frame_costs_the_person_and_nothing_else_once_warm(
    client_of: Any, city: City, django_assert_max_num_queries: Any
) -> None:
    client = client_of(city.officer)
    client.get("/inbox/")
    with django_assert_max_num_queries(2):
        client.get("/inbox/")


def test_the_person_is_called_by_post(client_of: Any, city: City) -> None:
    assert "市数据局经办人" in client_of(city.officer).get("/inbox/").content.decode()
    assert ">副市长<" in client_of(city.leader).get("/inbox/").content.decode()


def test_a_new_post_changes_the_navigation_at_once(client_of: Any, city: City, now: datetime) -> None:
    from workflow.services import organisation
    from workflow.status import Role

    client = client_of(city.officer)
    assert 'href="/organisation/"' not in client.get("/inbox/").content.decode()
    organisation.add_membership(city.officer, city.office, Role.CLERK, actor=None, now=now)
    assert 'href="/organisation/"' in client.get("/inbox/").content.decode()


def test_a_page_belongs_to_a_section() -> None:
    assert [section(name) for name in ("inbox_done", "plan_issue", "import_review", "item", "certificate")] == [
        "inbox",
        "plan_list",
        "plan_list",
        "ledger",
        "ledger",
    ]
    assert [section(name) for name in ("step", "step_draft", "step_limit")] == ["inbox", "inbox", "inbox"]
    assert section("something_else") == ""


def test_leaders_read_larger_until_they_choose_otherwise(client_of: Any, city: City) -> None:
    client = client_of(city.leader)
    assert 'class="comfortable"' in client.get("/inbox/").content.decode()
    answer = client.post("/text-size/", {"size": "normal", "next": "/inbox/"})
    assert answer.headers["Location"] == "/inbox/"
    assert 'class="comfortable"' not in client.get("/inbox/").content.decode()


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_text_size_never_leads_off_the_site(db: None, wanted: str) -> None:
    assert Client().post("/text-size/", {"size": "comfortable", "next": wanted}).headers["Location"] == "/home/"


def test_the_text_size_takes_only_its_two_values_and_only_by_post(db: None) -> None:
    assert "textsize" not in Client().post("/text-size/", {"size": HOSTILE}).cookies
    assert Client().get("/text-size/").status_code == 405


def test_chinese_is_the_default_whatever_the_browser_prefers(client_of: Any, city: City) -> None:
    client = client_of(city.officer)
    assert '<html lang="zh-hans"' in client.get("/inbox/", headers={"Accept-Language": "en"}).content.decode()
    client.post("/language/", {"language": "en", "next": "/inbox/"})
    page = client.get("/inbox/").content.decode()
    assert '<html lang="en"' in page
    assert "To do" in page


def test_what_people_are_called_is_escaped(client_of: Any, city: City) -> None:
    User.objects.filter(pk=city.officer.pk).update(full_name=HOSTILE)
    assert "<b onclick" not in client_of(city.officer).get("/inbox/").content.decode()


def test_somebody_not_signed_in_has_no_counts() -> None:
    shell.register_count("unread", lambda user: 7)
    frame = Shell(RequestFactory().get("/"), date(2026, 9, 7))
    assert frame.unread == 0
    assert frame.role == ""


@pytest.mark.parametrize("who", ["clerk", "leader", "inspector", "head", "officer"])
def test_every_role_has_its_help(client_of: Any, city: City, who: str) -> None:
    page = client_of(getattr(city, who)).get("/help/")
    assert page.status_code == 200
    assert page.content.decode().count("<li>") >= 3


# -- coming and going

ACCOUNT: shell.DemoAccount = {"username": "lijing", "password": "yunchuan", "name": HOSTILE, "title": "市数据局经办人"}


def test_demo_accounts_are_offered_in_demo_mode_only(db: None, settings: Any) -> None:
    shell.register_demo_accounts(lambda: [ACCOUNT])
    settings.DEMO = True
    shown = Client().get("/sign-in/").content.decode()
    settings.DEMO = False
    hidden = Client().get("/sign-in/").content.decode()
    assert "lijing" in shown
    assert "演示模式" in shown
    assert "<b onclick" not in shown
    assert "lijing" not in hidden


def test_a_wrong_password_is_answered_in_one_sentence_and_keeps_the_account(db: None) -> None:
    page = Client().post("/sign-in/", {"username": HOSTILE, "password": "secret-tried"}).content.decode()
    assert "账号和密码对不上" in page
    assert "secret-tried" not in page
    assert "<b onclick" not in page


def test_five_wrong_passwords_lock_the_account_and_say_until_when(db: None, city: City, settings: Any) -> None:
    client = Client()
    answers = [client.post("/sign-in/", {"username": "officer", "password": "wrong"}) for _ in range(6)]
    page = answers[-1].content.decode()
    assert answers[-1].status_code == 429
    assert re.search(r"账号 officer 已锁定，\d\d:\d\d 后可再试", page)
    assert "锁定 30 分钟" in page


def test_signing_out_says_so_and_only_by_post(client_of: Any, city: City) -> None:
    client = client_of(city.officer)
    assert client.get("/sign-out/").status_code == 405
    page = client.post("/sign-out/")
    assert "您已退出登录" in page.content.decode()
    assert client.get("/inbox/").status_code == 302


def test_signing_out_makes_the_browser_forget_its_pages(client_of: Any, city: City) -> None:
    assert client_of(city.officer).post("/sign-out/")["Clear-Site-Data"] == '"cache"'


def test_the_password_page_joins_its_errors(client_of: Any, city: City) -> None:
    page = client_of(city.officer).post("/password/", {"old_password": "x"}).content.decode()
    assert 'href="#id_new_password1"' in page
    assert 'aria-invalid="true"' in page


# -- refusals


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("denied", 403, ["审定须由分管领导办理。", "可以提醒许志衡。"]),
        ("forbidden", 403, ["不归您办。"]),
        ("stale", 409, ["周敏已报送第 2 稿。", "14:09 周敏报送", "您的内容未提交"]),
        ("invalid", 400, ["有两行不对。", "第 9 行"]),
        ("large", 413, ["附件超过 20 MB。"]),
    ],
)
def test_a_refusal_says_what_why_and_what_now_and_shows_what_was_typed(
    client_of: Any, city: City, how: str, status: int, words: list[str]
) -> None:
    typed = {"summary": f"写了六十四个字{HOSTILE}", "password": "never-shown"}
    answer = client_of(city.officer).post(f"/refuse/{how}/", typed)
    page = answer.content.decode()
    assert answer.status_code == status
    assert all(word in page for word in words)
    assert "写了六十四个字" in page
    assert "never-shown" not in page
    assert "<b onclick" not in page


def test_more_than_the_server_takes_is_refused_in_words(client_of: Any, city: City, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client_of(city.officer).post(
        "/refuse/large/", "summary=" + "x" * 200, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "超过了系统一次能收的大小" in answer.content.decode()


def test_a_foreign_object_looks_exactly_like_a_missing_one(client_of: Any, city: City) -> None:
    client = client_of(city.officer)
    pages = [client.get(address) for address in ("/refuse/foreign/", "/refuse/missing/", "/no-such-page/")]
    assert [page.status_code for page in pages] == [404, 404, 404]
    bodies = {re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages}
    assert len(bodies) == 1


def test_a_missing_page_is_answered_to_strangers_without_the_navigation(db: None) -> None:
    page = Client().get("/no-such-page/")
    assert page.status_code == 404
    assert '<nav class="nav"' not in page.content.decode()


def test_a_fault_tells_nothing_of_itself(client_of: Any, city: City) -> None:
    client = client_of(city.officer)
    client.raise_request_exception = False
    page = client.get("/refuse/fault/")
    assert page.status_code == 500
    assert "系统出了故障" in page.content.decode()
    assert "ZeroDivisionError" not in page.content.decode()


def test_a_form_that_meets_an_expired_session_keeps_its_text_and_leads_back_to_its_page(city: City) -> None:
    sent = {"summary": f"过期前写的{HOSTILE}", "password": "never-shown"}
    answer = Client().post("/refuse/stale/", sent, headers={"Referer": "http://testserver/inbox/?q=1"})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "过期前写的" in page
    assert "never-shown" not in page
    assert "<b onclick" not in page
    assert 'name="next" value="/inbox/?q=1"' in page


def test_a_form_that_came_from_elsewhere_leads_to_the_first_page(city: City) -> None:
    answer = Client().post("/refuse/stale/", {}, headers={"Referer": "https://elsewhere.example/x"})
    assert 'name="next" value="/home/"' in answer.content.decode()


def test_a_form_from_before_signing_in_is_refused_with_its_text(city: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.officer, backend="workflow.auth.ScopeBackend")
    page = client.post("/refuse/denied/", {"summary": "写了很久的内容"})
    assert page.status_code == 403
    assert "写了很久的内容" in page.content.decode()
    assert "没有收下" in page.content.decode()
