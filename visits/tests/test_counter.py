"""Counting in memory: bounded, and nothing in it but numbers by address and term."""

import threading
import tracemalloc

from visits.counter import MOST_PATHS, MOST_TERMS, Counts


def test_looks_are_counted_by_address_and_terms_apart():
    counts = Counts()
    for _ in range(3):
        counts.add("/faq/")
    counts.add("/search/", "鹰潭")

    assert counts.take() == ({"/faq/": 3, "/search/": 1}, {"鹰潭": 1})
    assert counts.take() == ({}, {})


def test_threads_lose_no_look():
    counts = Counts()

    def read():
        for _ in range(2_000):
            counts.add("/")

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counts.take()[0] == {"/": 16_000}


def test_two_hundred_thousand_made_up_addresses_take_no_more_than_a_bound():
    counts = Counts()
    tracemalloc.start()
    for number in range(200_000):
        counts.add(f"/regions/{number:x}/", f"词{number:x}")
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    counts.add("/regions/0/", "词0")

    pages, terms = counts.take()
    assert (len(pages), len(terms)) == (MOST_PATHS, MOST_TERMS)
    assert pages["/regions/0/"] == 2
    assert terms["词0"] == 2
    assert taken < 3_000_000
