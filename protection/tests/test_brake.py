"""The buckets: what flows in, what is taken, what is remembered."""

from protection.brake import BURST, AtWork, Brake, Share

FLOW = 0.15
ME, OTHER = [Share("me")], [Share("other")]


def test_a_full_bucket_is_enough_for_a_burst_and_not_for_more():
    brake = Brake(FLOW)

    brake.spend(ME, BURST * FLOW - 0.01, 0)
    assert brake.wait(ME, 0) == 0

    brake.spend(ME, 0.02, 0)
    assert brake.wait(ME, 0) == 1
    assert brake.wait(OTHER, 0) == 0


def test_who_waits_as_long_as_told_is_let_in():
    brake = Brake(FLOW)
    brake.spend(ME, BURST * FLOW + 0.5, 0)  # 3.34 seconds of flow

    told = brake.wait(ME, 0)

    assert told == 4
    assert brake.wait(ME, told - 1) == 1
    assert brake.wait(ME, told) == 0


def test_over_time_nobody_takes_more_than_what_flows_in():
    brake, taken, now = Brake(FLOW), 0.0, 0.0
    while now < 600:
        if brake.wait(ME, now):
            now += 0.1
        else:
            brake.spend(ME, 0.06, now)
            taken += 0.06

    assert 0.99 * 600 * FLOW < taken <= (600 + BURST) * FLOW + 0.06


def test_a_bucket_never_holds_more_than_a_burst():
    brake = Brake(FLOW)
    brake.spend(ME, 0.01, 0)

    brake.spend(ME, BURST * FLOW, 1_000_000)

    assert brake.wait(ME, 1_000_000) == 1


def test_all_buckets_of_a_request_have_to_allow_it():
    brake = Brake(FLOW)
    for household in range(3):
        brake.spend([Share(f"home {household}"), Share("customer", 2)], BURST * FLOW * 0.7, 0)

    assert brake.wait([Share("home 0")], 0) == 0
    assert brake.wait([Share("home 0"), Share("customer", 2)], 0) > 0
    assert brake.wait([Share("home 9"), Share("customer", 2)], 0) > 0


def test_the_clients_remembered_are_bounded_and_who_asks_stays():
    brake = Brake(FLOW, most=100)
    brake.spend(ME, BURST * FLOW + 60, 0)

    for number in range(10_000):
        brake.wait([Share(str(number))], 0)
        assert brake.wait(ME, 0) > 0

    assert len(brake) == 100


def test_a_clock_that_two_threads_read_out_of_order_gives_nothing_twice():
    brake = Brake(FLOW)
    brake.spend(ME, BURST * FLOW + FLOW, 10)

    assert brake.wait(ME, 9) == 1
    assert brake.wait(ME, 10.5) == 1
    assert brake.wait(ME, 11.5) == 0


def test_so_many_of_a_name_are_at_work_at_once_and_no_more():
    at_work, shares = AtWork(), [Share("one", at_once=2)]

    assert [at_work.begin(shares) for _ in range(3)] == [True, True, False]
    assert at_work.begin([Share("other", at_once=2)])
    at_work.end(shares)
    assert [at_work.begin(shares) for _ in range(2)] == [True, False]


def test_who_is_refused_for_one_name_counts_for_none():
    at_work = AtWork()
    wide = Share("net", at_once=1)
    at_work.begin([Share("one"), wide])

    assert not at_work.begin([Share("two", at_once=1), wide])
    assert at_work.begin([Share("two", at_once=1)])


def test_nobody_who_has_nothing_at_work_is_remembered():
    at_work = AtWork()
    for number in range(1000):
        shares = [Share(f"{number}"), Share("net", at_once=6)]
        at_work.begin(shares)
        at_work.end(shares)
        assert not at_work.begin([Share("shut", at_once=0)])

    assert len(at_work) == 0
