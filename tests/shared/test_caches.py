"""The cache keeps one client a server, and forgets nothing of what it is told."""

from concurrent.futures import ThreadPoolExecutor

from django.core.cache import cache


def test_one_client_serves_every_call_of_a_thread() -> None:
    client = cache._cache

    assert client.get_client() is client.get_client("another", write=True)


def test_what_is_set_is_read_back_by_another_thread_until_it_is_forgotten() -> None:
    cache.set("kept", {"a": [1]}, 30)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(cache.get, "kept").result() == {"a": [1]}
    cache.delete("kept")
    assert cache.get("kept") is None
