"""django-hordak: one posting is one `transfer_to`, which Django commits. Argument: the URL of a database."""

import sys
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from benchmarks.peer_programs.in_turns import answer

at = urlsplit(sys.argv[1])
django: Any = import_module("django")
settings: Any = import_module("django.conf").settings
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": at.path.lstrip("/"),
            "USER": at.username or "",
            "PASSWORD": at.password or "",
            "HOST": sys.argv[2] if len(sys.argv) > 2 else at.hostname or "",  # noqa: PLR2004 - a socket's folder
            "PORT": at.port or "",
        }
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"],
    DEFAULT_CURRENCY="VND",
    CURRENCIES=("VND",),
    HORDAK_CURRENCIES=("VND",),
    HORDAK_DECIMAL_PLACES=0,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()
import_module("django.core.management").call_command("migrate", verbosity=0)
models: Any = import_module("hordak.models")
Money: Any = import_module("moneyed").Money

cash = models.Account.objects.create(name="Cash", code="1", type="AS", currencies=["VND"])
gifts = models.Account.objects.create(name="Gifts", code="2", type="IN", currencies=["VND"])


def post() -> None:
    """One gift."""
    gifts.transfer_to(cash, Money(200_000, "VND"), description="A gift")


answer(post)
