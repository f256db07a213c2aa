"""eIndkomst from its published WSDL by zeep; DUPLA, Feriekonto and Sygesikring by requests; every answer is held against its published schema, or against the document that the service shows.
usage: skat.py ADDRESS FOLDER-OF-PUBLISHED-CONTRACTS KEYSTORES|- PERSONNUMMER... OLD=NEW

The numbers are persons of the population. KEYSTORES is the folder of a demo with security on; with - the program is in the open mode, where everybody is believed."""
import json
import pathlib
import re
import shutil
import sys
import tempfile
import urllib.parse
import uuid

import jsonschema
import requests
import zeep
from lxml import etree
from zeep.cache import InMemoryCache
from zeep.plugins import HistoryPlugin
from zeep.transports import Transport

from sikker import klient, noegler, wss
from sikker.zeep_sikkerhed import Idws

ADRESSE, KONTRAKTER, NOEGLER, (*NUMRE, SKIFT) = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
V11, CVR = "{http://schemas.xmlsoap.org/soap/envelope/}", "11111111"
GAMMEL, NY = SKIFT.split("=")
SIKKER = NOEGLER != "-"
fil = lambda navn: f"{NOEGLER}/{navn}"
gjort = 0


def ok(hvad, betingelse, vist=""):
    global gjort
    if not betingelse:
        raise SystemExit(f"FAILED: {hvad} {vist}")
    gjort += 1


def session(cert=None):
    s = requests.Session()
    s.trust_env = False
    if SIKKER:
        s.verify, s.cert = fil("rod.pem"), cert
    return s


n = noegler.laes(fil("demosystem.p12"), "samspil") if SIKKER else None
CERT = (fil("demosystem.pem"), fil("demosystem.key"))


def et_skema_pr_navnerum(mappe):
    """libxml2 reads the first file of a namespace and leaves the others out: each namespace gets one that includes them all, and everybody imports that."""
    filer = list(mappe.rglob("*.xsd"))
    attribut = lambda t, navn: (re.search(f'\\b{navn}="([^"]*)"', t) or [None, None])[1]
    navnerum = {}
    for f in filer:
        navnerum.setdefault(attribut(f.read_text("utf-8-sig"), "targetNamespace"), []).append(f)
    samlet = {ns: mappe / f"samlet{i}.xsd" for i, ns in enumerate(navnerum)}
    for ns, alle in navnerum.items():
        dele = "".join(f"<xs:include schemaLocation='{f}'/>" for f in alle)
        samlet[ns].write_text(f"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='{ns}' elementFormDefault='qualified'>{dele}</xs:schema>")

    def ny(m):
        ns, sted = attribut(m[1], "namespace"), attribut(m[1], "schemaLocation")
        return f"import {m[1].replace(sted, str(samlet[ns])) if ns in samlet and sted else m[1]}>"

    for f in filer:
        f.write_text(re.sub(r"import ([^>]*)>", ny, f.read_text("utf-8-sig")), "utf-8")


