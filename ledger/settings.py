"""Settings, read once from the environment and frozen."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent


def _beside(name: str) -> Path:
    """A folder that stands beside the package in a checkout and inside it in an installed wheel."""
    installed = PACKAGE / f"_{name}"
    return installed if installed.is_dir() else CHECKOUT / name


TEMPLATES = _beside("templates")
MIGRATIONS = _beside("migrations")


@dataclass(frozen=True)
class Settings:
    """How this installation runs.

    database_url: `sqlite:///file` or `postgresql://…`.
    public_url: the address printed in the QR of receipts, without a trailing slash.
    secure_cookies: True when the site is served over TLS (a public_url that begins with https).
    demo: True only for the demo province; its pages say so.
    """

    database_url: str = "sqlite:///var/ledger.db"
    public_url: str = "http://127.0.0.1:8000"
    demo: bool = False

    @property
    def secure_cookies(self) -> bool:
        """Cookies carry the Secure mark exactly when the public address is https."""
        return self.public_url.startswith("https://")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `KHUYENHOC_*` variables, with safe defaults.

    environment: a mapping to read instead of the process environment.
    """
    env = os.environ if environment is None else environment
    plain = Settings()
    return Settings(
        database_url=env.get("KHUYENHOC_DATABASE_URL", plain.database_url),
        public_url=env.get("KHUYENHOC_PUBLIC_URL", plain.public_url).rstrip("/"),
        demo=env.get("KHUYENHOC_DEMO", "") == "1",
    )
