"""The control API: what people do in this Slack, for the page, for tests and for `demo --check`. Not part of Slack."""