def eindkomst():
    entityid = "http://entityid.kombit.dk/service/sp/skatforwardeindkomstservice/4"
    with tempfile.TemporaryDirectory() as t:
        m = pathlib.Path(t) / "sf0770a"
        shutil.copytree(KONTRAKTER / "sf0770a-eindkomst", m)
        et_skema_pr_navnerum(m)
        skema = etree.XMLSchema(etree.parse(str(m / "common/service/SKATForwardEIndkomstServiceInterface.xsd")))
    sik, historie = None, HistoryPlugin()
    if SIKKER:
        token = klient.hent_token(f"{ADRESSE}/runtime/services/kombittrust/14/certificatemixed", n, entityid, CVR, noegler.laes_cert(fil("sts.pem")), verify=fil("rod.pem"))
        sik = Idws(n, token, noegler.laes_cert(fil("signering.pem")), stil=wss.SP_TOKEN)
    wsdl = KONTRAKTER / "sf0770a-eindkomst/wsdl/SKATForwardEIndkomstServiceService.wsdl"
    z = zeep.Client(str(wsdl), wsse=sik, plugins=[*([sik] if sik else []), historie], transport=Transport(session=session(), cache=InMemoryCache()))
    service = z.create_service("{http://www.kombit.dk/2017/01/01/}SKATForwardEIndkomstServiceServiceBinding", f"{ADRESSE}/service/SKAT/EIndkomst/4")

    def hent(valg):
        svar = service.SF0770_A_IndkomstoplysningerLaes_IndkomstoplysningerLaes(
            HovedOplysninger={"TransaktionsId": str(uuid.uuid4()), "TransaktionsTid": "2026-03-02T10:00:00Z", "OnBehalfOfUser": "sagsbehandler 7", "AccountingInfo": "konto 42"},
            IndkomstOplysningPersonInddata={
                "AbonnentAdgangStruktur": {"AbonnentTypeKode": 3, "AbonnementTypeKode": 3154, "AdgangFormaalTypeKode": 154},
                "AbonnentStruktur": {"AbonnentVirksomhedStruktur": {"AbonnentVirksomhed": {"VirksomhedSENummerIdentifikator": CVR}}},
                "IndkomstOplysningValg": valg,
            })
        skema.assertValid(historie.last_received["envelope"].find(V11 + "Body")[0])
        advis = [r.Advis.AdvisId for r in svar.HovedOplysningerSvar.SvarReaktion if r.Advis]
        ok("what is made up says so", advis and advis[0] == "SAM-2608", svar)
        return svar.IndkomstPersonUddata, advis

    def en(nummer):
        return {"PersonCivilRegistrationIdentifier": nummer, "SoegeAarMaanedLukketStruktur": {"SoegeAarMaanedFraKode": 202401, "SoegeAarMaanedTilKode": 202412}}

    fundet = {}
    for nummer in NUMRE + [GAMMEL, NY, "0101010101"]:
        uddata, advis = hent({"IndkomstPersonSamling": {"PersonIndkomstSoegeStruktur": [en(nummer)]}})
        ok("either incomes or a notice", (uddata is None) == (len([a for a in advis if "SAM-2609" not in str(a)]) == 2), (nummer, advis))
        fundet[nummer] = uddata and uddata.IndkomstOplysningPersonSamling.IndkomstOplysningPersonStruktur[0]
    ok("a number that is nobody's", fundet.pop("0101010101") is None)
    ok("an old number leads to the one of now, with the same incomes",
       fundet[NY] is not None and fundet[GAMMEL].PersonCivilRegistrationIdentifier == NY and str(fundet[GAMMEL]) == str(fundet[NY]), fundet[GAMMEL])
    hent({"IndkomstForVirksomhedSamling": {"VirksomhedIndkomstSoegeStruktur": [{
        "IndberetningForVirksomhedStruktur": {"IndberetningForVirksomhed": {"VirksomhedSENummerIdentifikator": "98000001"}},
        "SoegeAarMaanedLukketStruktur": {"SoegeAarMaanedFraKode": 202401, "SoegeAarMaanedTilKode": 202412}}]}})
    if SIKKER:
        uden = zeep.Client(str(wsdl), transport=Transport(session=session(), cache=InMemoryCache()))
        try:
            uden.create_service("{http://www.kombit.dk/2017/01/01/}SKATForwardEIndkomstServiceServiceBinding", f"{ADRESSE}/service/SKAT/EIndkomst/4") \
                .SF0770_A_IndkomstoplysningerLaes_IndkomstoplysningerLaes(HovedOplysninger={"TransaktionsId": "1", "TransaktionsTid": "2026-03-02T10:00:00Z"}, IndkomstOplysningPersonInddata={
                    "AbonnentAdgangStruktur": {"AbonnentTypeKode": 3, "AbonnementTypeKode": 3154, "AdgangFormaalTypeKode": 154},
                    "AbonnentStruktur": {"AbonnentVirksomhedStruktur": {"AbonnentVirksomhed": {"VirksomhedSENummerIdentifikator": CVR}}},
                    "IndkomstOplysningValg": {"IndkomstPersonSamling": {"PersonIndkomstSoegeStruktur": [en(NY)]}}})
            ok("a call without security is refused", False)
        except (zeep.exceptions.Fault, zeep.exceptions.Error) as f:
            ok("a call without security is refused", "Security model for the called operation was not provided" in str(f), f)
    return fundet[NY]


