"""SF1461 værdilister: every operation of StsbeskedfordelerImpl, as a receiver's system calls it.
usage: zeep_vaerdilister.py ADDRESS [FOLDER OF PUBLISHED CONTRACTS [MESSAGE]]

Without a folder the client is built from the WSDL that the program serves, with one from the published files, and every answer is held against the published
schema. MESSAGE is a file with a message as a dueslag holds it, which is moved to the error queue."""
import pathlib
import sys
import uuid

import requests
import zeep
from lxml import etree
from zeep.plugins import HistoryPlugin

STI = "/sts-bf-soap/StsbeskedfordelerImpl"
VL, BF = "urn:oio:sts:beskedfordeler:vaerdiliste:1.0.0", "urn:oio:sts:beskedfordeler:1.0.0"
V11 = "http://schemas.xmlsoap.org/soap/envelope/"


class Klient:
    def __init__(self, adresse, mappe):
        rod = pathlib.Path(mappe, "sf1461-sf1462-beskedfordeler") if mappe else None
        self.skemaer = {}
        if rod:
            fil = {VL: "VaerdilisteOperationer.xsd", BF: "BeskedfordelerOperationer.xsd"}
            self.skemaer = {ns: etree.XMLSchema(etree.parse(str(rod / "xsd" / f))) for ns, f in fil.items()}
        self.adresse, self.historie, self.kaldt = adresse + STI, HistoryPlugin(), set()
        klient = zeep.Client(str(rod / "wsdl" / "Beskedfordeler.wsdl") if rod else self.adresse + "?wsdl", plugins=[self.historie])
        self.operationer = set(next(iter(klient.wsdl.bindings.values()))._operations)
        self.service = klient.create_service("{urn:dk:kombit:vl:beskedfordeler:wsdl:1.0.0}Beskedfordeler", self.adresse)

    def kald(self, operation, kode=20, **krop):
        self.kaldt.add(operation)
        svar = self.service[operation](**krop)
        fik = getattr(svar, "StandardRetur", svar)
        assert int(fik.StatusKode) == kode, (operation, fik)
        self.hold(self.historie.last_received["envelope"])
        return svar

    def hold(self, konvolut):
        krop = konvolut.find(f"{{{V11}}}Body")[0]
        if skema := self.skemaer.get(etree.QName(krop).namespace):
            skema.assertValid(etree.fromstring(etree.tostring(krop)))

    def raa(self, krop, kode=20):
        konvolut = f"<e:Envelope xmlns:e='{V11}'><e:Body>{krop}</e:Body></e:Envelope>"
        svar = requests.post(self.adresse, konvolut.encode(), headers={"content-type": "text/xml; charset=utf-8"})
        rod = etree.fromstring(svar.content)
        fik = rod.findtext(".//{urn:oio:sagdok:3.0.0}StatusKode")
        assert (svar.status_code, fik) == (200, str(kode)), svar.text
        self.hold(rod)


def attributter(navn, vaerdier, noegle=None):
    virkning = {"AktoerRef": {"UUIDIdentifikator": "00000000-0000-0000-0000-000000000002"}, "AktoerTypeKode": "ItSystem"}
    egenskab = {"BrugervendtNoegleTekst": noegle, "Vaerdiliste": {"Navn": navn, "Vaerdi": vaerdier}, "Virkning": virkning}
    return {"AttributListe": {"Egenskab": [egenskab]}, "TilstandListe": {}, "RelationListe": {}}


def vaerdier(resultat):
    return sorted(resultat.AttributListe.Egenskab[-1].Vaerdiliste.Vaerdi)


