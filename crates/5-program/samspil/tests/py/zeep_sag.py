"""The story of the published samples over signed SOAP, with zeep as it is (rules C, D; SF1470): a caseworker's system of Korsbæk creates a case for a
citizen, adds a document, closes the case; it is found by the citizen's number, by the team and by KLE; a reader limited to KLE 32 does not see it;
it is changed and removed; and every step is in the log.
usage: zeep_sag.py HTTPS-ADDRESS FOLDER-WITH-KEYSTORES"""
import datetime as dt
import re
import sys
import uuid
import warnings

import requests
import zeep
from sikker import klient, noegler, rest
from sikker.zeep_sikkerhed import Idws

base, mappe = sys.argv[1:3]
fil = lambda navn: f"{mappe}/{navn}"
rod, SDI, CVR = fil("rod.pem"), "http://entityid.kombit.dk/service/sdi/sagdokumentindeks/6", "11111111"
STS = f"{base}/runtime/services/kombittrust/14/certificatemixed"
sts_cert, tjeneste_cert = noegler.laes_cert(fil("sts.pem")), noegler.laes_cert(fil("signering.pem"))
MIG = re.search(r"UUID\s+([0-9a-f-]{36})", open(fil("LAESMIG.txt")).read()).group(1)
SAG, DOK = str(uuid.uuid4()), str(uuid.uuid4())
CPR, TEAM, KLASSE, FACET = "urn:oio:cpr-nr:6101011234", str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
EJER, ANSVARLIG, PART = "9e979b84-b846-4472-8622-58007dc63c7e", "a1263342-d348-44ba-a566-233f37c4cb67", "d839f26a-d4d1-4441-b2d6-3dbbb12a9404"
PRIMAER, HANDLING = "a86c6581-ec85-412d-a655-31a1f1d5b14f", "05ef7011-11a7-4e4c-a46b-3de6aa457fc3"
MASTER, AFSENDER, TYPE = "251c24fd-57b0-4afc-9d73-b063d1957eb3", "1b3c6a6d-e977-4491-9bf8-b41ee6999f39", "c189ba35-de4b-4363-a8b7-67f1456cf56f"
gjort = 0


def ok(hvad, betingelse, vist=""):
    global gjort
    if not betingelse:
        raise SystemExit(f"FAILED: {hvad} {vist}")
    gjort += 1


def zeepklient(noegle):
    n = noegler.laes(fil(noegle), "samspil")
    sik = Idws(n, klient.hent_token(STS, n, SDI, CVR, sts_cert, verify=rod), tjeneste_cert)
    session = requests.Session()
    session.verify, session.trust_env = rod, False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zeep.Client(f"{base}/sagdokumentindeks/6?wsdl", wsse=sik, plugins=[sik], transport=zeep.Transport(session=session))


z, laeser = zeepklient("demosystem.p12"), zeepklient("demolaeser.p12")
SI, DI = "{urn:oio:sts:sagdok:sagindeks:6}", "{urn:oio:sts:sagdok:dokumentindeks:6}"
kald = lambda k, op, **v: k.service[op](_soapheaders={"header": {"TransactionUUID": str(uuid.uuid4())}}, **v).body
tid = lambda t: {"TidsstempelDatoTid": t}
DAG = dt.datetime(2026, 3, 1, tzinfo=dt.timezone.utc)
virkning = lambda fra=DAG, til=None: {"FraTidspunkt": tid(fra), "TilTidspunkt": tid(til) if til else {"GraenseIndikator": True}}
ident = lambda x: {"URNIdentifikator": x} if x.startswith("ur") or x.startswith("UR") else {"UUIDIdentifikator": x}


def udvid(*elementer):
    """LokalUdvidelseListe with published extension elements."""
    return {"_value_1": [zeep.xsd.AnyObject(z.get_element(navn), z.get_element(navn)(**felter)) for navn, felter in elementer]}


def relation(rolle, reference, *udvidelser, indeks=None):
    r = {"Virkning": virkning(), "Rolle": ident(rolle), "Type": ident(TYPE), "ReferenceID": ident(reference)}
    if indeks:
        r["Indeks"] = indeks
    return r | ({"LokalUdvidelseListe": udvid(*udvidelser)} if udvidelser else {})


