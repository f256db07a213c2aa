"""What OS2sync and KOMBIT's .NET samples do on the wire, where .NET is missing: a unit's and an employee's life, then the whole hierarchy.

As .NET's serialiser writes it: times with seven decimals, MinValue and MaxValue, the first alternative of a choice where the program forgot to
choose (K-1, K-2), addresses with a slash at the end (K-15), a signed SOAP 1.2 message for each call, three quick tries. The answers are read as the
generated classes do: what they dereference without asking must be there (K-3).
usage: dotnet_os2sync.py HTTPS-ADDRESS FOLDER-WITH-KEYSTORES"""
import datetime as dt
import sys
import uuid

import requests
from lxml import etree
from sikker import klient, noegler, svar, wss
from sikker.navne import S11

base, mappe = sys.argv[1:3]
fil = lambda navn: f"{mappe}/{navn}"
rod, n = fil("rod.pem"), noegler.laes(fil("demosystem.p12"), "samspil")
sts_cert, tjeneste_cert = noegler.laes_cert(fil("sts.pem")), noegler.laes_cert(fil("signering.pem"))
ORG, CVR = "http://stoettesystemerne.dk/service/organisation/3", "11111111"
SD, FAELLES, STS6 = "urn:oio:sagdok:3.0.0", "http://stoettesystemerne.dk/organisation/6/", "urn:oio:sts:6"
nsmap = {"sd": SD, "g": FAELLES}
kaldt, session = 0, requests.Session()

# K-10: a token is kept for its life; OS2sync asks for 120 minutes
token = klient.hent_token(f"{base}/runtime/services/kombittrust/14/certificatemixed", n, ORG, CVR, sts_cert, verify=rod, stil=wss.DOTNET, token_levetid=7200)


def ok(hvad, betingelse, vist=""):
    if not betingelse:
        raise SystemExit(f"FAILED: {hvad} {vist}")


def net(t):
    """As XmlConvert writes a DateTime."""
    return t.strftime("%Y-%m-%dT%H:%M:%S.%f") + "3" + "+00:00"


NU = dt.datetime.now(dt.timezone.utc)
MIDNAT = NU.replace(hour=0, minute=0, second=0, microsecond=0)
FEM_MIN_SIDEN = net(NU - dt.timedelta(minutes=5))
MINVALUE, MAXVALUE = "0001-01-01T00:00:00", "9999-12-31T23:59:59.9999999"


def kald(tjeneste, element, operation, indhold, soap="http://www.w3.org/2003/05/soap-envelope"):
    """One call: the body's element, or a fault raised. A closed port is tried three times without a pause, and then everything is lost."""
    global kaldt
    ns = f"http://stoettesystemerne.dk/organisation/{tjeneste}/6/"
    tekst = f'<x:{element} xmlns:x="{ns}" xmlns:sd="{SD}" xmlns:g="{FAELLES}" xmlns:sts="{STS6}">{indhold}</x:{element}>'
    hoved = etree.fromstring(f'<h:RequestHeader xmlns:h="http://kombit.dk/xml/schemas/RequestHeader/1/"><h:TransactionUUID>{uuid.uuid4()}</h:TransactionUUID></h:RequestHeader>')
    url = f"{base}/organisation/{tjeneste}/6/"
    for forsoeg in range(3):
        try:
            s = klient.kald(url, n, token, etree.fromstring(tekst), action=f"http://kombit.dk/sts/organisation/{tjeneste}/{operation}", soap=soap,
                            tjeneste_cert=tjeneste_cert, verify=rod, session=session, stil=wss.DOTNET, hoveder=[hoved])
            kaldt += 1
            return s.krop
        except requests.exceptions.ConnectionError:
            if forsoeg == 2:
                raise


alle = lambda e, navn: e.findall(".//{*}" + navn)
kode = lambda e: int(alle(e, "StatusKode")[0].text)


def giver(ventet, svaret):
    ok(f"StandardRetur {ventet}", kode(svaret) == ventet, etree.tostring(svaret).decode())
    return svaret


# --- the parts of a registration
punkt = lambda navn, t: f"<sd:{navn}><sd:TidsstempelDatoTid>{t}</sd:TidsstempelDatoTid></sd:{navn}>"
uid = lambda u: f"<sd:UUIDIdentifikator>{u}</sd:UUIDIdentifikator>"
# OS2sync's virkning: from midnight UTC, its actor, often without an end
virkning = lambda fra=net(MIDNAT), til=None: (
    f"<sd:Virkning>{punkt('FraTidspunkt', fra)}{punkt('TilTidspunkt', til) if til else ''}<sd:AktoerRef>{uid(AKTOER)}</sd:AktoerRef>"
    "<sd:AktoerTypeKode>Organisation</sd:AktoerTypeKode></sd:Virkning>")
