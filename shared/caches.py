"""The cache over Redis, which keeps its client: Django makes a new one at each call."""

from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangoCache
from django.core.cache.backends.redis import RedisCacheClient


class Client(RedisCacheClient):
    """One client for each pool: connections belong to the pool, which knows of forks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: str | None = None, *, write: bool = False) -> Any:
        """The client of the server that reads or writes; a page asks four times."""
        index = self._get_connection_pool_index(write)
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class RedisCache(DjangoCache):
    """The same cache with that client."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client
