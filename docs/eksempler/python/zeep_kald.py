"""zeep with OIO IDWS: typed calls from the served WSDL, signed and verified. Finds the KLE subject 27.35.04 and reads it.

usage: zeep_kald.py [ADDRESS] [FOLDER WITH KEYSTORES]"""
import sys, uuid
import zeep
from idws import WSA, Forbindelse

standard = ["https://127.0.0.1:8443", "samspil-data/klienter"]
adresse, mappe = sys.argv[1:] + standard[len(sys.argv) - 1:]
forbindelse = Forbindelse(adresse, mappe, "demosystem", cvr="11111111")


class Idws(zeep.Plugin):
    """zeep asks a `wsse` object to sign what it sends and to verify what it gets; as a plugin it learns address and action too."""

    def __init__(self, entity_id):
        self.entity_id = entity_id

    def egress(self, envelope, http_headers, operation, binding_options):
        self.til, self.action = binding_options["address"], operation.soapaction
        return envelope, http_headers

    def apply(self, envelope, headers):
        egne = [h for h in envelope.iterfind("{*}Header/*") if not h.tag.startswith(f"{{{WSA}}}")]
        soap = envelope.nsmap[envelope.prefix]  # as the WSDL's binding has it: 1.1 on Serviceplatformen
        return forbindelse.underskrevet(self.til, self.entity_id, self.action, envelope.find("{*}Body")[0], egne, soap), headers

    def verify(self, envelope):
        if envelope.find("{*}Body/{*}Fault") is None:  # zeep raises a fault itself
            forbindelse.verificeret(envelope)


idws = Idws("http://entityid.kombit.dk/service/klassifikation/7")
klasse = zeep.Client(adresse + "/klasse/7?wsdl", wsse=idws, plugins=[idws], transport=zeep.Transport(session=forbindelse.http)).service
hoved = {"header": {"TransactionUUID": str(uuid.uuid4())}}
emne = {"Egenskab": [{"BrugervendtNoegleTekst": "27.35.04"}]}
fundet = klasse.soeg(AttributListe=emne, TilstandListe={}, RelationListe={}, _soapheaders=hoved).body
print("soeg:", fundet.StandardRetur.StatusKode, fundet.IdListe.UUIDIdentifikator)
svar = klasse.laes(UUIDIdentifikator=fundet.IdListe.UUIDIdentifikator[0], _soapheaders=hoved).body
egenskab = svar.FiltreretOejebliksbillede.Registrering[0].AttributListe.Egenskab[0]
print("laes:", svar.StandardRetur.StatusKode, egenskab.BrugervendtNoegleTekst, egenskab.TitelTekst)

# The same by SOAP 1.1: a service of Serviceplatformen, by its token WSDL.
demo = Idws("http://demo.prod-serviceplatformen.dk/service/DemoService/1")
klient = zeep.Client(adresse + "/service/SP/Demo/1?wsdl", wsse=demo, plugins=[demo], transport=zeep.Transport(session=forbindelse.http))
print("Serviceplatformen:", klient.service.callDemoService(messageString="hej"))
