"""The accounts of the sample company: name, domain (under .example), industry, main site. All made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountText:
    name: str
    domain: str
    industry: str  # HubSpot's own values
    site: str
    country: str


_AMERICAS = """
Brightwater Foods|brightwater|FOOD_PRODUCTION|Savannah
Tallgrass Provisions|tallgrass|FOOD_PRODUCTION|Omaha
Cobalt Ridge Pharma|cobaltridge|PHARMACEUTICALS|Durham
Halloran & Pike|halloranpike|WHOLESALE|Baltimore
Millrace Paper|millracepaper|PAPER_FOREST_PRODUCTS|Bangor
Juniper Street Grocers|juniperstreet|RETAIL|Philadelphia
Old Fort Beverage|oldfort|FOOD_BEVERAGES|Fort Wayne
Sable Creek Dairy|sablecreek|DAIRY|Syracuse
Ironwood Fasteners|ironwoodfasteners|MACHINERY|Toledo
Pemberton Home|pembertonhome|FURNITURE|High Point
Blue Heron Seafood|blueheron|FOOD_PRODUCTION|Gloucester
Castlemere Distribution|castlemere|WAREHOUSING|Harrisburg
Lantern Lane Toys|lanternlane|CONSUMER_GOODS|Rochester
Northgate Medical Supply|northgatemed|HOSPITAL_HEALTH_CARE|Cleveland
Kestrel Freight|kestrelfreight|TRANSPORTATION_TRUCKING_RAILROAD|Memphis
Two Rivers Cold Storage|tworivers|WAREHOUSING|Pittsburgh
Amberfield Grain|amberfield|FARMING|Peoria
Dunmore Textiles|dunmore|TEXTILES|Greenville
Granite State Tools|granitestate|MACHINERY|Manchester NH
Peachtree Poultry|peachtreepoultry|FOOD_PRODUCTION|Gainesville
Larkin Brothers Lumber|larkinlumber|BUILDING_MATERIALS|Augusta
Everhart Auto Parts|everhart|AUTOMOTIVE|Dearborn
Salt & Harbor|saltharbor|FOOD_BEVERAGES|Portland ME
Wexler Chemicals|wexlerchem|CHEMICALS|Newark
Cumberland Cans|cumberlandcans|CONSUMER_GOODS|Nashville
Bayou Spice Works|bayouspice|FOOD_PRODUCTION|Baton Rouge
Fairlawn Flooring|fairlawn|BUILDING_MATERIALS|Dalton
Quillon Office Supply|quillon|WHOLESALE|Hartford
Hudson & Vale Wines|hudsonvale|WINE_AND_SPIRITS|Yonkers
Prairie Gold Eggs|prairiegold|FARMING|Des Moines
Steelhead Appliances|steelhead|CONSUMER_GOODS|Louisville
Meridian Tires|meridiantires|AUTOMOTIVE|Akron
Coastal Empire Imports|coastalempire|IMPORT_AND_EXPORT|Charleston
Vantage Point Pets|vantagepets|CONSUMER_GOODS|Columbus
Redbird Bakeries|redbird|FOOD_PRODUCTION|St. Louis
Palomar Produce|palomar|FARMING|Salinas
Sierra Crest Outdoor|sierracrest|RETAIL|Reno
Golden Anchor Tuna|goldenanchor|FOOD_PRODUCTION|San Pedro
Cascade Timberline|cascadetimber|PAPER_FOREST_PRODUCTS|Eugene
Mesa Verde Solar|mesaverdesolar|RENEWABLES_ENVIRONMENT|Phoenix
Pacific Loom|pacificloom|TEXTILES|Oakland
Orchard & Sun|orchardsun|FOOD_BEVERAGES|Yakima
Desert Bloom Nursery|desertbloom|FARMING|Tucson
Tidepool Organics|tidepool|FOOD_PRODUCTION|Monterey
High Sierra Water|highsierra|FOOD_BEVERAGES|Fresno
Rainier Medical|rainiermed|HOSPITAL_HEALTH_CARE|Tacoma
Copper Canyon Mining Supply|coppercanyon|MACHINERY|Salt Lake City
Lucky Clover Snacks|luckyclover|FOOD_PRODUCTION|Boise
Bridger Feed & Seed|bridgerfeed|FARMING|Billings
Mission Tile|missiontile|BUILDING_MATERIALS|San Diego
Harvest Moon Rice|harvestmoon|FARMING|Sacramento
Vista Grande Furniture|vistagrande|FURNITURE|Las Vegas
Emerald City Coffee|emeraldcoffee|FOOD_BEVERAGES|Seattle
Sunset Cold Chain|sunsetcold|WAREHOUSING|Ontario CA
Blackbird Motors|blackbird|AUTOMOTIVE|Fremont
Alder & Fern|alderfern|RETAIL|Portland
Puget Marine|pugetmarine|MARITIME|Everett
Silver Lode Foods|silverlode|FOOD_PRODUCTION|Denver
Echo Valley Vineyards|echovalley|WINE_AND_SPIRITS|Napa
Canyon Parcel|canyonparcel|PACKAGE_FREIGHT_DELIVERY|Riverside
Marisol Cosmetics|marisol|COSMETICS|Los Angeles
Thunder Basin Beef|thunderbasin|FOOD_PRODUCTION|Cheyenne
Longshore Logistics|longshore|LOGISTICS_AND_SUPPLY_CHAIN|Long Beach
Bristlecone Batteries|bristlecone|ELECTRICAL_ELECTRONIC_MANUFACTURING|Sparks
Papaya Lane|papayalane|FOOD_BEVERAGES|Honolulu
Foxglove Paper Goods|foxglove|CONSUMER_GOODS|Spokane
Ridgeline Roofing|ridgeline|BUILDING_MATERIALS|Colorado Springs
Calloway Candy|calloway|FOOD_PRODUCTION|Hershey
Stonebridge Linen|stonebridge|TEXTILES|Providence
Whitecap Ice|whitecap|FOOD_BEVERAGES|Norfolk
Bolt <& Sons> Hardware|boltsons|WHOLESALE|Buffalo
Magnolia Feed Mills|magnoliafeed|FARMING|Jackson
Tri-County Cold Store|tricounty|WAREHOUSING|Scranton
Bluestem Glass|bluestem|BUILDING_MATERIALS|Grand Rapids
Harborlight Candles|harborlight|CONSUMER_GOODS|Duluth
"""

_EUROPE = """
Nordhafen Kühlhaus|nordhafen|WAREHOUSING|Bremerhaven|Germany
Brömel Maschinenbau|broemel|MACHINERY|Chemnitz|Germany
Weiherhof Molkerei|weiherhof|DAIRY|Kempten|Germany
Elbtal Chemie|elbtal|CHEMICALS|Dresden|Germany
Hagedorn Getränke|hagedorn|FOOD_BEVERAGES|Dortmund|Germany
Lindenau Pharma|lindenau|PHARMACEUTICALS|Leipzig|Germany
Südwerk Autoteile|suedwerk|AUTOMOTIVE|Stuttgart|Germany
Kranich Papier|kranich|PAPER_FOREST_PRODUCTS|Flensburg|Germany
Spedition Osterkamp|osterkamp|TRANSPORTATION_TRUCKING_RAILROAD|Osnabrück|Germany
Alpenquell Saft|alpenquell|FOOD_BEVERAGES|Rosenheim|Germany
Zwölf Apostel Brauerei|zwoelfapostel|FOOD_BEVERAGES|Bamberg|Germany
Bursztyn Logistyka|bursztyn|LOGISTICS_AND_SUPPLY_CHAIN|Gdańsk|Poland
Mazowsze Fresh|mazowszefresh|FOOD_PRODUCTION|Łódź|Poland
Stalowa Brama|stalowabrama|BUILDING_MATERIALS|Katowice|Poland
Wisła Drób|wisladrob|FOOD_PRODUCTION|Toruń|Poland
Karpaty Meble|karpaty|FURNITURE|Rzeszów|Poland
Vergers du Rhône|vergersdurhone|FARMING|Valence|France
Laiterie Saint-Aubin|saintaubin|DAIRY|Rennes|France
Armor Marée|armormaree|FOOD_PRODUCTION|Lorient|France
Tissages Delattre|delattre|TEXTILES|Roubaix|France
Van der Slager Bloemen|vanderslager|FARMING|Aalsmeer|Netherlands
Maasvlakte Opslag|maasvlakte|WAREHOUSING|Rotterdam|Netherlands
Polder Zuivel|polderzuivel|DAIRY|Leeuwarden|Netherlands
Aceites Aranda|aranda|FOOD_PRODUCTION|Jaén|Spain
Frutas Villar|frutasvillar|FARMING|Murcia|Spain
Puerto Seco Zaragoza|puertoseco|LOGISTICS_AND_SUPPLY_CHAIN|Zaragoza|Spain
Pastificio Rinaldi|rinaldi|FOOD_PRODUCTION|Parma|Italy
Ceramiche Tosi|ceramichetosi|BUILDING_MATERIALS|Sassuolo|Italy
Ørsund Fisk|orsund|FOOD_PRODUCTION|Esbjerg|Denmark
Skov & Lund Møbler|skovlund|FURNITURE|Aarhus|Denmark
Pennine Parcels|pennine|PACKAGE_FREIGHT_DELIVERY|Leeds|United Kingdom
Hartley Biscuits|hartley|FOOD_PRODUCTION|Carlisle|United Kingdom
Clydebank Cold|clydebank|WAREHOUSING|Glasgow|United Kingdom
Fenland Produce|fenland|FARMING|Ely|United Kingdom
Severn Valley Steel|severnvalley|BUILDING_MATERIALS|Newport|United Kingdom
Thistle Mountain Water|thistlemountain|FOOD_BEVERAGES|Perth|United Kingdom
Harbottle & Reeve Books|harbottle|PUBLISHING|Swindon|United Kingdom
"""

_INDIA = """
Sahyadri Agro|sahyadri|FARMING|Nashik
Deccan Cold Chain|deccancold|WAREHOUSING|Hyderabad
Coromandel Spices|coromandelspices|FOOD_PRODUCTION|Kochi
Banyan Retail|banyan|RETAIL|Bengaluru
Vindhya Cement|vindhya|BUILDING_MATERIALS|Satna
Malabar Seafoods|malabarsea|FOOD_PRODUCTION|Kozhikode
Ganga Paper Mills|gangapaper|PAPER_FOREST_PRODUCTS|Saharanpur
Kaveri Textiles|kaveri|TEXTILES|Coimbatore
Aravalli Auto|aravalli|AUTOMOTIVE|Gurugram
Nilgiri Tea House|nilgiritea|FOOD_BEVERAGES|Coonoor
Shakti Tractors|shakti|MACHINERY|Rajkot
Udaan Parcel|udaanparcel|PACKAGE_FREIGHT_DELIVERY|Noida
Peepal Pharma|peepal|PHARMACEUTICALS|Ahmedabad
Konkan Cashew|konkan|FOOD_PRODUCTION|Ratnagiri
Himgiri Dairy|himgiri|DAIRY|Karnal
Lotus Lane Cosmetics|lotuslane|COSMETICS|Mumbai
Bharani Steel|bharani|BUILDING_MATERIALS|Raipur
Sundar Silks|sundarsilks|TEXTILES|Kanchipuram
Thar Solar|tharsolar|RENEWABLES_ENVIRONMENT|Jodhpur
Godavari Rice|godavari|FARMING|Rajahmundry
Chilika Frozen|chilika|FOOD_PRODUCTION|Bhubaneswar
Matunga Motors|matunga|AUTOMOTIVE|Pune
Trident Port Services|tridentport|MARITIME|Visakhapatnam
Saraswati Books|saraswati|PUBLISHING|Kolkata
Monsoon Coffee|monsooncoffee|FOOD_BEVERAGES|Chikkamagaluru
Ashoka Batteries|ashokabatteries|ELECTRICAL_ELECTRONIC_MANUFACTURING|Chennai
Palki Furniture|palki|FURNITURE|Jaipur
Kalinga Chemicals|kalingachem|CHEMICALS|Paradip
Metro Kirana Wholesale|metrokirana|WHOLESALE|Delhi
Brahma Logistics|brahmalog|LOGISTICS_AND_SUPPLY_CHAIN|Guwahati
Sona Snacks|sonasnacks|FOOD_PRODUCTION|Indore
Orchid Health Supplies|orchidhealth|HOSPITAL_HEALTH_CARE|Thane
"""


def _read(lines: str, country: str) -> tuple[AccountText, ...]:
    rows = (line.split("|") for line in lines.strip().splitlines())
    return tuple(AccountText(row[0], f"{row[1]}.example", row[2], row[3], (*row, country)[4]) for row in rows)


AMERICAS, EUROPE, INDIA = _read(_AMERICAS, "United States"), _read(_EUROPE, ""), _read(_INDIA, "India")