def sag(titel):
    return {
        "UUIDIdentifikator": SAG,
        "Registrering": [{
            "Tidspunkt": dt.datetime.now(dt.timezone.utc), "LivscyklusKode": "Importeret", "BrugerRef": ident(f"urn:oio:it-system-uuid:{MIG}"),
            "AttributListe": {
                "Egenskaber": [{"Virkning": virkning(), "BrugervendtNoegle": "26-1", "Sagsnummer": "26-1", "Titel": titel}],
                "LokalUdvidelseListe": udvid((SI + "SagIndeksEgenskaber", {"Virkning": virkning(), "Foelsomhed": "FOELSOMME_PERSONOPLYSNINGER"})),
            },
            "TilstandListe": {"Fremdrift": [{"Virkning": virkning(), "FremdriftStatusKode": "Opstaaet"}]},
            "RelationListe": {
                "Sagsaktoer": [
                    relation(EJER, "urn:oio:cvr-nr:11111111", (SI + "SagsaktoerLokalUdvidelse", {"FuldtNavn": "Korsbæk Kommune", "CVR-Nummer": CVR})),
                    relation(ANSVARLIG, TEAM, (SI + "SagsaktoerLokalUdvidelse", {"FuldtNavn": "Team Nord", "CVR-Nummer": CVR})),
                ],
                "Sagsklasse": [
                    relation(PRIMAER, KLASSE, (SI + "SagsklasseLokalUdvidelse", {"BrugervendtNoegle": "27.35.04"})),
                    relation(HANDLING, FACET, (SI + "SagsklasseLokalUdvidelse", {"BrugervendtNoegle": "G01"})),
                ],
                "Sagspart": [relation(PART, CPR, (SI + "SagspartLokalUdvidelse", {"FuldtNavn": "Åse Hansen"}))],
                "LokalUdvidelseListe": udvid(*[
                    (SI + "SagsitsystemRelation", relation(r, MIG) | {"SystemNavn": "Demosystem"}) for r in (MASTER, AFSENDER)]),
            },
        }],
    }


def koder(svar):
    return [int(u.StatusKode) for u in svar.UnikRetur]


TITEL = "Aftale om forebyggende hjemmebesøg"
ALT = {"SagVis": [{"Vis": v} for v in ("egenskaber", "fremdrift", "sagsklasse", "sagspart", "sagsaktoer", "journalpost", "itsystem")],
       "DokumentVis": [{"Vis": v} for v in ("egenskaber", "fremdrift")]}
FILTER = {"_value_1": [{navn: v} for navn, liste in ALT.items() for v in liste]}

# --- the case, then its document, then the case is closed
s = kald(z, "importer", _value_1=[{"SagIndeks": [sag(TITEL)]}])
ok("the case is created", koder(s) == [20], s)
ok("the same again is no change, and no error", koder(kald(z, "importer", _value_1=[{"SagIndeks": [sag(TITEL)]}])) == [20])
dokument = {
    "UUIDIdentifikator": DOK,
    "Registrering": [{
        "Tidspunkt": dt.datetime.now(dt.timezone.utc), "LivscyklusKode": "Importeret",
        "AttributListe": {"Egenskaber": [{
            "Virkning": virkning(), "BrugervendtNoegle": "D-1", "Titel": "Ansøgning", "BrevDato": dt.date(2026, 2, 28), "Dokumentnummer": "D-1",
            "Foelsomhed": "FORTROLIGE_PERSONOPLYSNINGER", "Type": "Brev, indgaaende"}]},
        "TilstandListe": {"Fremdrift": [{"Virkning": virkning(), "FremdriftStatusKode": "Endeligt"}]},
        "RelationListe": {"LokalUdvidelseListe": udvid(*[
            (DI + "DokumentitsystemRelation", relation(r, MIG) | {"SystemNavn": "Demosystem"}) for r in (MASTER, AFSENDER)])},
    }],
}
ok("the document is created", koder(kald(z, "importer", _value_1=[{"DokumentIndeks": [dokument]}])) == [20])


def opdater(**dele):
    return koder(kald(z, "opdater", _value_1=[{"OpdaterSagIndeks": [{"UUIDIdentifikator": SAG, "Tidspunkt": dt.datetime.now(dt.timezone.utc)} | dele]}]))


