"""The program's own variables, read once from the environment, typed; and the reader for any integration's.

An integration declares its variables as a pydantic model in its folder and has them filled by `read` here. No module
but this one touches the environment.

SettingsError       a variable is missing or wrong; says which, what it is for and where to get it
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo

from app.core.errors import ThreadworkError

Model = TypeVar("Model", bound=BaseModel)
REQUIRED: Any = ...


class SettingsError(ThreadworkError):
    """One line a variable; never a secret's value."""


@dataclass(frozen=True)
class Variable:
    """One variable as the README and `threadwork doctor` show it."""

    name: str
    purpose: str
    where: str  # where to get it
    default: str | None  # None: required, or worked out from others
    is_required: bool
    is_secret: bool


def variable(name: str, purpose: str, *, where: str = "", default: Any = REQUIRED, **limits: Any) -> Any:
    """A field of a settings model: the environment's name for it and what to say when it is missing."""
    return Field(default, validation_alias=name, description=purpose, json_schema_extra={"where": where}, **limits)


class EnvironmentModel(BaseModel):
    """What every settings model is: frozen, made of variables, silent about secrets."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_by_name=True, hide_input_in_errors=True)


class ProgramSettings(EnvironmentModel):
    """Where the program lives on this machine. Nothing here is required."""

    home: Path = variable(
        "THREADWORK_HOME", "the directory for state: database, mirror, snapshots", default=Path("var")
    )
    agents: Path = variable(
        "THREADWORK_AGENTS", "the folder with your agents and workspace.yaml", default=Path("agents")
    )
    workspace: Path | None = variable(
        "THREADWORK_WORKSPACE", "another workspace.yaml than the one in the agents folder", default=None
    )
    database_url: str = variable(
        "DATABASE_URL",
        "the database: postgresql://… for several replicas; threadwork.sqlite in the home if not set",
        default="",
    )
    clock_url: str | None = variable(
        "THREADWORK_CLOCK_URL", "the local workspace's clock, for demos and tests only", default=None
    )
    http_host: str = variable(
        "THREADWORK_HTTP_HOST", "the address that port is opened on; 0.0.0.0 inside a container", default="127.0.0.1"
    )
    http_port: int = variable(
        "THREADWORK_HTTP_PORT", "the port for health, webhooks and Slack over HTTP", default=8080, ge=0, le=65535
    )
    sandbox: Literal["jail", "language-only"] = variable(
        "THREADWORK_SANDBOX",
        "how rules run: `jail` (Landlock and seccomp around them) or `language-only` where the kernel lacks these",
        default="jail",
    )

    @model_validator(mode="before")
    @classmethod
    def _database_in_home(cls, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("DATABASE_URL") or given.get("database_url"):
            return given
        home = Path(given.get("THREADWORK_HOME") or given.get("home") or "var")
        return {**given, "DATABASE_URL": f"sqlite:///{home / 'threadwork.sqlite'}"}


class SlackSettings(EnvironmentModel):
    """Slack: Socket Mode with an app token, or HTTP with a signing secret."""

    bot_token: SecretStr = variable(
        "SLACK_BOT_TOKEN",
        "the bot's token (xoxb-…), for every call to Slack",
        where="api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token",
    )
    app_token: SecretStr | None = variable(
        "SLACK_APP_TOKEN",
        "the app-level token (xapp-…) with connections:write, for Socket Mode",
        where="api.slack.com/apps → your app → Basic Information → App-Level Tokens",
        default=None,
    )
    signing_secret: SecretStr | None = variable(
        "SLACK_SIGNING_SECRET",
        "proves that requests come from Slack, where events arrive over HTTP instead of Socket Mode",
        where="api.slack.com/apps → your app → Basic Information → App Credentials",
        default=None,
    )
    api_url: str = variable(
        "SLACK_API_URL", "where Slack's Web API is", default="https://slack.com/api/", pattern=r"^https?://.+/$"
    )

    @model_validator(mode="after")
    def _has_a_way_in(self) -> SlackSettings:
        if self.app_token is None and self.signing_secret is None:
            raise ValueError(
                "SLACK_APP_TOKEN is missing, and so is SLACK_SIGNING_SECRET: events need one of the two. For Socket "
                "Mode set SLACK_APP_TOKEN (api.slack.com/apps → your app → Basic Information → App-Level Tokens); for "
                "HTTP set SLACK_SIGNING_SECRET (the same page → App Credentials)"
            )
        return self

    @model_validator(mode="after")
    def _tokens_are_not_swapped(self) -> SlackSettings:
        app_token = self.app_token.get_secret_value() if self.app_token else ""
        if self.bot_token.get_secret_value().startswith("xapp-") or app_token.startswith("xoxb-"):
            raise ValueError(
                "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are swapped: the bot's starts with xoxb-, the app's with xapp-"
            )
        return self


class ClaudeSettings(EnvironmentModel):
    """The model. Lists and buttons work without it."""

    api_key: SecretStr = variable(
        "ANTHROPIC_API_KEY", "lets agents answer through Claude", where="platform.claude.com → Settings → API keys"
    )
    base_url: str = variable("ANTHROPIC_BASE_URL", "where the Messages API is", default="https://api.anthropic.com")


def read(model: type[Model], environment: Mapping[str, str] = os.environ) -> Model:
    """The model filled from the environment; an empty variable counts as not set. Raises SettingsError."""
    given = {each.name: environment[each.name] for each in variables(model) if environment.get(each.name)}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        known = {each.name: each for each in variables(model)}
        raise SettingsError("\n".join(_remedy(fault, known, given) for fault in error.errors())) from None


def read_if_set(model: type[Model], switch: str, environment: Mapping[str, str] = os.environ) -> Model | None:
    """None where the variable `switch` is not set: that integration is off."""
    return read(model, environment) if environment.get(switch) else None


def variables(model: type[BaseModel]) -> tuple[Variable, ...]:
    return tuple(_variable(field) for field in model.model_fields.values() if field.validation_alias)


def _variable(field: FieldInfo) -> Variable:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    shown = None if field.is_required() or field.default in (None, "") else str(field.default)
    return Variable(
        name=str(field.validation_alias),
        purpose=field.description or "",
        where=str(extra.get("where", "")),
        default=shown,
        is_required=field.is_required(),
        is_secret="SecretStr" in str(field.annotation),
    )


def _remedy(fault: Any, known: Mapping[str, Variable], given: Mapping[str, str]) -> str:
    """One line: the variable, what is wrong with it, what it is for, where to get it."""
    about = known.get(str(fault["loc"][0])) if fault["loc"] else None
    if about is None:  # a rule over several variables; its sentence names them
        return str(fault["ctx"]["error"]) if "error" in fault.get("ctx", {}) else str(fault["msg"])
    value = "set" if about.is_secret else repr(given.get(about.name))
    problem = "is missing" if fault["type"] == "missing" else f"is {value}, which is wrong ({fault['msg']})"
    return f"{about.name} {problem}: {about.purpose}" + (f". Get it from {about.where}" if about.where else "")
