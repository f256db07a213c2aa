"""SF2900 Fordelingskomponenten: a journal note, a document and a form go from one system to another by rule, and their receipts come back.
usage: zeep_fordeling.py ADDRESS FOLDER OF PUBLISHED CONTRACTS

Sender and receiver are zeep clients from the published WSDL, and small servers for the component's own calls; whatever the component sends or answers is held
against the published schemas."""
import base64
import http.server
import pathlib
import queue
import sys
import threading
import time
import uuid

import requests
import zeep
from lxml import etree
from zeep.plugins import HistoryPlugin

ADRESSE, KONTRAKTER = sys.argv[1], pathlib.Path(sys.argv[2]) / "sf2900-fordelingskomponent"
MIG, ANDEN = "11111111", "22222222"
V11 = "http://schemas.xmlsoap.org/soap/envelope/"
T2 = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types"
T3 = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/types"
SENDER, FAG = str(uuid.uuid4()), str(uuid.uuid4())
SKEMA = etree.XMLSchema(etree.parse(str(KONTRAKTER / "DistributionServiceMsg.xsd")))
VIRKNING = {"from": "2020-01-01T00:00:00+01:00", "to": "infinity"}


def i_kroppen(konvolut):
    """The body's element, which the published schema must accept."""
    krop = konvolut.find(f"{{{V11}}}Body")[0]
    if krop.tag != f"{{{V11}}}Fault":
        SKEMA.assertValid(krop)
    return krop


class Part(http.server.BaseHTTPRequestHandler):
    """A party's own service: what it gets is put into a queue, and `svar` makes the answer."""

    def do_POST(self):
        assert self.headers["soapaction"] == '""' and self.headers["content-type"].startswith("text/xml"), self.headers
        krop = i_kroppen(etree.fromstring(self.rfile.read(int(self.headers["content-length"]))))
        self.server.faaet.put(krop)
        status, svar = self.server.svar(krop)
        data = f'<s:Envelope xmlns:s="{V11}"><s:Body>{svar}</s:Body></s:Envelope>'.encode()
        self.send_response(status)
        self.send_header("content-type", "text/xml; charset=utf-8")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def part(svar):
    s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Part)
    s.faaet, s.svar = queue.Queue(), svar
    threading.Thread(target=s.serve_forever, daemon=True).start()
    s.adresse = f"http://127.0.0.1:{s.server_port}/sf2900"
    return s


def modtaget(_):
    return 200, (
        f'<m:FordelingsobjektModtagResponse xmlns:m="{T2}"><m:ForretningsKvittering><m:ForretningsValideringsKode>MODTAGET'
        "</m:ForretningsValideringsKode><m:Kvitteringstype>Teknisk</m:Kvitteringstype></m:ForretningsKvittering></m:FordelingsobjektModtagResponse>"
    )


def kvitteret(_):
    return 200, f'<a:FordelingskvitteringModtagAnvenderResponse xmlns:a="{T2}"/>'


def rest(metode, sti, krop=None, myndighed=MIG):
    return requests.request(metode, ADRESSE + sti, json=krop, headers={"X-Myndighed-CVR": myndighed}, timeout=60)


def opret(sti, egenskaber, relationer=None, myndighed=MIG):
    svar = rest(
        "POST",
        f"/fordeling/{sti}",
        {
            "note": "test",
            "attributter": {f"{sti}egenskaber": [{**egenskaber, "virkning": VIRKNING}]},
            "tilstande": {f"{sti}gyldighed": [{"gyldighed": "Aktiv", "virkning": VIRKNING}]},
            "relationer": {n: [{"uuid": u, "virkning": VIRKNING}] for n, u in (relationer or {}).items()},
        },
        myndighed,
    )
    assert svar.status_code == 201, svar.text
    return svar.json()["uuid"]


historik = HistoryPlugin()
klient = zeep.Client(str(KONTRAKTER / "wsdl/context/DistributionService.wsdl"), plugins=[historik])
klient.transport.session.headers["X-Myndighed-CVR"] = MIG
tjeneste = klient.create_service(
    "{http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/port}DistributionServiceBinding", f"{ADRESSE}/service/SP/Distribution/3"
)
AUTORITET = {"AuthorityContext": {"MunicipalityCVR": MIG}}


