"""A provider of consent over HTTP: gives codes, tokens and fresh tokens, checks PKCE, and can take its consent back."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Provider:
    def __init__(self, address: str) -> None:
        self.address = address
        self.challenges: dict[str, str] = {}
        self.given = 0
        self.seconds = 3600
        self.revoked = False
        self.app = Starlette(routes=[Route("/token", self._token, methods=["POST"])])

    def consents(self, url: str) -> dict[str, str]:
        """What the browser brings back from `url`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = asked["code_challenge"]
        return {"code": code, "state": asked["state"]}

    @property
    def token(self) -> str:
        """The access token that is good now."""
        return f"access-{self.given}"

    async def _token(self, request: Request) -> Response:
        said = {name: str(value) for name, value in (await request.form()).items()}
        if (said["client_id"], said["client_secret"]) != ("an-id", "a-client-secret"):
            return JSONResponse({"error": "invalid_client"}, 401)
        if said["grant_type"] == "authorization_code":
            digest = hashlib.sha256(said["code_verifier"].encode()).digest()
            good = base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenges.pop(said["code"], None)
        else:
            good = said["refresh_token"] == "a-refresh-token" and not self.revoked
        if not good:
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.given += 1
        told: dict[str, Any] = {"access_token": self.token, "expires_in": self.seconds, "token_type": "Bearer"}
        if said["grant_type"] == "authorization_code":
            claims = base64.urlsafe_b64encode(json.dumps({"email": self.address}).encode()).decode().rstrip("=")
            told |= {"refresh_token": "a-refresh-token", "id_token": f"e30.{claims}.x"}
        return JSONResponse(told)
