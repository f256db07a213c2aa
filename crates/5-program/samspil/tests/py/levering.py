"""One case, four ways: by AMQP, by push, by webhook and as a server-sent event, each with the same BeskedId.

levering.py AMQPS-PORT KEYS SAML-TOKEN JWT HTTPS-ADDRESS RECEIVED SECRET DUESLAG-AMQP DUESLAG-SSE
"""
import base64
import hashlib
import hmac
import json
import ssl
import sys
import time

import pika
import pika.credentials
import requests

port, noegler, saml, jwt, https, modtaget, hemmelighed, d_amqp, d_sse = sys.argv[1:]


class Token:
    TYPE = "EXTERNAL"

    def __init__(self, token):
        self.token = token

    def response_for(self, _):
        return self.TYPE, self.token

    def erase_credentials(self):
        pass


pika.credentials.VALID_TYPES.append(Token)


def amqp():
    tls = ssl.create_default_context(cafile=f"{noegler}/rod.pem")
    tls.load_cert_chain(f"{noegler}/demosystem.pem", f"{noegler}/demosystem.key")
    token = open(saml, "rb").read().strip()
    valg = pika.ConnectionParameters("127.0.0.1", int(port), "BF", Token(token), ssl_options=pika.SSLOptions(tls, "127.0.0.1"))
    k = pika.BlockingConnection(valg).channel()
    for metode, e, besked in k.consume(d_amqp, inactivity_timeout=20):
        assert metode, "no message by AMQP"
        k.basic_ack(metode.delivery_tag)
        return e.message_id, besked.decode()


def stroem(antal, sidste=None, sekunder=20):
    """The next events of the stream; fewer when it is silent so long."""
    hoveder = {"Authorization": "Bearer " + open(jwt).read().strip()}
    if sidste:
        hoveder["Last-Event-ID"] = sidste
    s = requests.Session()
    s.trust_env = False
    svar = s.get(
        f"{https}/beskedfordeler/v1/dueslag/{d_sse}/haendelser",
        headers=hoveder,
        cert=(f"{noegler}/demosystem.pem", f"{noegler}/demosystem.key"),
        verify=f"{noegler}/rod.pem",
        stream=True,
        timeout=sekunder,
    )
    assert svar.status_code == 200, (svar.status_code, svar.text)
    ud, id = [], None
    try:
        for linje in svar.iter_lines(chunk_size=1):
            linje = linje.decode()
            if linje.startswith("id: "):
                id = linje[4:]
            elif linje.startswith("data: "):
                ud.append((id, json.loads(linje[6:])))
            if len(ud) == antal:
                break
    except requests.exceptions.ConnectionError:
        pass
    svar.close()
    return ud


def kald(sti):
    frist = time.time() + 20
    while time.time() < frist:
        linjer = [json.loads(l) for l in open(modtaget)]
        fundne = [l for l in linjer if l["sti"] == sti]
        if fundne:
            return fundne
        time.sleep(0.1)
    raise AssertionError(f"nothing came to {sti}")


id, besked = amqp()
assert "RegistreringBesked" in besked

(push,) = kald("/bfo")
assert push["id"] == id and "Samspil tjenester" in push["certifikat"], push
assert push["krop"].count("Haendelsesbesked") >= 2 and "RegistreringBesked" in push["krop"]

(hook,) = kald("/hook")
h, krop = hook["hoveder"], hook["krop"].encode()
assert hook["id"] == id == h["webhook-id"]
noegle = base64.b64decode(hemmelighed.removeprefix("whsec_"))
mac = hmac.new(noegle, f"{h['webhook-id']}.{h['webhook-timestamp']}.".encode() + krop, hashlib.sha256)
assert "v1," + base64.b64encode(mac.digest()).decode() in h["webhook-signature"].split(), h
assert abs(time.time() - int(h["webhook-timestamp"])) < 300

(foerste,) = stroem(1)
assert foerste[1]["id"] == id, foerste
assert not stroem(1, foerste[0], 3), "what was acknowledged does not come again"

for e in (json.loads(krop), foerste[1]):
    assert e["type"] == "dk.samspil.sagdokumentindeks.sagindeks.importeret", e["type"]
    assert e["objekttype"] == "SagIndeks" and e["myndighed"] == "11111111" and "RegistreringBesked" in e["data"], e
try:
    from cloudevents.http import from_http
except ImportError:
    print("SKIPPED: the package cloudevents is not installed; run proev.sh")
else:
    e = from_http(h, krop)
    assert e["specversion"] == "1.0" and e["id"] == id and e["subject"] and e["time"], e
print(f"{id} came by AMQP, push, webhook and stream")
