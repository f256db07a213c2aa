"""Read, edit, send everything back: how OS2sync and its kin use Bruger.   usage: zeep_os2sync.py ADDRESS"""
import datetime as dt
import sys
import uuid

import zeep
from zeep.helpers import serialize_object

from zeep_input import punkt, virkning

adresse = sys.argv[1] + "/organisation/bruger/6"
klient = zeep.Client(adresse + "?wsdl")
bruger = klient.create_service("{http://stoettesystemerne.dk/organisation/6/}Bruger", adresse + "/")  # trailing slash, as OS2sync has it
hoved = {"_soapheaders": {"header": {"TransactionUUID": str(uuid.uuid4())}}}
DAG = dt.datetime.now(dt.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
FOER, OM_LIDT = DAG - dt.timedelta(days=400), DAG + dt.timedelta(days=60)
u = lambda: str(uuid.uuid4())
ref = lambda i: {"ReferenceID": {"UUIDIdentifikator": i}}
EMAIL, TYPE = u(), u()


def adr(i, indeks, fra=FOER):
    return {"Virkning": virkning(fra), **ref(i), "Rolle": {"UUIDIdentifikator": EMAIL}, "Type": {"UUIDIdentifikator": TYPE}, "Indeks": indeks}


def egenskab(navn, fra):
    return {"Virkning": virkning(fra), "BrugervendtNoegleTekst": "os2", "BrugerNavn": navn}


def gyldighed(kode, fra, til=None):
    return {"Virkning": virkning(fra, til), "GyldighedStatusKode": kode}


def laes(**filter):
    r = bruger.laes(UUIDIdentifikator=BRUGER, **filter, **hoved).body.FiltreretOejebliksbillede.Registrering[0]
    return rens(serialize_object(r, dict))


def rens(v):
    """Without what was absent: OS2sync sends what it read, no more."""
    if isinstance(v, dict):
        return {k: rens(x) for k, x in v.items() if x is not None and x != []}
    return [rens(x) for x in v] if isinstance(v, list) else v


def ret(kode="20", **lister):
    svar = bruger.ret(UUIDIdentifikator=BRUGER, **{"AttributListe": {}, "TilstandListe": {}, "RelationListe": {}, **lister}, **hoved).body.StandardRetur
    assert str(svar.StatusKode) == kode, svar
    return svar


a, b, c, person, snart = u(), u(), u(), u(), u()
ny = bruger.opret(AttributListe={"Egenskab": [egenskab("Ane", FOER)]}, TilstandListe={"Gyldighed": [gyldighed("Aktiv", FOER)]},
                  RelationListe={"Adresser": [adr(a, "1"), adr(b, "2")], "TilknyttedePersoner": [{"Virkning": virkning(FOER), **ref(person)}]}, **hoved).body
assert str(ny.StandardRetur.StatusKode) == "20", ny
BRUGER = ny.UUIDIdentifikator
FRA_NU = {"VirkningFraFilter": punkt(dt.datetime.now(dt.timezone.utc)), "VirkningTilFilter": punkt(None)}
ALT = {"VirkningFraFilter": punkt(None), "VirkningTilFilter": punkt(None)}

# one new period cuts the open one; everything else is sent as it was read
r = laes(**FRA_NU)
ret(AttributListe={"Egenskab": [egenskab("Ane Ærø", DAG)]}, TilstandListe=r["TilstandListe"], RelationListe=r["RelationListe"])
navne = sorted((e["Virkning"]["FraTidspunkt"]["TidsstempelDatoTid"], e["BrugerNavn"]) for e in laes(**ALT)["AttributListe"]["Egenskab"])
assert [n for _, n in navne] == ["Ane", "Ane Ærø"], navne
assert [e["BrugerNavn"] for e in laes()["AttributListe"]["Egenskab"]] == ["Ane Ærø"]

# the old state ends and the new one is appended; both are sent
ret(TilstandListe={"Gyldighed": [gyldighed("Aktiv", FOER, DAG), gyldighed("Inaktiv", DAG)]})
assert [g["GyldighedStatusKode"] for g in laes()["TilstandListe"]["Gyldighed"]] == ["Inaktiv"]

# add by appending, end by a Til, never by leaving out
r = laes(**FRA_NU)["RelationListe"]
r["Adresser"].append(adr(c, "3", DAG))
r["TilknyttedePersoner"].append({"Virkning": virkning(OM_LIDT), **ref(snart)})
ret(RelationListe=r)
assert len(laes()["RelationListe"]["Adresser"]) == 3
r = laes(**FRA_NU)["RelationListe"]
next(x for x in r["Adresser"] if x["ReferenceID"]["UUIDIdentifikator"] == a)["Virkning"]["TilTidspunkt"] = punkt(DAG)
ret(RelationListe=r)
tilbage = {x["ReferenceID"]["UUIDIdentifikator"] for x in laes()["RelationListe"]["Adresser"]}
assert tilbage == {b, c}, tilbage

# a now view sent back destroys neither the past nor the future
r = laes()
assert len(r["RelationListe"]["TilknyttedePersoner"]) == 1
ret(AttributListe={"Egenskab": [egenskab("Ane Ø", DAG)]}, TilstandListe=r["TilstandListe"], RelationListe=r["RelationListe"])
assert {x["ReferenceID"]["UUIDIdentifikator"] for x in laes(**FRA_NU)["RelationListe"]["TilknyttedePersoner"]} == {person, snart}
assert {x["ReferenceID"]["UUIDIdentifikator"] for x in laes(**ALT)["RelationListe"]["Adresser"]} == {a, b, c}

# the same address twice is refused, and nothing has changed
svar = ret("40", RelationListe={"Adresser": [adr(b, "2"), adr(b, "9")]})
assert "SAM-1204" in svar.FejlbeskedTekst, svar
assert {x["ReferenceID"]["UUIDIdentifikator"] for x in laes()["RelationListe"]["Adresser"]} == {b, c}
print("ok")
