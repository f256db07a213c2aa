"""A token by REST, then a question to OrganisationHent (GraphQL) and to OIO REST.   usage: sikker.py [ADDRESS] [CERTIFICATE.pem] [ROOT.pem]"""
import datetime as dt, sys, uuid, requests

standard = ["https://127.0.0.1:8443", "samspil-data/klienter/demosystem.pem", "samspil-data/klienter/rod.pem"]
adresse, certifikat, rod = sys.argv[1:] + standard[len(sys.argv) - 1:]
s = requests.Session()
s.trust_env = False  # else REQUESTS_CA_BUNDLE would win over verify
s.verify, s.cert = rod, (certifikat, certifikat.removesuffix(".pem") + ".key")

scope = "entityid:http://stoettesystemerne.dk/service/organisation/3,anvenderkontekst:11111111"
svar = s.post(adresse + "/runtime/api/rest/oauth/v1/issue", data={"grant_type": "client_credentials", "scope": scope})
if svar.status_code != 200:
    sys.exit(f"no token: {svar.json()['error_description']} (call id {svar.headers.get('X-Kald-Id')})")
s.headers["Authorization"] = "Bearer " + svar.json()["access_token"]

hoveder = {"x-TransaktionsId": str(uuid.uuid4()), "x-TransaktionsTid": dt.datetime.now(dt.timezone.utc).isoformat()}
query = '{ organisation(cvr: "11111111") { organisationsnavn organisationEnhed { enhedsnavn underliggendeEnheder { enhedsnavn } } } }'
print(s.post(adresse + "/organisation/organisationhent/1", json={"query": query}, headers=hoveder).json()["data"])

liste = s.get(adresse + "/organisation/organisationenhed", params={"enhedsnavn": "Team%", "list": "true", "maximalantalresultater": 3})
liste.raise_for_status()
print([e["id"] for e in liste.json()["results"][0]])
