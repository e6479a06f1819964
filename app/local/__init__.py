"""The outside world on one machine: Slack, HubSpot and the Messages API at the other end of the wire.

Imports nothing of the program. One process, one port, a room a system: `app/local/<system>/`, discovered by its folder.
"""