def kald(operation, **krop):
    svar = tjeneste[operation](**AUTORITET, **krop)
    i_kroppen(historik.last_received["envelope"])
    return svar


def kontekst(emne="32.24.04", facet="K02", **mere):
    return {
        "AnvenderTransaktionsID": str(uuid.uuid4()),
        "AfsendendeMyndighed": MIG,
        "RoutingMyndighed": MIG,
        "RoutingValg": {"RoutingKLEEmneHandling": {"RoutingKLEEmne": emne, "RoutingHandlingFacet": facet}},
        **mere,
    }


AKTOER = {"Aktoer": {"UUID": SENDER}, "AktoerType": "ItSystem"}


def notat(tekst="Borgeren ringede <og> spurgte & takkede."):
    post = {
        "ID": str(uuid.uuid4()),
        "KLEEmneForslag": "32.24.04",
        "PartAngivelse": {"ObjektType": "Person", "ReferenceID": {"URN": "urn:oio:cpr-nr:0101010001"}},
        "Registrering": {
            "FraTidsPunkt": "2026-01-01T10:00:00+01:00",
            "LivscyklusKode": "Oprettet",
            "RegistreringItSystem": {"UUID": SENDER},
            "RelationListe": {"JournalPost": [{"Virkning": AKTOER, "Rolle": "Journalpost", "Indeks": "1", "JournalnotatAttributter": {"Notat": tekst}}]},
        },
    }
    return {"ObjektType": "JOURNALPOST", "ObjektIndhold": {"DistributionJournalPost": post}}


def dokument():
    variant = {"Virkning": AKTOER, "Rolle": "Variant", "Indeks": "1", "VariantAttributter": {"VariantType": "PDF"}, "DelAttributter": {"DelTekst": "1", "Location": "brev.pdf"}}
    attributter = {
        "BrugervendtNoegleTekst": "1", "TitelTekst": "Brev", "BeskrivelseTekst": "Et brev", "Dokumenttype": "Brev", "Retning": "Indgaaende",
        "Brevdato": "2026-01-01", "Virkning": AKTOER,
    }
    registrering = {
        "FraTidsPunkt": "2026-01-01T10:00:00+01:00",
        "LivscyklusKode": "Oprettet",
        "RegistreringItSystem": {"UUID": SENDER},
        "RelationListe": {"VariantListe": {"Variant": [variant]}},
        "TilstandsListe": [{"Tilstand": [{"Fremdrift": "Modtaget", "Virkning": AKTOER}]}],
        "AttributListe": {"Attributter": [attributter]},
    }
    return {"ObjektType": "DOKUMENT", "ObjektIndhold": {"DistributionDokument": {"ID": str(uuid.uuid4()), "KLEEmneForslag": "32.24.04", "Registrering": registrering}}}


def formular():
    f = klient.get_type(f"{{{T2}}}FormularXMLType")(etree.fromstring("<x:SP241 xmlns:x='urn:x' a='1'>æ &amp; ø</x:SP241>"))
    meddelelse = {"FormularType": "SP241", "Formular": {"TitelTekst": "Ansøgning", "FormatNavn": "pdf", "FormularIndhold": b"%PDF", "FormularXML": f}}
    return {"ObjektType": "FORMULAR", "ObjektIndhold": {"DistributionFormular": {"ID": str(uuid.uuid4()), "KLEEmneForslag": "32.24.04", "Meddelelse": meddelelse}}}


def find(k, navn):
    return [e.text for e in k.iter(f"{{{T2}}}{navn}", f"{{{T3}}}{navn}")]


def fault(kode, operation, **krop):
    try:
        tjeneste[operation](**AUTORITET, **krop)
    except zeep.exceptions.Fault as f:
        kvittering = f.detail[0]
        SKEMA.assertValid(etree.fromstring(etree.tostring(kvittering)))
        assert kvittering.tag == f"{{{T3}}}TransportKvittering" and find(kvittering, "TransportValideringsKode") == ["FEJL"]
        assert find(kvittering, "FejlKode") == [kode], etree.tostring(kvittering)
        return
    raise AssertionError(f"no fault {kode}")


