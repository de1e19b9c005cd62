"""Decides what a document may load: our own named assets and small `data:` addresses, no more."""

import re
from collections.abc import Mapping
from typing import Any

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

ASSET_SCHEME = "asset:"
MAX_DATA_URL_CHARACTERS = 2 * 1024 * 1024
# Pictures are drawings: none of ours declares entities or carries a program.
_ACTIVE_SVG = re.compile(rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet|<script|<foreignObject", re.I)

Assets = Mapping[str, tuple[bytes, str]]


class AssetFetcher(URLFetcher):
    """Serves a fixed table; every other address ends the rendering.

    The ending is a BaseException on purpose: WeasyPrint swallows ordinary errors and would print
    the paper without the picture.
    """

    def __init__(self, assets: Assets) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
        self._assets = assets

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(ASSET_SCHEME):
            return self._from_table(url)
        if url[:5].lower() == "data:":
            return self._from_data(url, headers)
        raise FatalURLFetchingError(url[:200])

    def _from_table(self, url: str) -> URLFetcherResponse:
        try:
            body, media_type = self._assets[url.removeprefix(ASSET_SCHEME)]
        except KeyError:
            raise FatalURLFetchingError(url[:200]) from None
        return URLFetcherResponse(url, body, {"Content-Type": media_type})

    def _from_data(self, url: str, headers: Mapping[str, str] | None) -> URLFetcherResponse:
        if len(url) > MAX_DATA_URL_CHARACTERS:
            raise FatalURLFetchingError(f"data: of {len(url)} characters")
        response: Any = super().fetch(url, headers)
        body = response.read()
        if _ACTIVE_SVG.search(body):
            raise FatalURLFetchingError("data: with an active drawing")
        return URLFetcherResponse("data:", body, {"Content-Type": response.content_type})
