"""Prints manifest.yml as JSON, for the Slack CLI: its own hook for Python finds JSON files only."""

import json
import sys
from pathlib import Path

import yaml

json.dump(yaml.safe_load((Path(__file__).parents[1] / "manifest.yml").read_text()), sys.stdout)