ok("the document is put on the case", opdater(RelationListe={"Journalpost": [relation(str(uuid.uuid4()), DOK, indeks="1")]}) == [20])
LUK = DAG + dt.timedelta(days=30)
ok("the case is closed", opdater(TilstandListe={"Fremdrift": [
    {"Virkning": virkning(til=LUK), "FremdriftStatusKode": "Opstaaet"}, {"Virkning": virkning(LUK), "FremdriftStatusKode": "Afsluttet"}]}) == [20])


# --- it is found by the citizen's number, by the team, and by KLE; with everything that was said of it
def soeg(k, relationer=None, uuid_=None, filter_=FILTER):
    udtryk = {"_value_1": [{"SoegSag": [{"AttributListe": {}, "TilstandListe": {}, "RelationListe": relationer or {}}]}]}
    v = {"SagUuid": [uuid_]} if uuid_ else {"SoegUdtryk": udtryk}
    s = kald(k, "fremsoeg", Filter=filter_, **v)
    antal = {a.Element: int(a.Antal) for a in s.Antal}
    return antal["sager"], [o for o in s.SagFiltreretOejebliksbillede or []]


SOEGNINGER = {
    "the citizen's number": {"Sagspart": [{"Rolle": ident(PART), "ReferenceID": ident(CPR)}]},
    "the team": {"Sagsaktoer": [{"Rolle": ident(ANSVARLIG), "ReferenceID": ident(TEAM)}]},
    "the class": {"Sagsklasse": [{"Rolle": ident(PRIMAER), "ReferenceID": ident(KLASSE)}]},
    "the KLE number": {"Sagsklasse": [{"LokalUdvidelseListe": udvid((SI + "SagsklasseLokalUdvidelse", {"BrugervendtNoegle": "27.35.04"}))}]},
    "the KLE group": {"Sagsklasse": [{"LokalUdvidelseListe": udvid((SI + "SagsklasseLokalUdvidelse", {"BrugervendtNoegle": "27.35*"}))}]},
}
for hvad, r in SOEGNINGER.items():
    antal, fundet = soeg(z, r)
    ok(f"found by {hvad}", SAG in [o.ObjektType.UUIDIdentifikator for o in fundet] and antal >= 1, (antal, fundet))
antal, [o] = soeg(z, SOEGNINGER["the citizen's number"])
r = o.Registrering[0]
ok("as it was said", r.AttributListe.Egenskaber[0].Titel == TITEL and [f.FremdriftStatusKode for f in r.TilstandListe.Fremdrift] == ["Opstaaet", "Afsluttet"], r)
ok("with the document", r.RelationListe.Journalpost[0].ReferenceID.UUIDIdentifikator == DOK, r)
ok("and its time of arrival", r.StsTidspunkt is not None, r)
d = kald(z, "fremsoeg", DokumentUuid=[DOK], Filter=FILTER)
ok("the document is found", d.DokumentFiltreretOejebliksbillede[0].Registrering[0].AttributListe.Egenskaber[0].Titel == "Ansøgning", d)

# --- a reader within KLE 32 does not see it: not by any search, not by its UUID, not in a number; nor the document, whose case it is
for hvad, rel in SOEGNINGER.items():
    ok(f"hidden: {hvad}", soeg(laeser, rel) == (0, []))
ok("hidden by UUID, as if it were not there", soeg(laeser, uuid_=SAG) == soeg(laeser, uuid_=str(uuid.uuid4())) == (0, []))
s = kald(laeser, "fremsoeg", DokumentUuid=[DOK], Filter=FILTER)
ok("the document of a hidden case is hidden", not s.DokumentFiltreretOejebliksbillede and all(int(a.Antal) == 0 for a in s.Antal), s)
ok("a reader may not write", koder(kald(laeser, "importer", _value_1=[{"SagIndeks": [sag("overtaget")]}])) == [43])

# --- the same by REST: counted by KLE for those who may see it, and nothing for the other
def antal(noegle, **p):
    n = noegler.laes(fil(noegle), "samspil")
    t = rest.Klient(base, n.pem_fil(), rod).jwt(SDI, CVR)
    hoved = {"Authorization": f"Bearer {t['access_token'] if isinstance(t, dict) else t}", "x-TransaktionsId": str(uuid.uuid4()), "x-TransaktionsTid": "2026-01-01T00:00:00Z"}
    s = requests.get(f"{base}/sagdokumentindeks/sagindeks/antal", params=p, headers=hoved, verify=rod)
    ok("counted by KLE", s.status_code == 200, s.text)
    return s.json()


