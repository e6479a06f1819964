"""MCP servers: started from what teams declare, kept warm, and contained, whatever they say or do.

The client library is imported when the first server is started: it costs 0.5 s and 50 MB. Nothing here is a system of
its own for `compose.systems`; `compose.mcp` puts it together.
"""

from app.integrations.mcp.kept import Timing
from app.integrations.mcp.servers import Report, Servers

__all__ = ["Report", "Servers", "Timing"]
