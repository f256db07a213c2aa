"""sikker_gentag.py ADDRESS KEYSTORES FILE send|gentag: sends one signed message and keeps it; sends the kept one again."""
import sys
import uuid

from lxml import etree
from sikker import klient, noegler, svar, wss

base, mappe, fil, hvad = sys.argv[1:]
url, rod = f"{base}/organisation/bruger/6", f"{mappe}/rod.pem"
if hvad == "send":
    n = noegler.laes(f"{mappe}/demosystem.p12", "samspil")
    token = klient.hent_token(f"{base}/runtime/services/kombittrust/14/certificatemixed", n, "http://stoettesystemerne.dk/service/organisation/3", "11111111",
                              noegler.laes_cert(f"{mappe}/sts.pem"), verify=rod)
    krop = etree.fromstring('<LaesInput xmlns="http://stoettesystemerne.dk/organisation/bruger/6/" xmlns:sd="urn:oio:sagdok:3.0.0">'
                            f"<sd:UUIDIdentifikator>{uuid.uuid4()}</sd:UUIDIdentifikator></LaesInput>")
    k = wss.kald_kuvert(n, token, krop, action="http://kombit.dk/sts/organisation/bruger/laes", til=url)
    open(fil, "wb").write(k.data())
r = klient.send(url, open(fil, "rb").read(), verify=rod)
print("accepted" if r.status_code == 200 else [f"SAM-{x}" for x in svar.numre(r.content)])