# --- why it was not seen: for the municipality to know, and not for the reader or its vendor, to whom it is not there
def laes(u):
    n = noegler.laes(fil("demolaeser.p12"), "samspil")
    t = rest.Klient(base, n.pem_fil(), rod).jwt(SDI, CVR)
    hoved = {"Authorization": f"Bearer {t['access_token'] if isinstance(t, dict) else t}", "x-TransaktionsId": str(uuid.uuid4()), "x-TransaktionsTid": "2026-01-01T00:00:00Z"}
    s = requests.get(f"{base}/sagdokumentindeks/sagindeks/{u}", headers=hoved, verify=rod)
    ok("hidden is absent", s.status_code == 404, s.text)
    egen = requests.get(f"{base}/adgang/afslag/{s.headers['x-kald-id']}", verify=rod, cert=n.pem_fil())
    svar_ = [(egen.status_code, re.sub(r'[0-9a-f-]{36}|"(mikrosekunder|tidspunkt)":[^,]*', "", egen.text))]
    for hvem in ("leverandoer", "kommune"):
        cert = (fil(f"administrator-{hvem}.pem"), fil(f"administrator-{hvem}.key"))
        svar_.append(requests.get(f"{base}/administration/v1/afslag/{s.headers['x-kald-id']}", verify=rod, cert=cert))
    return svar_[0], svar_[1].status_code, svar_[2].text, s.text


egen, leverandoer, kommunen, tekst = laes(SAG)
ok("the municipality may know", "273504" in kommunen and "dataafgr" in kommunen, kommunen)
ikke = laes(str(uuid.uuid4()))
ok("the reader and its vendor learn as much as of an object that is not there", (egen, leverandoer) == ikke[:2], (egen, leverandoer, ikke))
ok("in the same words", re.sub(r"[0-9a-f-]{36}", "", tekst) == re.sub(r"[0-9a-f-]{36}", "", ikke[3]), (tekst, ikke[3]))

kun = antal("demosystem.p12", klasse="27.35", cifre="6", sagspart=CPR)
ok("one case of that number", kun == {"antal": 1, "klasser": [{"klasse": "27.35.04", "antal": 1}]}, kun)
ok("none for the reader", antal("demolaeser.p12", klasse="27", cifre="2") == {"antal": 0, "klasser": []})
ok("and no group but its own", all(k["klasse"] == "32" for k in antal("demolaeser.p12")["klasser"]))

# --- it is changed and removed
ok("the title is changed", opdater(AttributListe={"Egenskaber": [
    {"Virkning": virkning(LUK), "BrugervendtNoegle": "26-1", "Sagsnummer": "26-1", "Titel": "Nyt navn"}]}) == [20])
_, [o] = soeg(z, SOEGNINGER["the team"])
ok("the change is seen", [e.Titel for e in o.Registrering[0].AttributListe.Egenskaber] == [TITEL, "Nyt navn"], o)
s = kald(z, "fjern", SagUuid=[ident(SAG)])
ok("case and document are removed", set(koder(s)) == {20}, s)
ok("nothing is left", soeg(z, SOEGNINGER["the citizen's number"]) == (0, []))
ok("nor of the document", not kald(z, "fremsoeg", DokumentUuid=[DOK], Filter=FILTER).DokumentFiltreretOejebliksbillede)

# --- every step is in the log, for the municipality
kommune = requests.Session()
kommune.trust_env, kommune.verify, kommune.cert = False, rod, (fil("administrator-kommune.pem"), fil("administrator-kommune.key"))
poster = kommune.get(f"{base}/administration/v1/log?myndighed={CVR}&antal=500").json()["poster"]
om = [p for p in poster if any(o["uuid"] in (SAG, DOK) for o in p.get("objekter", []))]
handlinger = {o["handling"] for p in om for o in p["objekter"] if o["uuid"] == SAG}
ok("the log has every step", len(om) >= 8 and len(handlinger) >= 3, (len(om), handlinger, om[:2]))
skjult = [p for p in poster if (p.get("afslag") or {}).get("mangler") == "dataafgrænsning"]
ok("and why the reader did not see it", skjult and "273504" in str(skjult[0]["afslag"]), poster[:2])
print(f"{gjort} checks")