def se(id_):
    svar = rest("GET", f"/fordeling/overdragelser/{id_}")
    assert svar.status_code == 200, svar.text
    return svar.json()


# The parties and their rule.
modtager, anvender = part(modtaget), part(kvitteret)
daarlig = rest("POST", "/fordeling/fordelingsregel", {"note": "x", "attributter": {"fordelingsregelegenskaber": [{"kle": "32.2*", "virkning": VIRKNING}]}, "tilstande": {"fordelingsregelgyldighed": [{"gyldighed": "Aktiv", "virkning": VIRKNING}]}, "relationer": {}})
assert daarlig.status_code == 400 and "F-3" in daarlig.text, daarlig.text
sendersystem = opret("fordelingssystem", {"navn": "SAPA", "kvitteringsadresse": anvender.adresse}, {"system": SENDER})
fagsystem = opret("fordelingssystem", {"navn": "Fagsystemet", "modtageradresse": modtager.adresse}, {"system": FAG})
regel = opret("fordelingsregel", {"navn": "Sygedagpenge", "kle": "32.24.04"}, {"modtagersystem": FAG})

# FK-01: who would receive this?
hvem = rest("GET", "/fordeling/hvem?kle=32.24.04&facet=K02").json()
assert hvem["modtager"]["system"] == FAG and hvem["modtager"]["regel"] == regel, hvem
assert rest("GET", "/fordeling/hvem?kle=27.00.00").json()["hvorfor"]["kode"] == "SAM-2503"
overlap = rest("GET", f"/fordeling/overlap?kle=32.24.04&modtagersystem={SENDER}").json()
assert overlap["konflikt"] and overlap["overlap"][0]["regel"]["uuid"] == regel, overlap
assert rest("GET", "/fordeling/konflikter").json() == {"konflikter": []}
assert rest("GET", "/fordeling/hvem?kle=x").status_code == 400 and rest("GET", "/fordeling/hvem?hest=1").status_code == 400
liste = kald("FordelingsmodtagerList", Routing={"AfsendendeMyndighed": MIG, "RoutingMyndighed": MIG, "RoutingKLEEmne": "32.24.04"})
assert [(s.SystemUUID, s.SystemNavn, s.SystemMyndighed) for s in liste] == [(FAG, "Fagsystemet", MIG)], liste
kan = kald("FordelingsmodtagerValider", AfsendendeMyndighed=MIG, RoutingListe={"Routing": [{"RoutingMyndighed": MIG, "RoutingModtagerAktoer": u} for u in (FAG, SENDER)]})
assert [r.KanModtage for r in kan] == [True, False], kan