AKTOER, ORGANISATION = str(uuid.uuid4()), str(uuid.uuid4())
rel = lambda navn, u, v=None: f"<sd:{navn}>{v or virkning()}<sd:ReferenceID>{uid(u)}</sd:ReferenceID></sd:{navn}>"
rel_urn = lambda navn, u: f"<sd:{navn}>{virkning()}<sd:ReferenceID><sd:URNIdentifikator>{u}</sd:URNIdentifikator></sd:ReferenceID></sd:{navn}>"
rel_med = lambda navn, u, rolle, type_, indeks: (
    f"<sd:{navn}>{virkning()}<sd:ReferenceID>{uid(u)}</sd:ReferenceID><sd:Rolle>{uid(rolle)}</sd:Rolle><sd:Type>{uid(type_)}</sd:Type><sd:Indeks>{indeks}</sd:Indeks></sd:{navn}>")
gyldig = lambda k="Aktiv": f"<g:Gyldighed>{virkning()}<g:GyldighedStatusKode>{k}</g:GyldighedStatusKode></g:Gyldighed>"
egenskab = lambda felter, fra=None: f"<x:Egenskab>{virkning(fra or net(MIDNAT))}{felter}</x:Egenskab>"
lister = lambda e, t, r: f"<x:AttributListe>{e}</x:AttributListe><x:TilstandListe>{t}</x:TilstandListe><x:RelationListe>{r}</x:RelationListe>"


def importer(tjeneste, navn, u, indhold):
    """Registrering.Tidspunkt is five minutes back (K-2)."""
    reg = f"<x:Registrering><sd:Tidspunkt>{FEM_MIN_SIDEN}</sd:Tidspunkt><sd:LivscyklusKode>Opstaaet</sd:LivscyklusKode><sd:BrugerRef>{uid(AKTOER)}</sd:BrugerRef>{indhold}</x:Registrering>"
    return kald(tjeneste, "ImportInput", "importer", f"<x:{navn}>{uid(u)}{reg}</x:{navn}>")


def seneste(tjeneste, u):
    """The latest registration with what is to come: Registrering[0], every Virkning with its TilTidspunkt.Item (K-3)."""
    s = giver(20, kald(tjeneste, "LaesInput", "laes", uid(u) + punkt("VirkningFraFilter", net(NU)) + "<sd:VirkningTilFilter><sd:GraenseIndikator>true</sd:GraenseIndikator></sd:VirkningTilFilter>"))
    r = alle(s, "Registrering")[0]
    for v in alle(r, "Virkning"):
        ok("TilTidspunkt.Item", len(v.find("{*}TilTidspunkt")) == 1, etree.tostring(v))
    return r


def tilbage(r, navn):
    """A list of what was read, as it is sent back."""
    liste = r.find("{*}" + navn)
    ud = "".join(etree.tostring(b, with_tail=False).decode() for b in liste)
    return ud


def ret(tjeneste, u, e="", t=None, r=None):
    return kald(tjeneste, "RetInput", "ret", uid(u) + lister(e, t or "", r or ""))


passiver = lambda tjeneste, u: kald(tjeneste, "PassiverInput", "passiver", uid(u) + "<sd:NoteTekst>OS2sync</sd:NoteTekst>")
livscyklus = lambda r: r.find("{*}LivscyklusKode").text
reference = lambda e: e.find("{*}ReferenceID")[0].text
ny = lambda: str(uuid.uuid4())
tekst = lambda b: f"<sd:BrugervendtNoegleTekst>{b}</sd:BrugervendtNoegleTekst>"

# --- a unit: created, created again, updated, moved, ended, created again
ENHED, TOP, ANDEN, POST, TELEFON = ny(), ny(), ny(), ny(), ny()
AFDELING, MAIL, TLF, ADR_TYPE = "16bf18c3-ed6f-44b0-b7a1-35f94984e519", "2b670843-ce42-411a-8fb5-311dfdd5caf0", ny(), "9b33c0a0-a566-4ec0-8200-325cb1e5bb9a"
for u, t in ((POST, "team@korsbaek.dk"), (TELEFON, "55667788")):
    giver(20, importer("adresse", "Adresse", u, lister(egenskab(tekst(t) + f"<sts:AdresseTekst>{t}</sts:AdresseTekst>"), "", "")))
enhed = lambda navn: egenskab(tekst(navn) + f"<sd:EnhedNavn>{navn}</sd:EnhedNavn>")
for u, navn in ((TOP, "Rådhuset"), (ANDEN, "Skoleforvaltningen")):
    giver(20, importer("organisationenhed", "OrganisationEnhed", u, lister(enhed(navn), gyldig(), rel("Tilhoerer", ORGANISATION))))
