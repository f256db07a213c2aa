"""A signed call with a body from a file.

usage: kald.py PATH ENTITY-ID ACTION BODY.xml [ADDRESS] [FOLDER WITH KEYSTORES]"""
import sys
from lxml import etree
from idws import Afvist, Forbindelse

standard = ["https://127.0.0.1:8443", "samspil-data/klienter"]
sti, entity_id, action, fil, adresse, mappe = sys.argv[1:] + standard[len(sys.argv) - 5:]
forbindelse = Forbindelse(adresse, mappe, "demosystem", cvr="11111111")
try:
    svar = forbindelse.kald(sti, entity_id, action, etree.parse(fil).getroot())
except Afvist as f:
    sys.exit(f"refused: {f}")
print(etree.tostring(svar, pretty_print=True, encoding="unicode"))
