"""First names, last names and job titles of contacts, by the country their company is in."""

from __future__ import annotations

from app.local.company.texts import paragraphs_as_lines

_NAMES = """
United States
Marcus Elena Derek Shauna Luis Patrice Hank Yolanda Brian Mei Carla Dwayne Judith Omar Tessa Vince Alicia Ruben /
Holloway Nguyen Petersen Okafor Ramirez Stubbs Kowalczyk Fontaine Delgado Burke Lindholm Tran Whitaker Greer Salazar

Germany
Jens Katrin Uwe Silke Matthias Dörte Emre Anja Holger Steffi Bernd Leyla /
Hagedorn Küster Wiechmann Özdemir Brömel Lachner Petersen Stadler Rademacher Vogt Zeller Jürgens

Poland
Marek Agnieszka Paweł Joanna Grzegorz Ewa Michał Dorota / Zawada Kruk Majewska Sobczyk Piątek Wrona Lis Bielak

France
Luc Amélie Thierry Sandrine Bastien Nadège Hervé Inès / Garnier Rousselet Moreau Chauvin Delattre Perrin Kaddour

Netherlands
Joost Marloes Sander Femke Bram Anouk Ruud Saskia / Dijkman Verhoeven Postma Brouwer Meijer Kuipers Slager

Spain
Íñigo Marta Raúl Nuria Óscar Pilar Xavi Lucía / Etxeberria Campos Villar Soler Aranda Prieto Lozano

Italy
Paolo Giada Stefano Chiara Renzo Martina / Bassani Ferrero Colombo Rinaldi Gallo Tosi

Denmark
Søren Mette Rasmus Pernille Anders Ida / Kjær Holm Bruun Skov Lund Toft

United Kingdom
Gareth Fiona Callum Bhavna Nigel Imogen Alastair Shanice / Pritchard McAllister Dunne Achebe Hartley Shah Reeve

India
Priya Arjun Meenakshi Suresh Kavita Imran Deepa Vikram Lakshmi Harish Farah Nikhil Sunita Aditya /
Iyer Deshpande Reddy Banerjee Shetty Qureshi Menon Chauhan Kulkarni Pillai Bose Nair Gowda Sethi
"""


def _read(lines: list[str]) -> tuple[list[str], list[str]]:
    first, last = " ".join(lines).split(" / ")
    return first.split(), last.split()


NAMES = {lines[0]: _read(lines[1:]) for lines in paragraphs_as_lines(_NAMES)}  # country -> first names, last names

TITLES = (
    "Warehouse manager",
    "Head of logistics",
    "Supply chain director",
    "Transport planner",
    "Yard lead",
    "Procurement",
    "IT applications",
    "Operations director",
    "Quality manager",
    "Plant manager",
    "CFO",
    "Shift lead",
)
