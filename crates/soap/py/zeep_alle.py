"""Calls every operation of SOAP services with zeep, a client that knows nothing but the WSDL.

usage: zeep_alle.py [--alt] [--hoved NAVN=VAERDI]... WSDL ADDRESS [WSDL ADDRESS]...

Input is generated from the schema: mandatory parts only, or with --alt the optional ones too (each once). Every answer must be one
that zeep can read by the same WSDL. One line for each operation: contract, operation, status code or what the answer holds.
Ends with 1 if a call failed (HTTP error, fault, unreadable answer), else 0. A refusal in a StandardRetur is an answer.
"""
import argparse
import datetime as dt
import sys
import uuid

import requests
import zeep
from zeep import xsd
from zeep.transports import Transport

SLUT = {"TilTidspunkt", "VirkningTilFilter", "RegistreringTilFilter", "KlassifikationPubliceretTilDato"}
UUID = "10000000-0000-4000-8000-000000000001"


def simpel(navn, slags, slut=False):
    """A value that the published facets of an element of that name take; `slut` asks for the end of a period."""
    lille = navn.lower()
    if isinstance(slags, xsd.Boolean):
        return True
    if isinstance(slags, xsd.DateTime):
        return dt.datetime(2100 if slut else 2024, 6, 6, 11, 57, 42, tzinfo=dt.timezone.utc)
    if isinstance(slags, xsd.Date):
        return dt.date(2100 if slut else 2024, 6, 6)
    if isinstance(slags, xsd.Integer):
        return 0 if "foerste" in lille else 1
    koder = {
        "LivscyklusKode": "Importeret",
        "AktoerTypeKode": "Organisation",
        "GyldighedStatusKode": "Aktiv",
        "URNIdentifikator": "urn:test:zeep",
        "MyndighedsKode": "101",
        "PlanIdentifikator": "7",
        "Sortering": "7",
    }
    if navn in koder:
        return koder[navn]
    if "cpr" in lille or navn == "P-NummerTekst":
        return "0101010000"
    if "cvr" in lille or navn == "SE-NummerTekst" or navn.endswith("Organisation"):
        return "11111111"
    if "uuid" in lille or navn.endswith("Identifikation") or navn.endswith("Instans") or navn in ("RequestId", "TransaktionsId"):
        return UUID
    return "zeep"


class Avler:
    """Builds values for zeep from its own view of the schema."""

    def __init__(self, alt):
        self.alt = alt
        self.sti = []

    def vaerdi(self, element, dybde=0):
        slags = element.type
        if isinstance(slags, xsd.ComplexType):
            ud = {}
            for _, indre in slags.elements_nested:
                self.fyld(indre, ud, dybde)
            return ud
        return simpel(element.name, slags, any(n in SLUT for n in self.sti[-2:]))

    def fyld(self, del_, ud, dybde):
        if isinstance(del_, xsd.Any):
            return
        if isinstance(del_, xsd.Element):
            # zeep shows the branches of a choice as optional too, so a choice calls `saet` itself
            if del_.min_occurs == 0 and (not self.alt or dybde > 8 or del_.name in ("LokalUdvidelse", "Processing", "Identifikation")):
                return
            self.saet(del_, ud, dybde)
            return
        # indicators are lists of their parts; their property `elements` would flatten the choices
        if isinstance(del_, xsd.Choice):
            if len(del_):
                (self.saet if isinstance(del_[0], xsd.Element) else self.fyld)(del_[0], ud, dybde)
            return
        if del_.min_occurs > 0 or self.alt:
            for e in list(del_):
                self.fyld(e, ud, dybde)

    def saet(self, element, ud, dybde):
        self.sti.append(element.name)
        v = self.vaerdi(element, dybde + 1)
        self.sti.pop()
        ud[element.name] = [v] if element.accepts_multiple else v


def beskriv(svar):
    """The status code of an answer, or the names of its parts."""
    svar = getattr(svar, "body", svar)
    retur = getattr(svar, "StandardRetur", None)
    retur = retur[0] if isinstance(retur, list) and retur else retur
    if retur is not None and not isinstance(retur, list):
        return f"{retur.StatusKode} {(retur.FejlbeskedTekst or '')[:160]}"
    unik = getattr(svar, "UnikRetur", None) or getattr(svar, "_value_1", None)
    if isinstance(unik, list):
        return " ".join(str(getattr(u, "StatusKode", u)) for u in unik)
    return str(getattr(svar, "StatusKode", None) or list(getattr(svar, "__values__", {})))


def proev(wsdl, adresse, avler, session):
    """Calls every operation of the first port; gives the number of failures."""
    klient = zeep.Client(wsdl, transport=Transport(session=session, timeout=60))
    tjeneste = next(iter(klient.wsdl.services.values()))
    port = next(iter(tjeneste.ports.values()))
    proxy = klient.create_service(port.binding.name, adresse)
    fejl = 0
    orden = ["importer", "import", "opret", "soeg", "laes", "list", "ret", "passiver", "slet"]
    navne = sorted(port.binding._operations, key=lambda n: (orden.index(n) if n in orden else 0, n))
    for navn in navne:
        operation = port.binding._operations[navn]
        ind = {}
        for _, e in operation.input.body.type.elements_nested:
            avler.fyld(e, ind, 0)
        hoved = operation.input.header
        mere = {}
        if hoved is not None and getattr(hoved.type, "elements", None):
            mere["_soapheaders"] = {n: {"TransactionUUID": str(uuid.uuid4())} for n, _ in hoved.type.elements}
        try:
            svar = proxy[navn](**ind, **mere)
            print(f"{tjeneste.name:32} {navn:24} {beskriv(svar)}")
        except Exception as e:  # noqa: BLE001 - whatever goes wrong is a failure of that call
            fejl += 1
            print(f"{tjeneste.name:32} {navn:24} FAILED {type(e).__name__}: {e}")
    return fejl


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--alt", action="store_true", help="optional parts too")
    p.add_argument("--hoved", action="append", default=[], metavar="NAVN=VAERDI", help="HTTP header on every call")
    p.add_argument("par", nargs="+", metavar="WSDL ADDRESS")
    a = p.parse_args()
    if len(a.par) % 2:
        p.error("WSDL and ADDRESS come in pairs")
    session = requests.Session()
    session.headers.update(h.split("=", 1) for h in a.hoved)
    fejl = sum(proev(w, adr, Avler(a.alt), session) for w, adr in zip(a.par[::2], a.par[1::2]))
    print(f"{fejl} failed")
    return 1 if fejl else 0


if __name__ == "__main__":
    sys.exit(main())
