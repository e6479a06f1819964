"""The mesh as a picture: triggers on the left, agents with their tools on the right, arrows for who starts whom."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from app.compose.mesh import Mesh, ShownAgent

WIDTH, LEFT, BOX, RIGHT, AGENT = (
    1080,
    30,
    380,
    560,
    400,
)  # pixels: the picture; triggers' x and width; agents' x and width
LINE, PAD, GAP = 20, 14, 22  # pixels
COLOURS = {
    "read_trusted": "#2f855a",
    "read_untrusted": "#b7791f",
    "write_internal": "#c05621",
    "write_external": "#c53030",
}
OTHER = "#4a5568"
DASHED = " stroke-dasharray='5 4'"
FONT = "font-family='system-ui, sans-serif'"


def svg_of(mesh: Mesh) -> str:
    sources = [("anybody in a thread", "by a mention, a message, /agent", _default(mesh), True)]
    sources += [(each.name, f"{each.kind}: {each.when}", each.agent, each.is_on) for each in mesh.triggers]
    tops, bottom = _places(mesh)
    height = max(bottom, 70 + len(sources) * (2 * LINE + PAD + GAP)) + 50
    parts = [f"<rect width='{WIDTH}' height='{height}' fill='#ffffff'/>", *_legend(height - 24)]
    for number, (name, told, agent, is_on) in enumerate(sources):
        y = 40 + number * (2 * LINE + PAD + GAP)
        parts += [*_source(name, told, y, is_on), *_arrow(y + LINE + PAD / 2, tops.get(agent), is_on)]
    for agent_shown in mesh.agents:
        parts += [*_agent(agent_shown, tops[agent_shown.name]), *_asks(agent_shown, tops)]
    body = "\n".join(parts)
    head = f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{height}' viewBox='0 0 {WIDTH} {height}'>"
    return f"{head}\n<title>Who triggers whom</title>\n{_ARROW}\n{body}\n</svg>\n"


_ARROW = (
    "<defs><marker id='tip' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='7' markerHeight='7' orient='auto'>"
    "<path d='M0 0 L8 4 L0 8 z' fill='#4a5568'/></marker></defs>"
)


def _places(mesh: Mesh) -> tuple[dict[str, int], int]:
    """Each agent's top, and where the last ends."""
    tops, y = {}, 40
    for agent in mesh.agents:
        tops[agent.name] = y
        y += _height(agent) + GAP
    return tops, y


def _height(agent: ShownAgent) -> int:
    return 2 * LINE + PAD + max(1, len(agent.tools)) * LINE


def _source(name: str, told: str, y: int, is_on: bool) -> Iterator[str]:
    yield _box(LEFT, y, BOX, 2 * LINE + PAD, "fill='#edf2f7' stroke='#a0aec0'" + ("" if is_on else DASHED))
    yield _text(LEFT + PAD, y + LINE, name + ("" if is_on else " (off)"), bold=True)
    yield _text(LEFT + PAD, y + 2 * LINE, _cut(told, 56), size=12, colour=OTHER)


def _agent(agent: ShownAgent, y: int) -> Iterator[str]:
    yield _box(RIGHT, y, AGENT, _height(agent), "fill='#f7fafc' stroke='#2b6cb0'")
    yield _text(RIGHT + PAD, y + LINE, agent.name, bold=True)
    about = agent.model + (f" · playbook {agent.playbook}" if agent.playbook else "")
    yield _text(RIGHT + PAD, y + 2 * LINE - 4, about, size=12, colour=OTHER)
    for number, tool in enumerate(agent.tools):
        at = y + (number + 3) * LINE - 4
        yield f"<circle cx='{RIGHT + PAD + 5}' cy='{at - 4}' r='5' fill='{COLOURS.get(tool.tier, OTHER)}'/>"
        yield _text(RIGHT + PAD + 18, at, tool.name, size=13)
        yield _text(RIGHT + AGENT - PAD, at, tool.tier, size=12, colour=OTHER, end=True)
    if not agent.tools:
        yield _text(RIGHT + PAD, y + 3 * LINE - 4, "no tools", size=12, colour=OTHER)


def _arrow(y: float, top: int | None, is_on: bool) -> Iterator[str]:
    if top is None:
        return
    x, to = LEFT + BOX, top + LINE
    bend = f"M{x} {y} C{x + 70} {y} {RIGHT - 70} {to} {RIGHT - 2} {to}"
    yield _line(bend, OTHER, "" if is_on else DASHED)


def _asks(agent: ShownAgent, tops: dict[str, int]) -> Iterator[str]:
    x, y = RIGHT + AGENT, tops[agent.name] + LINE
    for other in agent.asks:
        to = tops[other] + LINE + 8
        reach = x + 30 + min(60, abs(to - y) // 6)
        yield _line(f"M{x} {y} C{reach} {y} {reach} {to} {x + 2} {to}", "#2b6cb0")


def _legend(y: int) -> Iterator[str]:
    x = LEFT
    for tier, colour in COLOURS.items():
        yield f"<circle cx='{x + 5}' cy='{y - 4}' r='5' fill='{colour}'/>"
        yield _text(x + 16, y, tier, size=12, colour=OTHER)
        x += 140
    yield _text(x, y, "writes wait for a yes; dashed: off; blue arrows: agents ask agents", size=12, colour=OTHER)


def _box(x: int, y: int, width: int, height: int, look: str) -> str:
    return f"<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='8' {look}/>"


def _line(path: str, colour: str, dash: str = "") -> str:
    return f"<path d='{path}' fill='none' stroke='{colour}' marker-end='url(#tip)'{dash}/>"


def _text(
    x: float, y: float, words: str, *, size: int = 14, colour: str = "#1a202c", bold: bool = False, end: bool = False
) -> str:
    weight = " font-weight='600'" if bold else ""
    anchor = " text-anchor='end'" if end else ""
    return f"<text x='{x}' y='{y}' {FONT} font-size='{size}' fill='{colour}'{weight}{anchor}>{escape(words)}</text>"


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _default(mesh: Mesh) -> str:
    return next((agent.name for agent in mesh.agents if agent.is_default), "")
