"""The look-up chain of KITOS (I-17), from a CVR number to a user's e-mail address and person, over a generated municipality.

usage: zeep_kitos.py ADDRESS CVR"""
import sys
import uuid

import zeep

adresse, cvr = sys.argv[1:]
LISTER = ["Organisationer", "OrganisationEnheder", "OrganisationFunktioner", "Brugere", "Interessefaellesskaber", "ItSystemer"]
EMAIL = "5d13e891-162a-456b-abf2-fd9b864df96d"
hoved = {"_soapheaders": {"header": {"TransactionUUID": str(uuid.uuid4())}}}


def tjeneste(navn):
    sted = f"{adresse}/organisation/{navn.lower()}/6"
    klient = zeep.Client(sted + "?wsdl")
    port = next(p for s in klient.wsdl.services.values() for p in s.ports.values())
    return klient.create_service(str(port.binding.name), sted)


def ok(svar):
    assert str(svar.body.StandardRetur.StatusKode) == "20", svar
    return svar.body


def soeg(service, egenskab=None, **relationer):
    lister = {"AttributListe": {"Egenskab": [egenskab]} if egenskab else {}, "TilstandListe": {}, "RelationListe": relationer}
    return ok(service.soeg(**lister, **hoved)).IdListe.UUIDIdentifikator


def laes(service, i):
    return ok(service.laes(UUIDIdentifikator=i, **hoved)).FiltreretOejebliksbillede.Registrering[0]


def ref(relation):
    return relation.ReferenceID.UUIDIdentifikator


virksomhed, = soeg(tjeneste("Virksomhed"), {"BrugervendtNoegleTekst": cvr})
organisation = tjeneste("Organisation")
org, = soeg(organisation, Virksomhed={"ReferenceID": {"UUIDIdentifikator": virksomhed}})
rod = ref(laes(organisation, org).RelationListe.Overordnet)

system = tjeneste("OrganisationSystem")
enheder, brugere, foerste = {}, [], 0
while True:  # page by page, as KITOS does
    svar = system.fremsoegobjekthierarki(MaksimalAntalKvantitet=200, FoersteResultatReference=foerste, **hoved).body
    assert str(svar.StandardRetur.StatusKode) in ("20", "44"), svar.StandardRetur
    side_enheder = svar.OrganisationEnheder.FiltreretOejebliksbillede if svar.OrganisationEnheder else []
    side_brugere = svar.Brugere.FiltreretOejebliksbillede if svar.Brugere else []
    for b in side_enheder:
        enheder[b.ObjektType.UUIDIdentifikator] = b.Registrering[0]
    brugere += [b.ObjektType.UUIDIdentifikator for b in side_brugere]
    foerste += 200
    if not any(getattr(getattr(svar, n), "FiltreretOejebliksbillede", None) for n in LISTER):
        break
assert rod in enheder, (rod, len(enheder))
enheder = {i: r for i, r in enheder.items() if any(g.GyldighedStatusKode == "Aktiv" for g in r.TilstandListe.Gyldighed)}
forael = {i: r.RelationListe.Overordnet and ref(r.RelationListe.Overordnet) for i, r in enheder.items()}
for i in forael:  # every unit hangs below the root, without circles
    set_, n = set(), i
    while n != rod:
        assert n not in set_ and n in forael, (i, n)
        set_.add(n)
        n = forael[n]

bruger, adresser, personer = tjeneste("Bruger"), tjeneste("Adresse"), tjeneste("Person")
fundet = 0
for i in brugere[:15]:
    r = laes(bruger, i).RelationListe
    mails = [ref(a) for a in r.Adresser if a.Rolle.UUIDIdentifikator == EMAIL]
    folk = [ref(p) for p in r.TilknyttedePersoner]
    if mails and folk:
        assert "@" in laes(adresser, mails[0]).AttributListe.Egenskab[0].AdresseTekst
        assert laes(personer, folk[-1]).AttributListe.Egenskab[0].NavnTekst
        fundet += 1
assert len(enheder) > 10 and fundet > 5, (len(enheder), len(brugere), fundet)
print(f"{len(enheder)} units, {len(brugere)} users")