# F-7: there, and back again.
for objekt, mere in ((notat(), {}), (dokument(), {"DokumentFilNavn": "brev.pdf"}), (formular(), {})):
    k = kontekst(**mere)
    # A form does not say which system has sent it, and in the open mode nobody else does: its receipts are asked for.
    har_afsender = objekt["ObjektType"] != "FORMULAR"
    anmodning = {"DistributionContext": k, "DistributionObject": objekt}
    svar = kald("FordelingsobjektAfsend", anmodning=anmodning)
    assert (svar.ForretningsKvittering.ForretningsValideringsKode, svar.ForretningsKvittering.Kvitteringstype) == ("MODTAGET", "Teknisk"), svar
    id_ = svar.DistributionContext.DistributionTransktionsID
    igen = kald("FordelingsobjektAfsend", anmodning=anmodning)
    assert igen.DistributionContext.DistributionTransktionsID == id_, "sent again is recognised"
    faaet = modtager.faaet.get(timeout=30)
    assert faaet.tag == f"{{{T2}}}FordelingsobjektModtagRequest" and find(faaet, "DistributionTransktionsID") == [id_]
    assert find(faaet, "AnvenderTransaktionsID") == [k["AnvenderTransaktionsID"]] and find(faaet, "ObjektType")[0] == objekt["ObjektType"]
    if objekt["ObjektType"] == "JOURNALPOST":
        assert find(faaet, "Notat") == ["Borgeren ringede <og> spurgte & takkede."]
    if objekt["ObjektType"] == "FORMULAR":
        assert faaet.find(".//{urn:x}SP241").text == "æ & ø" and base64.b64decode(find(faaet, "FormularIndhold")[0]) == b"%PDF"
    if har_afsender:
        teknisk = anvender.faaet.get(timeout=30)
        assert find(teknisk, "ForretningsValideringsKode") == ["MODTAGET"] and find(teknisk, "Kvitteringstype") == ["Teknisk"]
    assert any(o["uuid"] == id_ for o in rest("GET", "/fordeling/overdragelser").json()["overdragelser"])
    assert se(id_)["tilstand"] == "Afleveret" and se(id_)["ansvarlig"] == MIG
    kode = "AFVIST" if objekt["ObjektType"] == "DOKUMENT" else "ACCEPTERET"
    kvittering = {"ForretningsValideringsKode": kode, "Kvitteringstype": "Forretning", "Begrundelse": "journaliseret"}
    modtagerkontekst = {**k, "DistributionTransktionsID": id_}
    for _ in range(2):
        kald("FordelingskvitteringModtag", Forretningskvittering=kvittering, DistributionContext=modtagerkontekst)
    if har_afsender:
        forretning = anvender.faaet.get(timeout=30)
        assert find(forretning, "ForretningsValideringsKode") == [kode] and find(forretning, "Begrundelse") == ["journaliseret"]
        assert find(forretning, "DistributionTransktionsID") == [id_] and find(forretning, "AnvenderTransaktionsID") == [k["AnvenderTransaktionsID"]]
    o = se(id_)
    assert o["tilstand"] == kode.capitalize() and o["endelig"], o
    fault("SAM-2507", "FordelingskvitteringModtag", Forretningskvittering={**kvittering, "ForretningsValideringsKode": "FEJLET"}, DistributionContext=modtagerkontekst)
    if har_afsender:
        fault("SAM-2502", "FordelingsobjektAfsend", anmodning={"DistributionContext": k, "DistributionObject": notat("noget andet")})
time.sleep(0.3)
assert anvender.faaet.empty() and modtager.faaet.empty(), "nothing comes twice"

# F-5: nobody can receive it. FK-04: another authority has not agreed.
for k, sam in ((kontekst("27.00.00"), "SAM-2503"), (kontekst(RoutingMyndighed=ANDEN), "SAM-2503"), ({**kontekst(), "RoutingValg": {"RoutingModtagerAktoer": SENDER}}, "SAM-2506")):
    svar = kald("FordelingsobjektAfsend", anmodning={"DistributionContext": k, "DistributionObject": notat()})
    fejl = svar.ForretningsKvittering.FejlListe.Fejl
    assert svar.ForretningsKvittering.ForretningsValideringsKode == "AFVIST" and [f.FejlKode for f in fejl] == [sam], svar
    assert svar.DistributionContext.DistributionTransktionsID is None
fault("SAM-2501", "FordelingsobjektAfsend", anmodning={"DistributionContext": kontekst(AfsendendeMyndighed=ANDEN), "DistributionObject": notat()})
fault("SAM-1007", "FordelingsobjektAfsend", anmodning={"DistributionContext": kontekst(), "DistributionObject": dokument()})
fault("SAM-1301", "FordelingskvitteringModtag", Forretningskvittering={"ForretningsValideringsKode": "ACCEPTERET", "Kvitteringstype": "Forretning"}, DistributionContext=kontekst())
assert rest("GET", f"/fordeling/overdragelser/{id_}", myndighed=ANDEN).status_code == 404, "others do not learn of it"

# A receiver that is down, and one that answers with a fault: again, until it is there.
svar_nu = iter([(503, "nede"), (500, "<s:Fault><faultcode>s:Server</faultcode><faultstring>i stykker</faultstring></s:Fault>")])
modtager.svar = lambda krop: next(svar_nu, None) or modtaget(krop)
svar = kald("FordelingsobjektAfsend", anmodning={"DistributionContext": kontekst(), "DistributionObject": notat()})
id_ = svar.DistributionContext.DistributionTransktionsID
frist = time.time() + 60
while se(id_)["tilstand"] == "Modtaget" and time.time() < frist:
    time.sleep(0.1)
o = se(id_)
assert o["tilstand"] == "Afleveret" and o["levering"]["forsoeg"] == 2, o
print("ok")
