"""The control API: what people do in this Slack, for the page, for tests and for `demo --check`. Not part of Slack.

GET `/slack/_control/<name>` reads what one person (`as`) sees: workspace, history, replies, home, modals; and for tests
everything: messages, events, connected. POST acts: say, edit, delete, react, stop, slash, open_dm, open_home; click,
options, shortcut; submit, close; disconnect, deliver_to, redeliver, user, join, leave. What a name takes is in its
function. Answers are {ok: true, ...}; a refusal is {ok: false, error: "a sentence"} with status 400.
"""
