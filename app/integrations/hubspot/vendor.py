"""hubspot-api-client, made current through its `api_factory`: dated paths, one pool, time-outs, plain JSON.

Blocking; `client` calls it in a thread. The library alone speaks paths that end in 2027, builds a pool a call, has no
time-out, and its models cost 15 times the CPU of plain JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson

Timeouts = tuple[float, float]  # seconds, to connect and between bytes
_PATH = re.compile(r"/crm/v[34]/(objects|associations|owners|pipelines|properties)(?=/|$)")

Refuse = Callable[[int, Any, bytes], Exception]
Lose = Callable[[Exception], Exception]


def dated(path: str, version: str) -> str:
    """The library's path in the form of `version`: a date stands after the area; "v3" is as the library has it."""
    path = path.rstrip("/")
    if version == "v3":
        return path
    return _PATH.sub(rf"/crm/\1/{version}", path).replace("/account-info/v3/", f"/account-info/{version}/")


def open_library(token: str, host: str, version: str, timeouts: Timeouts, refuse: Refuse, lose: Lose) -> Any:
    """A `hubspot.Client` whose calls answer parsed JSON.

    `refuse` makes the exception for an answer other than 2xx, `lose` the one for no answer.
    """
    import hubspot  # here, for it costs 0.16 s and 30 MB with the packages that we use
    import urllib3

    pool = urllib3.PoolManager(maxsize=8, retries=False)  # repeating is decided in `client`
    made: dict[tuple[str, str], Any] = {}

    def factory(package: Any, name: str, _config: Any) -> Any:
        if (package.__name__, name) not in made:
            wire = _wire(package, version, timeouts, refuse, lose)(_configuration(package, token, host))
            wire.rest_client.pool_manager = pool
            wire.set_default_header("Accept-Encoding", "gzip")
            made[package.__name__, name] = getattr(package, name)(wire)
        return made[package.__name__, name]

    return hubspot.Client.create(access_token=token, api_factory=factory)


def close_library(library: Any) -> None:
    """Closes the pool's connections."""
    library.crm.objects.basic_api.api_client.rest_client.pool_manager.clear()


def _configuration(package: Any, token: str, host: str) -> Any:
    configuration = package.Configuration(host=host)
    configuration.access_token = token
    return configuration


def _wire(package: Any, version: str, timeouts: Timeouts, refuse: Refuse, lose: Lose) -> type[Any]:
    """The package's ApiClient with our ways. Each package has exceptions of its own, without a common root."""
    import urllib3

    class Wire(package.ApiClient):  # type: ignore[misc]  # the vendor's packages have no types
        def call_api(self, resource_path: str, method: str, *given: Any, **named: Any) -> Any:
            named |= {"_preload_content": False, "_request_timeout": timeouts}
            return super().call_api(dated(resource_path, version), method, *given, **named)

        def request(self, *given: Any, **named: Any) -> Any:
            try:
                body = super().request(*given, **named).data
                return orjson.loads(body) if body else {}
            except package.ApiException as error:
                if not error.status:  # the library's name for a TLS failure
                    raise lose(error) from None
                raise refuse(error.status, error.headers or {}, error.body or b"") from None
            except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                raise lose(error) from None

    return Wire
