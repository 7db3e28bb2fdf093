"""The settings of every test run: the one settings file, in test mode."""

import os

os.environ.setdefault("RIBAMBELLE_MODE", "test")
# Playwright keeps an event loop in the main thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from deploy.settings import *  # noqa: E402,F403 - the mode must be set before it is read

# The live server serves static files itself; WhiteNoise would index them for each test client.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
# Parallel workers share the cache's server, not its keys.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
CACHES = {  # noqa: F405
    alias: {**options, "KEY_PREFIX": f"{options['KEY_PREFIX']}-{_worker}"}
    for alias, options in CACHES.items()  # noqa: F405
}
# A crash of the test server may lose the last commits: no test needs them, each waits for one.
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"  # noqa: F405
# Threads of race tests need theirs beside those a browser's event loop keeps to itself.
# A worker started by a test has one plain connection and no pool.
if pool := DATABASES["default"]["OPTIONS"].get("pool"):  # noqa: F405
    pool["max_size"] = 32