def main(adresse, mappe=None, besked=None):
    k = Klient(adresse, mappe)
    noegle = uuid.uuid4().hex
    ny = k.kald("opretvaerdiliste", NoteTekst="ny", **attributter("Borgere", ["0101700001", "0101700002", "0101700002"], noegle)).Vaerdiliste
    u = ny.UUIDIdentifikator
    assert vaerdier(ny.Registrering[0]) == ["0101700001", "0101700002"], ny
    k.kald("tilfoejvaerdier", UUIDIdentifikator=u, Vaerdier=["0101700003", "0101700001"])
    k.kald("fjernvaerdier", UUIDIdentifikator=u, Vaerdier=["0101700002", "9999999999"])
    r = k.kald("laesvaerdiliste", UUIDIdentifikator=u).LaesResultat.Registrering
    assert vaerdier(r) == ["0101700001", "0101700003"] and r.LivscyklusKode == "Rettet", r
    filter = {"TidsstempelDatoTid": "2099-01-01T00:00:00Z"}
    f = k.kald("laesvaerdiliste", UUIDIdentifikator=u, VirkningFraFilter=filter, VirkningTilFilter=filter).LaesResultat.FiltreretOejebliksbillede
    assert f.UUIDIdentifikator == u and vaerdier(f) == ["0101700001", "0101700003"], f
    # a large list in one message, and a small change of it
    store = [f"{n:010}" for n in range(101_000_000, 101_020_000)]
    r = k.kald("retvaerdiliste", UUIDIdentifikator=u, **attributter("Borgere 2", store, noegle)).Registrering
    assert vaerdier(r) == store, len(vaerdier(r))
    k.kald("tilfoejvaerdier", UUIDIdentifikator=u, Vaerdier=["0101700003"])
    k.kald("fjernvaerdier", UUIDIdentifikator=u, Vaerdier=[store[0]])
    assert vaerdier(k.kald("laesvaerdiliste", UUIDIdentifikator=u).LaesResultat.Registrering) == sorted([*store[1:], "0101700003"])
    # a new name leaves the values
    k.kald("retvaerdiliste", UUIDIdentifikator=u, **attributter("Borgere 3", [], noegle))
    andet = str(uuid.uuid4())
    registrering = {"FraTidspunkt": {"TidsstempelDatoTid": "2026-01-01T00:00:00Z"}, "LivscyklusKode": "Importeret"} | attributter("Anden", ["a"])
    r = k.kald("importvaerdiliste", Vaerdiliste={"UUIDIdentifikator": andet, "Registrering": [registrering]}).Registrering
    assert r.LivscyklusKode == "Importeret" and vaerdier(r) == ["a"], r
    alle = k.kald("listvaerdiliste", UUIDIdentifikator=[u, andet, str(uuid.uuid4())]).LaesResultat
    assert [(x.FiltreretOejebliksbillede.UUIDIdentifikator, len(vaerdier(x.FiltreretOejebliksbillede))) for x in alle] == [(u, 20_000), (andet, 1)]
    eksempel = lambda **e: {"SoegAttributListe": {"SoegEgenskab": [e]}, "SoegTilstandListe": {}, "SoegRelationListe": {}}
    fundet = k.kald("soegvaerdiliste", SoegObjekt=eksempel(BrugervendtNoegleTekst=noegle, Vaerdiliste={"Navn": "Borgere 3"}))
    assert fundet.IdListe.UUIDIdentifikator == [u], fundet
    k.kald("soegvaerdiliste", 44, SoegObjekt=eksempel(BrugervendtNoegleTekst="findes ikke"))
    k.kald("soegvaerdiliste", 40, SoegObjekt=eksempel(Vaerdiliste={"Navn": "Borgere 3", "Vaerdi": ["0101700003"]}))
    assert k.kald("passivervaerdiliste", UUIDIdentifikator=andet, NoteTekst="hvil").Registrering.LivscyklusKode == "Passiveret"
    assert k.kald("sletvaerdiliste", UUIDIdentifikator=u).Registrering.LivscyklusKode == "Slettet"
    k.kald("tilfoejvaerdier", 49, UUIDIdentifikator=u, Vaerdier=["0101700003"])
    k.kald("laesvaerdiliste", 44, UUIDIdentifikator=str(uuid.uuid4()))
    krop = pathlib.Path(besked).read_text() if besked else None
    k.kaldt.add("flytbeskedtilfejlkoe")
    flyt = f"<b:FlytBeskedTilFejlkoeInput xmlns:b='{BF}'>%s</b:FlytBeskedTilFejlkoeInput>"
    ukendt = (
        "<k:Haendelsesbesked xmlns:k='urn:oio:besked:kuvert:1.0' xmlns:s='urn:oio:sagdok:3.0.0'><k:BeskedId><s:UUIDIdentifikator>%s</s:UUIDIdentifikator></k:BeskedId>"
        "<k:BeskedVersion>1.0</k:BeskedVersion><k:Beskedkuvert><k:Filtreringsdata><k:Beskedtype><s:UUIDIdentifikator>%s</s:UUIDIdentifikator></k:Beskedtype></k:Filtreringsdata>"
        "<k:Leveranceinformation/></k:Beskedkuvert></k:Haendelsesbesked>"
    )
    k.raa(flyt % ukendt % (uuid.uuid4(), uuid.uuid4()), 44)
    if krop:
        k.raa(flyt % krop)
        k.raa(flyt % krop, 44)
    assert k.kaldt == k.operationer, k.operationer ^ k.kaldt
    print(f"{STI}: {len(k.kaldt)} operations")


main(*sys.argv[1:])
