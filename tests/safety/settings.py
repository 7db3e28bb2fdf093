"""Settings of the real processes that safety tests start: mails are files, and may be slow."""

import os

from tests.settings import *  # noqa: F403

EMAIL_BACKEND = "tests.safety.mail_files.EmailBackend"
EMAIL_FILE_PATH = os.environ["SAFETY_MAILS"]