adresser = rel_med("Adresser", POST, MAIL, ADR_TYPE, "1") + rel_med("Adresser", TELEFON, TLF, ADR_TYPE, "2")
# the order of the contract; Enhedstype as the program that forgot to choose sends it (K-1)
relationer = adresser + rel_urn("Enhedstype", AFDELING) + rel("Overordnet", TOP) + rel("Tilhoerer", ORGANISATION)
alt = lister(enhed("Borgerservice"), gyldig(), relationer)
giver(20, importer("organisationenhed", "OrganisationEnhed", ENHED, alt))
giver(49, importer("organisationenhed", "OrganisationEnhed", ENHED, alt))  # K-14: exists already, and is passed over

r = seneste("organisationenhed", ENHED)
ok("Enhedstype comes back where it came", r.find(".//{*}Enhedstype/{*}ReferenceID/{*}URNIdentifikator").text == AFDELING, etree.tostring(r))
giver(20, ret("organisationenhed", ENHED, enhed("Borgerservice Nord"), tilbage(r, "TilstandListe"), tilbage(r, "RelationListe")))
r = seneste("organisationenhed", ENHED)
ok("updated", [e.text for e in alle(r, "EnhedNavn")] == ["Borgerservice Nord"] and len(alle(r, "Adresser")) == 2)

over = r.find(".//{*}Overordnet/{*}ReferenceID/{*}UUIDIdentifikator")
over.text = ANDEN
alle(r, "Adresser")[0].find("{*}Virkning/{*}TilTidspunkt").clear()
etree.SubElement(alle(r, "Adresser")[0].find("{*}Virkning/{*}TilTidspunkt"), f"{{{SD}}}TidsstempelDatoTid").text = net(MIDNAT)
giver(20, ret("organisationenhed", ENHED, "", tilbage(r, "TilstandListe"), tilbage(r, "RelationListe")))
r = seneste("organisationenhed", ENHED)
ok("moved", [reference(e) for e in alle(r, "Overordnet")] == [ANDEN], etree.tostring(r))
ok("one address ended, the other kept", len(alle(r, "Adresser")) == 1, etree.tostring(r))

giver(20, passiver("organisationenhed", ENHED))
giver(49, ret("organisationenhed", ENHED, enhed("For sent")))
ok("A-25: what has ended is read with its code", livscyklus(seneste("organisationenhed", ENHED)) == "Passiveret")
giver(20, importer("organisationenhed", "OrganisationEnhed", ENHED, alt))
r = seneste("organisationenhed", ENHED)
ok("created again", livscyklus(r) == "Importeret" and [reference(e) for e in alle(r, "Overordnet")] == [TOP], etree.tostring(r))

# --- an employee: person, mail, user, position; renamed, moved, ended, created again
PERSON, BRUGER, STILLING, BMAIL = ny(), ny(), ny(), ny()
ROLLE, BTYPE, BROLLE = "02e61900-33e0-407f-a2a7-22f70221f003", "71a08d28-3af7-4bb4-9964-bc2b76b93d64", "5d13e891-162a-456b-abf2-fd9b864df96d"
giver(20, importer("person", "Person", PERSON, lister(egenskab(tekst("ane") + "<x:NavnTekst>Ane Ærø</x:NavnTekst>"), "", "")))
giver(20, importer("adresse", "Adresse", BMAIL, lister(egenskab(tekst("ane@korsbaek.dk") + "<sts:AdresseTekst>ane@korsbaek.dk</sts:AdresseTekst>"), "", "")))
bruger = lambda navn: egenskab(tekst(navn) + f"<sd:BrugerNavn>{navn}</sd:BrugerNavn>")
ansat = lister(bruger("anae"), gyldig(), rel_med("Adresser", BMAIL, BROLLE, BTYPE, "1") + rel("Tilhoerer", ORGANISATION) + rel("TilknyttedePersoner", PERSON))
stilling = lambda enhed_: lister(egenskab(tekst("stilling") + "<sd:FunktionNavn>Sagsbehandler</sd:FunktionNavn>"), gyldig(), rel("Funktionstype", ROLLE)
                                 + rel("TilknyttedeBrugere", BRUGER) + rel("TilknyttedeEnheder", enhed_) + rel("TilknyttedeOrganisationer", ORGANISATION))
giver(20, importer("bruger", "Bruger", BRUGER, ansat))
giver(20, importer("organisationfunktion", "OrganisationFunktion", STILLING, stilling(ENHED)))
r = seneste("bruger", BRUGER)
giver(20, ret("bruger", BRUGER, bruger("anej"), tilbage(r, "TilstandListe"), tilbage(r, "RelationListe")))
ok("renamed", [e.text for e in alle(seneste("bruger", BRUGER), "BrugerNavn")] == ["anej"])


