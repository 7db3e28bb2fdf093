"""The Celery application: `celery -A deploy.celery worker --beat`.

A prefork worker closes the pool at each task: start it with RIBAMBELLE_WORKER=1, which keeps
one plain connection per process instead (CELERY_DB_REUSE_MAX). A thread worker
(`--pool threads`) keeps the pool and needs no such setting.
"""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")

# Read now: Celery reads them later and takes a KeyError of theirs for « no such setting ».
settings.TASKS_APP  # noqa: B018

app = Celery("ribambelle")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()
