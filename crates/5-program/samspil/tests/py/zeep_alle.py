"""Calls every operation of every service with generated input.   usage: zeep_alle.py ADDRESS [FOLDER OF PUBLISHED CONTRACTS]

Without a folder the clients are built from the WSDL that the program serves, with one from the published files."""
import logging
import pathlib
import sys
import uuid

import requests
import zeep
from zeep.cache import InMemoryCache
from zeep.transports import Transport

from zeep_input import FRA, Generator, virkning

logging.getLogger("zeep").setLevel(logging.ERROR)
ORG = "Adresse Bruger Interessefaellesskab ItSystem Myndighed Organisation OrganisationEnhed OrganisationFunktion Person Virksomhed".split()
KLA = "Facet Klasse Klassifikation".split()
TJENESTER = [(f"/organisation/{n.lower()}/6", f"sf1500-organisation/v6_0_0_0/wsdl/{n}.wsdl") for n in [*ORG, "OrganisationAdministration", "OrganisationSystem"]]
TJENESTER += [(f"/{n.lower()}/6", f"sf1510-klassifikation/v6_0_0_0/wsdl/{n}.wsdl") for n in [*KLA, "KlassifikationSystem"]]
TJENESTER += [("/klasse/7", "sf1510-klassifikation/klasse_v7/Klasse.wsdl")]
TJENESTER += [("/klassifikationlistehent/2", "sf1510-klassifikationlistehent/soap-oioidws/wsdl/KlassifikationListeHentService.wsdl")]


class Tjeneste:
    def __init__(self, adresse, sti, wsdl):
        self.sti = sti
        self.klient = zeep.Client(wsdl, transport=Transport(session=requests.Session(), cache=InMemoryCache()))
        port = next(p for s in self.klient.wsdl.services.values() for p in s.ports.values())
        self.binding = port.binding
        self.service = self.klient.create_service(str(port.binding.name), adresse + sti)
        self.operationer = dict(port.binding._operations)
        self.gen = Generator(self.klient)
        self.kaldt = set()

    def kald(self, operation, kode=20, krop=None, **faste):
        self.kaldt.add(operation)
        o = self.operationer[operation]
        krop = self.gen.krop(o, **faste) if krop is None else krop
        hoved = {"_soapheaders": {"header": {"TransactionUUID": str(uuid.uuid4())}}} if o.input.header and o.input.header.type.elements else {}
        svar = self.service[operation](**krop, **hoved)
        svar = getattr(svar, "body", svar)
        retur = getattr(svar, "StandardRetur", None)
        if retur is not None:
            fik = int(retur.StatusKode)
            assert fik in (kode if isinstance(kode, tuple) else (kode,)), f"{self.sti} {operation}: {fik} {retur.FejlbeskedTekst}\n{krop}"
        return svar


def objekttjeneste(t):
    """The life of one object, every operation on the way."""
    noegle = "prøve " + uuid.uuid4().hex
    krop = t.gen.krop(t.operationer["opret"], BrugervendtNoegleTekst=noegle)
    ny = t.kald("opret", krop=krop).UUIDIdentifikator
    r = t.kald("laes", krop={"UUIDIdentifikator": ny}).FiltreretOejebliksbillede.Registrering[0]
    sammenlign(t.sti, krop, r)
    egenskab = {k: v for k, v in krop["AttributListe"]["Egenskab"][0].items()} | {"Virkning": virkning(FRA.replace(year=2021)), "BrugervendtNoegleTekst": noegle + "!"}
    t.kald("ret", krop={"UUIDIdentifikator": ny, "AttributListe": {"Egenskab": [egenskab]}, "TilstandListe": {}, "RelationListe": {}} | noten(t, "ret"))
    r = t.kald("laes", krop={"UUIDIdentifikator": ny}).FiltreretOejebliksbillede.Registrering[0]
    assert r.AttributListe.Egenskab[0].BrugervendtNoegleTekst == noegle + "!", r
    svar = t.kald("list", krop={"UUIDIdentifikator": [ny]})
    assert ny in str(svar) and noegle + "!" in str(svar), svar
    soeg = {"AttributListe": {"Egenskab": [{"BrugervendtNoegleTekst": noegle + "!"}]}, "TilstandListe": {}, "RelationListe": {}}
    assert t.kald("soeg", krop=soeg).IdListe.UUIDIdentifikator == [ny]
    andet = str(uuid.uuid4())
    t.kald("importer", Tidspunkt=None, LivscyklusKode=None, UUIDIdentifikator=andet, ReferenceID={"UUIDIdentifikator": ny}, BrugervendtNoegleTekst=noegle + "2")
    t.kald("passiver", krop={"UUIDIdentifikator": andet} | noten(t, "passiver"))
    t.kald("slet", krop={"UUIDIdentifikator": ny} | noten(t, "slet"))
    t.kald("laes", (44,), krop={"UUIDIdentifikator": str(uuid.uuid4())})


    t.gen.alt = False  # once more with as little as the contract takes
    krop = t.gen.krop(t.operationer["opret"], BrugervendtNoegleTekst=noegle + "3")
    lille = t.kald("opret", krop=krop).UUIDIdentifikator
    sammenlign(t.sti, krop, t.kald("laes", krop={"UUIDIdentifikator": lille}).FiltreretOejebliksbillede.Registrering[0])


def noten(t, operation):
    return {"NoteTekst": "rettet"} if "NoteTekst" in dict(t.operationer[operation].input.body.type.elements) else {}


def sammenlign(sti, sendt, fik):
    """Everything that was sent comes back; a reader may add to it."""
    if isinstance(sendt, dict):
        for navn, v in sendt.items():
            if navn != "NoteTekst" and v is not None:
                sammenlign(f"{sti}/{navn}", v, fik[navn])
    elif isinstance(sendt, list):
        assert len(sendt) == len(fik), (sti, sendt, fik)
        for a, b in zip(sendt, fik):
            sammenlign(sti, a, b)
    else:
        assert sendt == fik or str(sendt) == str(fik), (sti, sendt, fik)


def main(adresse, mappe=None):
    antal = 0
    for sti, fil in TJENESTER:
        t = Tjeneste(adresse, sti, str(pathlib.Path(mappe, fil)) if mappe else f"{adresse}{sti}?wsdl")
        if "opret" in t.operationer:
            objekttjeneste(t)
        elif "KlassifikationListeHent" in t.operationer:
            svar = t.kald("KlassifikationListeHent", KlassifikationPubliceretFraDato=None, KlassifikationPubliceretTilDato=None)
            assert "SvarReaktion" in str(svar) or "HovedOplysningerSvar" in str(svar), svar
        elif "fysiskslet" in t.operationer:
            t.kald("fysiskslet", (20, 44))
        else:
            system(t)
        rest = set(t.operationer) - t.kaldt
        assert not rest, f"{sti}: never called: {rest}"
        antal += len(t.kaldt)
        print(f"{sti}: {', '.join(sorted(t.kaldt))}")
    print(f"{len(TJENESTER)} services, {antal} operations")


def system(t):
    uden = {"Tidspunkt": None, "LivscyklusKode": None}
    t.kald("import", (20,), **uden)
    t.kald("fremsoegobjekthierarki", (20, 44), krop={})
    if "anonymiser" in t.operationer:
        t.kald("anonymiser", (20, 44))


main(*sys.argv[1:])
