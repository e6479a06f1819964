"""Spreadsheets' own variable. The integration is off until SPREADSHEETS_FOLDER is set."""

from __future__ import annotations

from pathlib import Path

from app.settings import EnvironmentModel, variable

SWITCH = "SPREADSHEETS_FOLDER"


class Settings(EnvironmentModel):
    folder: Path = variable(
        SWITCH,
        "the folder that sheets about accounts lie in (CSV, XLSX), each with a NAME.columns.yaml beside it",
        where="any folder that this machine can read, also a mounted share",
    )