def uden_sidste_komma(t):
    """The published documents have commas before closing brackets."""
    dele = re.split(r'("(?:[^"\\]|\\.)*")', t)
    uden = "".join(d if d.startswith('"') else d.replace(",", "\x01") for d in dele)
    return re.sub(r"(?:\x01\s*)+([}\]])", r"\1", uden).replace("\x01", ",")


def skema(navn, svar):
    dokument = json.loads(uden_sidste_komma((KONTRAKTER / "sf0787-dupla" / navn).read_text("utf-8-sig")))
    return jsonschema.Draft4Validator({"$ref": f"#/components/schemas/{svar}", "components": dokument["components"]})


def token(entityid):
    r = session(CERT).post(f"{ADRESSE}/runtime/api/rest/oauth/v1/issue",
                           data={"client_id": entityid, "grant_type": "client_credentials", "scope": f"entityid:{entityid},anvenderkontekst:{CVR}"})
    ok(f"a token for {entityid}", r.status_code == 200, r.text)
    return r.json()["access_token"]


class Rest:
    """A REST service, with a token of its own."""

    def __init__(self, entityid, rod):
        self.s, self.rod = session(CERT), ADRESSE + urllib.parse.quote(rod)
        self.hoveder = {"x-TransaktionsId": str(uuid.uuid4()), "x-TransaktionsTid": "2026-03-02T10:00:00+01:00", "ufst-adgangsgrundlag": "urn:ufst:adgangsgrundlag:aftale:en-aftale"}
        if SIKKER:
            r = session().get(f"{self.rod}/x")
            ok("without a token nothing is answered", r.status_code == 401, r.text)
            self.hoveder["Authorization"] = f"Bearer {token(entityid)}"

    def get(self, navn, status=200, **parametre):
        r = self.s.get(f"{self.rod}/{urllib.parse.quote(navn)}", params=parametre, headers=self.hoveder)
        ok(f"{navn} answers {status}", r.status_code == status, r.text)
        ok("the source stands in the header", status != 200 or r.headers.get("Samspil-Kilde") == "simulator", r.headers)
        return r.json()


