"""The settings of every test run: the one settings file, in test mode."""

import os

os.environ.setdefault("RIBAMBELLE_MODE", "test")
# Playwright keeps an event loop in the main thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from deploy.settings import *  # noqa: E402,F403 - the mode must be set before it is read
