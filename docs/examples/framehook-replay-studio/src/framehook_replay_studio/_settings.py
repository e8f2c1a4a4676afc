"""Where the servers are, and the secrets; from arguments or from the environment."""

from __future__ import annotations

__all__ = ("VARIABLES", "Settings")

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from framehook import ConfigurationError
from framehook.spi import SecretMissingError

HOME = "https://api.replay-studio.example"
VARIABLES = {
    "REPLAY_STUDIO_TOKEN": "The token.",
    "REPLAY_STUDIO_API": f"Where the interface is; by default {HOME}.",
    "REPLAY_STUDIO_WEBHOOK_SECRET": "What Replay Studio signs its notifications with.",
}


@dataclass(frozen=True)
class Settings:
    """What was given as arguments; what was not is read from the environment when it is used."""

    given_token: str | None = field(default=None, repr=False)
    given_api: str | None = None
    given_webhook_secret: str | None = field(default=None, repr=False)

    @property
    def api(self) -> str:
        """The beginning of every URL of the interface, without a slash at the end."""
        return (self.given_api or os.environ.get("REPLAY_STUDIO_API") or HOME).rstrip("/")

    @property
    def host(self) -> str:
        """The one host that may see the token."""
        return urlsplit(self.api).netloc.lower()

    def token(self) -> str:
        """Return the token."""
        token = self.given_token or os.environ.get("REPLAY_STUDIO_TOKEN")
        if not token:
            raise SecretMissingError(
                "Replay Studio needs a token, and there is none.",
                hint="Set REPLAY_STUDIO_TOKEN.",
            )
        return token

    def webhook_secret(self) -> str:
        """Return what notifications are signed with."""
        secret = self.given_webhook_secret or os.environ.get("REPLAY_STUDIO_WEBHOOK_SECRET")
        if not secret:
            raise ConfigurationError(
                "Notifications of Replay Studio cannot be checked without their secret.",
                hint="Set REPLAY_STUDIO_WEBHOOK_SECRET.",
            )
        return secret