def rest(fra_eindkomst):
    aars = Rest("http://entityid.kombit.dk/service/sp/dupla/1", "/service/DUPLA_1")
    v = aars.get("Årsopgørelse", PersonCPRNummer=NUMRE + [GAMMEL, NY], IndkomstÅr=[2023, 2024])
    skema("DUPLA_ÅrsopgørelseHent.json", "aarsopgoerelse_response").validate(v)
    person = [p["attributes"] for p in v["AarsopgoerelseHentResponseListe"] if p["attributes"]["PersonCPRNummer"] == NY]
    ok("who has two numbers is one person", len(person) == 1, v)
    aar = next(a for a in person[0]["ÅrsopgørelseListe"] if a["IndkomstÅr"] == 2024)
    felter = [f for o in fra_eindkomst.IndkomstOplysningSamling.IndberetningPligtigVirksomhed for p in o.IndkomstLoenPeriodeSamling.LoenPeriodeOplysningStruktur
              for b1 in p.AngivelseBlanketIndholdStruktur.AngivelseOplysningSamling.AngivelseNiveau1 for b2 in b1.UnderAngivelseSamling.AngivelseNiveau2
              for b3 in b2.UnderAngivelseSamling.AngivelseNiveau3 for f in b3.AngivelseFeltSamling.AngivelseFeltIndholdStruktur]
    sum_af = lambda nr: sum(float(f.AngivelseFeltIndholdTekst) for f in felter if f.BlanketFeltEnhedStruktur.BlanketFeltNummerIdentifikator == 10**17 + nr)
    ok("the assessment is the sum of what payers reported", aar["PersonligIndkomst"]["PersonligIndkomstTotal"] - aar.get("SelvstændigVirksomhed", {}).get("SelvstændigVirksomhedOverskud", 0)
       == sum_af(57) + sum_af(58) + sum_af(71) - sum_af(60), aar)
    aars.get("Årsopgørelse", 400, IndkomstÅr=2024)

    v = Rest("http://entityid.kombit.dk/service/sp/duplaforskudsopgoerelser/1", "/service/DUPLAForskudsopgørelser_1").get("Forskudsopgørelse", PersonCPRNummer=NUMRE + [NY], IndkomstÅr=2024)
    skema("DUPLA_Forskudsopgørelser.json", "ForskudsopgoerelseHent_response").validate(v)
    ok("a preliminary assessment", any(d["attributes"]["PersonCPRNummer"] == NY for d in v["data"]), v)

    kontrol = Rest("http://entityid.kombit.dk/service/sp/duplakontroloplysninger/1", "/service/DUPLAKontroloplysninger_1")
    v = kontrol.get("personkontroloplysninger", PersonCPRNummer=NUMRE + [NY], KontrolOplysningRapportIndkomstÅr=2024)
    skema("DUPLA_Kontroloplysninger.json", "PersonkontroloplysningerHent_response").validate(v)
    ok("control reports of a person", any(d["attributes"]["PersonCPRNummer"] == NY for d in v["data"]), v)
    v = kontrol.get("virksomhedskontroloplysninger", VirksomhedSENummer=["98000001", "98000010"], KontrolOplysningRapportIndkomstÅr=2024)
    skema("DUPLA_Kontroloplysninger.json", "VirksomhedskontroloplysningerHent_response").validate(v)
    ok("and of companies", len(v["data"]) == 2, v)

    for rod, navn in (("/feriekonto/v1", "ferie"), ("/sygesikring/v1", "sikring")):
        dokument = session().get(f"{ADRESSE}{rod}/openapi.json").json()
        ok("whose contract it is stands first", dokument["info"]["description"].startswith("No contract of "), dokument["info"])
        t = Rest(f"http://samspil.dk/service/{rod.split('/')[1]}/1", rod)
        for nummer in NUMRE + [GAMMEL, NY]:
            v = t.get(navn, cpr=nummer)
            ok("it says that it is made up", v["simuleret"] is True and v["cpr"] != GAMMEL, v)
        t.get(navn, 404, cpr="0101010101")


def loggen():
    """What was counted, and that the persons stand in the log."""
    kommune = requests.Session()
    kommune.verify, kommune.trust_env, kommune.cert = fil("rod.pem"), False, (fil("administrator-kommune.pem"), fil("administrator-kommune.key"))
    brugt = kommune.get(f"{ADRESSE}/administration/v1/forbrug").json()["resultater"]
    tjenester = {b["tjeneste"].rsplit("/", 2)[1] for b in brugt if b["kilde"] == "simulator"}
    ok("every service is counted", {"skatforwardeindkomstservice", "dupla", "duplaforskudsopgoerelser", "duplakontroloplysninger", "feriekonto", "sygesikring"} <= tjenester, brugt)
    r = kommune.post(f"{ADRESSE}/administration/v1/log/person", json={"person": NY, "myndighed": CVR})
    ok("a search in the log by person", r.status_code == 200, r.text)
    poster = r.json()["poster"]
    navne = {p["tjeneste"].rsplit("/", 2)[1] for p in poster if p["tjeneste"] and p["tjeneste"].startswith("http")}
    ok("who was asked for stands in the log, under the number of now too", {"skatforwardeindkomstservice", "dupla", "sygesikring"} <= navne, navne)
    ok("with user and what it is charged to", any(p["bruger"] == "sagsbehandler 7" and p["regning"] == "konto 42" for p in poster), poster[:3])


rest(eindkomst())
if SIKKER:
    loggen()
print(f"{gjort} checks")