def hent(tjeneste, uuids):
    """List reads of 50."""
    ud = {}
    for i in range(0, len(uuids), 50):
        s = kald(tjeneste, "ListInput", "list", "".join(map(uid, uuids[i:i + 50])))
        ok("list", kode(s) in (20, 44))
        ud |= {o.find(".//{*}UUIDIdentifikator").text: o.findall("{*}Registrering")[0] for o in alle(s, "FiltreretOejebliksbillede")}
    return ud


def funktioner(**kriterier):
    r_ = "".join(f"<sd:{k}><sd:ReferenceID>{uid(v)}</sd:ReferenceID></sd:{k}>" for k, v in kriterier.items())
    s = kald("organisationfunktion", "SoegInput", "soeg", lister("", gyldig(), f"<sd:Funktionstype><sd:ReferenceID>{uid(ROLLE)}</sd:ReferenceID></sd:Funktionstype>{r_}"))
    ok("K-4: nothing found is 44 with a body", kode(s) in (20, 44), etree.tostring(s))
    # what has ended is found too, and passed over by its code
    return [u for u, r_ in hent("organisationfunktion", [e.text for e in alle(s, "UUIDIdentifikator")]).items() if livscyklus(r_) in ("Opstaaet", "Importeret")]


ok("the position is found by its unit", funktioner(TilknyttedeEnheder=ENHED) == [STILLING])
# moved: the position ends today, and another begins in the other unit
NY_STILLING = ny()
giver(20, passiver("organisationfunktion", STILLING))
giver(20, importer("organisationfunktion", "OrganisationFunktion", NY_STILLING, stilling(ANDEN)))
ok("moved", (funktioner(TilknyttedeEnheder=ENHED), funktioner(TilknyttedeBrugere=BRUGER)) == ([], [NY_STILLING]))
giver(20, passiver("organisationfunktion", NY_STILLING))
giver(20, passiver("bruger", BRUGER))
giver(49, ret("bruger", BRUGER, bruger("for sent")))
giver(20, importer("bruger", "Bruger", BRUGER, ansat))
giver(20, importer("organisationfunktion", "OrganisationFunktion", NY_STILLING, stilling(ANDEN)))
ok("created again", livscyklus(seneste("bruger", BRUGER)) == "Importeret" and funktioner(TilknyttedeBrugere=BRUGER) == [NY_STILLING])

# --- MinValue and MaxValue as filters, SOAP 1.1 (K-16)
for fra, til in ((MINVALUE, MAXVALUE), (net(MIDNAT), MAXVALUE)):
    s = giver(20, kald("bruger", "LaesInput", "laes", uid(BRUGER) + punkt("VirkningFraFilter", fra) + punkt("VirkningTilFilter", til), soap=S11))
    ok("all of it", "anae" in [e.text for e in alle(s, "BrugerNavn")], etree.tostring(s))

# --- the whole hierarchy: pages until the units are none, then functions by unit, then users, positions and addresses by lists
enheder, foerste = {}, 0
while True:
    s = giver(20, kald("organisationsystem", "FremsoegObjekthierarkiInput", "fremsoegobjekthierarki",
                       f"<sd:FoersteResultatReference>{foerste}</sd:FoersteResultatReference><sd:MaksimalAntalKvantitet>50</sd:MaksimalAntalKvantitet>"))
    side = alle(s, "OrganisationEnheder")[0].findall("{*}FiltreretOejebliksbillede")
    if not side:
        break
    for o in side:
        enheder[o.find(".//{*}UUIDIdentifikator").text] = o.findall("{*}Registrering")[0]
    foerste += 50
ok("the units that were made are among them", {ENHED, TOP, ANDEN} <= enheder.keys(), len(enheder))
fundne = {u: f for u in list(enheder)[-40:] + [ANDEN] if (f := funktioner(TilknyttedeEnheder=u))}


stillinger = hent("organisationfunktion", [f for fs in fundne.values() for f in fs])
brugere = hent("bruger", list({reference(b) for s in stillinger.values() for b in alle(s, "TilknyttedeBrugere")}))
adr = hent("adresse", list({reference(a) for b in brugere.values() for a in alle(b, "Adresser")}))
ok("the employee is there by her position, with her mail", BRUGER in brugere and BMAIL in adr and ANDEN in fundne, (len(brugere), len(adr)))
print(f"{kaldt} calls, {len(enheder)} units, {len(stillinger)} positions, {len(brugere)} users, {len(adr)} addresses")
