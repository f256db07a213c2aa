"""zeep and Fordelingskomponenten (SF2900): hands a journal note over by rule, and accepts it as the receiver. Nothing is signed: the client certificate and AuthorityContext are the
proof. Start `samspil fordeling modtager` first: it is what the component calls.

usage: zeep_fordeling.py [ADDRESS] [FOLDER WITH KEYSTORES]"""
import sys, uuid
import requests, zeep

standard = ["https://127.0.0.1:8443", "samspil-data/klienter"]
adresse, mappe = sys.argv[1:] + standard[len(sys.argv) - 1:]
DEMOSYSTEM = "10000000-0000-4000-8000-000000000040"


def tjeneste(system):
    """The component as that system sees it."""
    http = requests.Session()
    http.trust_env = False  # else REQUESTS_CA_BUNDLE would win over verify
    http.cert, http.verify = (f"{mappe}/{system}.pem", f"{mappe}/{system}.key"), f"{mappe}/rod.pem"
    return zeep.Client(adresse + "/service/SP/Distribution/3?wsdl", transport=zeep.Transport(session=http)).service


hvem = {"AuthorityContext": {"MunicipalityCVR": "11111111"}}
kontekst = {
    "AnvenderTransaktionsID": str(uuid.uuid4()),
    "AfsendendeMyndighed": "11111111",
    "RoutingMyndighed": "11111111",
    "RoutingValg": {"RoutingKLEEmneHandling": {"RoutingKLEEmne": "32.24.04", "RoutingHandlingFacet": "K02"}},
}
notat = {
    "ID": str(uuid.uuid4()),
    "KLEEmneForslag": "32.24.04",
    "Registrering": {
        "FraTidsPunkt": "2026-01-05T10:00:00+01:00",
        "LivscyklusKode": "Oprettet",
        "RegistreringItSystem": {"UUID": DEMOSYSTEM},
        "RelationListe": {
            "JournalPost": [
                {
                    "Virkning": {"Aktoer": {"UUID": DEMOSYSTEM}, "AktoerType": "ItSystem"},
                    "Rolle": "Journalpost",
                    "Indeks": "1",
                    "JournalnotatAttributter": {"Titel": "Telefonsamtale", "Notat": "Borgeren ringede og spurgte til sine sygedagpenge."},
                }
            ]
        },
    },
}
anmodning = {
    "DistributionContext": kontekst,
    "DistributionObject": {"ObjektType": "JOURNALPOST", "ObjektIndhold": {"DistributionJournalPost": notat}},
}
svar = tjeneste("demosystem").FordelingsobjektAfsend(**hvem, anmodning=anmodning)
k = svar.ForretningsKvittering
print("afsend:", k.ForretningsValideringsKode, k.Kvitteringstype, svar.DistributionContext.DistributionTransktionsID)
accepteret = {"ForretningsValideringsKode": "ACCEPTERET", "Kvitteringstype": "Forretning"}
kontekst["DistributionTransktionsID"] = svar.DistributionContext.DistributionTransktionsID
tjeneste("demolaeser").FordelingskvitteringModtag(**hvem, Forretningskvittering=accepteret, DistributionContext=kontekst)
print("kvittering: ACCEPTERET")
