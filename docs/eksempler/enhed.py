"""Create a unit, rename it from next month, read it as it is today and as it will be.  usage: enhed.py [WSDL]"""
import datetime as dt, sys, uuid, zeep

ADRESSE = "http://127.0.0.1:8080/organisation/organisationenhed/6"
klient = zeep.Client(sys.argv[1] if len(sys.argv) > 1 else ADRESSE + "?wsdl")
enhed = klient.create_service("{http://stoettesystemerne.dk/organisation/6/}OrganisationEnhed", ADRESSE)
hoved = {"_soapheaders": {"header": {"TransactionUUID": str(uuid.uuid4())}}}
fra = lambda dato: {"FraTidspunkt": {"TidsstempelDatoTid": dato}, "TilTidspunkt": {"GraenseIndikator": True}}
attributter = lambda navn, dato: {"Egenskab": [{"Virkning": fra(dato), "BrugervendtNoegleTekst": navn, "EnhedNavn": navn}]}
i_dag = dt.datetime.now(dt.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
naeste = (i_dag.replace(day=1) + dt.timedelta(days=32)).replace(day=1)

svar = enhed.opret(AttributListe=attributter("Team Ærø", i_dag), TilstandListe={"Gyldighed": [{"Virkning": fra(i_dag), "GyldighedStatusKode": "Aktiv"}]}, RelationListe={}, **hoved)
svar = getattr(svar, "body", svar)
print("opret:", svar.StandardRetur.StatusKode, svar.UUIDIdentifikator)
