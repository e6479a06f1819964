"""A company small enough to count by hand: six people in four zones, each with accounts, nobody ever away."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "accounts.csv": """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Acorn,retail,1996,1100.04,2822,Norway,
Birch,retail,1999,251.41,495,Norway,
Cedar,medical,2001,647.18,1165,Norway,
Dogwood,medical,2002,62.37,120,Norway,
Elder,software,1998,718.62,2448,Norway,
Fir,software,2003,10.95,75,Norway,
Gorse,software,2005,441.08,980,Norway,
""",
    "products.csv": "product,series,sales_price\nAlpha,A,4821\n",
    "sales_teams.csv": """sales_agent,manager,regional_office
Ada East,Max Boss,East
Bea East,Max Boss,East
Cal West,Max Boss,West
Dan Central,Max Boss,Central
Eve Abroad,Max Boss,Abroad
""",
    "sales_pipeline.csv": """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
O1,Ada East,Alpha,Acorn,Engaging,2017-02-01,,
O2,Bea East,Alpha,Birch,Engaging,2017-03-05,,
O3,Cal West,Alpha,Cedar,Prospecting,,,
O4,Dan Central,Alpha,Dogwood,Engaging,2017-01-20,,
O5,Eve Abroad,Alpha,Elder,Engaging,2017-01-02,,
O6,Max Boss,Alpha,Fir,Engaging,2017-03-01,,
O7,Ada East,Alpha,Gorse,Won,2017-01-02,2017-03-09,4514
""",
}


def write_company(folder: Path) -> Path:
    """For `python -m app.local --company`. Its newest day is yesterday, whenever that is."""
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
