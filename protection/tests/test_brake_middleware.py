"""Who is stopped, who is not, and what they are told."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from protection import middleware, staff_mark
from protection.middleware import BILL, UNBRAKED, BrakeMiddleware

ONE, OTHER = {"REMOTE_ADDR": "203.0.113.1"}, {"REMOTE_ADDR": "203.0.113.2"}


@pytest.fixture
def strict(settings, monkeypatch):
    """Each request takes 1.5 seconds of processor time, of which a client has 2 at once."""
    settings.CLIENT_SECONDS, settings.EVERYBODY_SECONDS = 12, 36
    ticks = itertools.count(step=1.5)
    monkeypatch.setattr(middleware, "thread_time", lambda: next(ticks))
    monkeypatch.setattr(middleware, "monotonic", lambda: 0.0)


@pytest.fixture
def braked(strict, db):
    """A client whose process has stopped ``ONE``."""
    client = Client()
    assert [client.get("/about/", **ONE).status_code for _ in range(3)] == [200, 200, 429]
    return client


def test_whoever_took_too_much_waits_and_others_do_not(braked):
    stopped = braked.get("/about/", **ONE)

    assert stopped.status_code == 429
    assert 1 <= int(stopped["Retry-After"]) <= 20
    wait = f'<span class="w">{stopped["Retry-After"]}秒</span>'  # never parted at a line's end
    assert stopped.text.count(f"请等{wait}") == 2
    assert stopped["Cache-Control"] == "no-store"
    assert stopped["Content-Security-Policy"]
    assert braked.get("/about/", **OTHER).status_code == 200


def test_what_waits_costs_neither_a_query_nor_a_rendered_page(
    braked, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(middleware, "render_to_string", None)

    with django_assert_num_queries(0):
        for method in (braked.get, braked.post):
            assert method("/report/", {"text": "长" * 20_000}, **ONE).status_code == 429


def test_waiting_is_no_new_debt(braked):
    waits = {braked.get("/about/", **ONE)["Retry-After"] for _ in range(50)}

    assert max(map(int, waits)) <= 10


def test_a_script_is_told_in_its_kind(braked):
    stopped = braked.get("/regions/places.json", **ONE)

    assert stopped.status_code == 429
    assert stopped["Content-Type"].startswith("application/problem+json")
    assert stopped["Access-Control-Allow-Origin"] == "*"
    told = stopped.json()
    assert told["retry_after"] == int(stopped["Retry-After"])
    assert told["detail"] == f"从您这个网络一下子要的太多，请等 {told['retry_after']} 秒再试。"
    assert (told["ok"], told["status"]) == (False, 429)


@pytest.mark.parametrize(("form", "kind"), [("md", "text/markdown"), ("txt", "text/plain")])
def test_who_reads_a_text_is_told_in_one(braked, form, kind):
    stopped = braked.get(f"/regions/gansu.{form}", **ONE)

    assert stopped.status_code == 429
    assert stopped["Content-Type"] == f"{kind}; charset=utf-8"
    assert stopped.text == f"从您这个网络一下子要的太多，请等 {stopped['Retry-After']} 秒再试。\n"


def test_all_together_leave_something_and_are_told_that_it_is_not_their_fault(strict, db):
    client = Client()
    answers = [
        client.get("/about/", REMOTE_ADDR=f"198.51.100.{number}").status_code for number in range(8)
    ]

    busy = client.get("/about/", **OTHER)

    assert answers == [200] * 4 + [503] * 4
    assert busy.status_code == 503
    assert "不是您的错" in busy.text
    assert 1 <= int(busy["Retry-After"]) <= 5


@pytest.mark.usefixtures("strict", "db")
@pytest.mark.parametrize(
    ("proxies", "headers", "status"),
    [(1, {}, 200), (0, {}, 503), (1, {"HTTP_X_FORWARDED_FOR": "203.0.113.2"}, 503)],
    ids=["from-inside", "no-proxy", "through-it"],
)
def test_a_probe_from_inside_does_not_fail_because_many_ask(settings, proxies, headers, status):
    settings.TRUSTED_PROXIES = proxies
    client = Client()
    for number in range(4):
        forwarded = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
        client.get("/about/", REMOTE_ADDR=f"198.51.100.{number}", **forwarded)

    assert client.get("/robots.txt", **headers, **OTHER).status_code == status


def test_the_households_of_a_customer_have_a_bucket_together(strict, db):
    client = Client()
    addresses = [f"2001:db8:1:{number}::1" for number in range(5)]

    answers = [client.get("/about/", REMOTE_ADDR=address).status_code for address in addresses]

    assert answers == [200] * 3 + [429] * 2
    assert client.get("/about/", REMOTE_ADDR="2001:db8:2::1").status_code == 200


def test_staff_go_on_behind_the_address_of_a_stranger(braked, client):
    editor = User.objects.create_superuser("mei", password="yi-ge-chang-mima")
    logged_in = client.post(
        "/admin/login/", {"username": "mei", "password": "yi-ge-chang-mima"}, **OTHER
    )
    braked.cookies = logged_in.cookies

    answers = [braked.get("/admin/", **ONE).status_code for _ in range(9)]

    assert logged_in.wsgi_request.user == editor
    assert answers == [200] * 6 + [429] * 3  # four times a client's, and not without end
    assert braked.get("/about/", **ONE).status_code == 429


@pytest.mark.parametrize(
    "cookies",
    [
        {"sessionid": "a" * 32},
        {"desk_kept": "1"},
        {"desk_kept": "1:abcdef:forged"},
        {"desk_kept": "x" * 5000},
    ],
    ids=["session", "plain", "forged", "long"],
)
def test_a_forged_cookie_frees_nobody(braked, cookies):
    for name, value in cookies.items():
        braked.cookies[name] = value

    assert braked.get("/admin/", **ONE).status_code == 429


def test_a_mark_ends_after_a_day(rf, time_machine):
    time_machine.move_to("2026-11-30T08:00:00+08:00", tick=False)
    answer = HttpResponse()
    staff_mark.mark_staff(rf.get("/"), answer, 7)
    request = rf.get("/admin/")
    request.COOKIES = {"desk_kept": answer.cookies["desk_kept"].value}

    time_machine.shift(staff_mark.LASTS.total_seconds() - 1)
    assert staff_mark.marked_as(request) == "7"
    time_machine.shift(2)
    assert staff_mark.marked_as(request) == ""


def test_a_mark_counts_only_at_the_desk(rf):
    request = rf.get("/")
    request.COOKIES = {"desk_kept": staff_mark._SIGNER.sign("7")}

    assert staff_mark.marked_as(request) == ""


def test_a_command_of_ours_makes_all_pages_without_waiting(braked):
    assert braked.get("/about/", **ONE, **{UNBRAKED: True}).status_code == 200


def test_no_header_calls_off_the_brake(braked):
    assert braked.get("/about/", **ONE, headers={UNBRAKED: "1"}).status_code == 429


def test_the_log_tells_how_many_were_stopped_in_a_line_without_addresses(braked, caplog):
    for _ in range(100):
        braked.get("/about/", **ONE)

    assert "203.0.113" not in caplog.text
    assert len(caplog.records) <= 1


@pytest.fixture
def working():
    """A brake, and a way to have these requests at work in it until the end of the test."""
    arrived, leave = threading.Semaphore(0), threading.Event()

    def view(request):
        if request.path != "/quick/":
            arrived.release()
            leave.wait(30)
        return HttpResponse()

    brake = BrakeMiddleware(view)
    with ThreadPoolExecutor(40) as pool:

        def at_work(requests):
            begun = [pool.submit(brake, one) for one in requests]
            for _ in begun:
                assert arrived.acquire(timeout=30)
            return begun

        yield brake, at_work
        leave.set()


def of(rf, address, path="/quick/", **more):
    return rf.get(path, REMOTE_ADDR=address, **more)


def test_who_has_three_requests_at_work_is_told_at_once_to_wait(rf, working):
    brake, at_work = working
    at_work(of(rf, "203.0.113.1", "/slow/") for _ in range(3))

    stopped = brake(of(rf, "203.0.113.1"))

    assert stopped.status_code == 429
    assert stopped["Retry-After"] == "1"
    assert brake(of(rf, "203.0.113.2")).status_code == 200


def test_a_request_that_is_done_or_failed_makes_room(rf):
    def view(request):
        raise ZeroDivisionError

    brake = BrakeMiddleware(view)
    for _ in range(10):
        with pytest.raises(ZeroDivisionError):
            brake(of(rf, "203.0.113.1"))

    assert len(brake.at_work) == 0


def test_the_households_of_a_customer_have_six_at_work_together(rf, working):
    brake, at_work = working
    at_work(of(rf, f"2001:db8:1:{number}::1", "/slow/") for number in range(6))

    assert brake(of(rf, "2001:db8:1:99::1")).status_code == 429
    assert brake(of(rf, "2001:db8:2:99::1")).status_code == 200


def test_half_of_the_threads_are_left_for_kept_pages_whoever_asks(rf, working):
    brake, at_work = working
    at_work(of(rf, f"198.51.100.{number}", "/slow/") for number in range(32))

    busy = brake(of(rf, "203.0.113.9"))

    assert busy.status_code == 503
    assert busy["Retry-After"] == "1"
    assert len(brake.at_work) == 33  # who was refused is not counted


def test_staff_have_six_at_work_wherever_they_sit(rf, working):
    brake, at_work = working
    at_work(of(rf, "203.0.113.1", "/slow/") for _ in range(3))
    kept = {"desk_kept": staff_mark._SIGNER.sign("7")}

    def of_staff(path):
        request = of(rf, "203.0.113.1", path)
        request.COOKIES = kept
        return request

    at_work(of_staff("/admin/slow/") for _ in range(6))

    assert brake(of_staff("/admin/")).status_code == 429


def test_what_is_done_to_an_answer_outside_of_django_is_charged_too(rf, strict):
    brake = BrakeMiddleware(lambda request: HttpResponse())
    bill = []
    assert brake(of(rf, "203.0.113.1", **{BILL: bill})).status_code == 200  # 1.5 of 2 seconds

    [charge] = bill
    charge(3.0)  # 1.5 more for compressing it

    assert brake(of(rf, "203.0.113.1")).status_code == 429
    assert brake(of(rf, "203.0.113.2")).status_code == 200
