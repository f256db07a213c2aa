"""Beskedfordeler by AMQP with pika, with the habits of KOMBIT's sample client (E-30 … E-32): a token as login, confirms, mandatory, a token in
each message's header, answers by direct reply-to, basic.get and basic.consume.

Usage: amqp_bfo.py PORT KEYS SEND-TOKEN RECEIVE-TOKEN FOREIGN-TOKEN DUESLAG HTTPS
"""
import base64
import pathlib
import re
import socket
import ssl
import sys
import time
import uuid

import pika
import pika.credentials
import pika.exceptions
import requests

port, mappe, afsend, modtag, fremmed, dueslag = int(sys.argv[1]), pathlib.Path(sys.argv[2]), *(pathlib.Path(p).read_text().strip() for p in sys.argv[3:6]), sys.argv[6]
https = sys.argv[7]
CVR = "11111111"
SKABELON = (pathlib.Path(__file__).parents[5] / "docs/eksempler/besked.xml").read_text()
antal = 0


def er(hvad, sandt, mere=""):
    global antal
    assert sandt, f"{hvad} {mere}"
    antal += 1


class Token:
    """SASL EXTERNAL with the assertion as response."""
    TYPE = "EXTERNAL"

    def __init__(self, svar):
        self.svar = svar

    def response_for(self, start):
        return self.TYPE, self.svar.encode()

    def erase_credentials(self):
        pass


pika.credentials.VALID_TYPES.append(Token)


def tls(certifikat=True, navn="demosystem"):
    c = ssl.create_default_context(cafile=mappe / "rod.pem")
    if certifikat:
        c.load_cert_chain(mappe / f"{navn}.pem", mappe / f"{navn}.key")
    return c


def forbind(token, kontekst=None, vhost="BF", **mere):
    valg = pika.SSLOptions(kontekst or tls(), "127.0.0.1")
    return pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port, vhost, Token(token), ssl_options=valg, connection_attempts=1, **mere))


def besked(besked_id=None, myndighed=CVR, emne="32.01.01"):
    besked_id = besked_id or str(uuid.uuid4())
    krop = SKABELON.replace(str(uuid.UUID(int=0)), besked_id).replace("kle:32.01.01", f"kle:{emne}")
    return krop.replace(f"Myndighed><URNIdentifikator>urn:oio:cvr-nr:{CVR}", f"Myndighed><URNIdentifikator>urn:oio:cvr-nr:{myndighed}").encode(), besked_id


class Afsender:
    """One channel, one reply consumer, messages one by one."""

    def __init__(self, forbindelse):
        self.f, self.svar = forbindelse, {}
        self.k = forbindelse.channel()
        self.k.confirm_delivery()
        self.k.basic_consume("amq.rabbitmq.reply-to", self.modtag, auto_ack=True)

    def modtag(self, _k, metode, egenskaber, krop):
        self.svar[egenskaber.correlation_id] = krop.decode()

    def send(self, krop, token=afsend):
        nr = str(uuid.uuid4())
        e = pika.BasicProperties(correlation_id=nr, message_id=str(uuid.uuid4()), reply_to="amq.rabbitmq.reply-to", headers={"token": token} if token else None)
        self.k.basic_publish("AFSEND_BESKED_EXCHANGE", "", krop, e, mandatory=True)
        frist = time.time() + 20
        while nr not in self.svar and time.time() < frist:
            self.f.process_data_events(0.1)
        return re.search("<StatusKode>(\\d+)</StatusKode>", self.svar[nr]).group(1), self.svar[nr]


def klip(f):
    """Cuts a connection without a word."""
    f._impl._transport._sock.shutdown(socket.SHUT_RDWR)


def afvist(hvad, forsoeg, *fejl):
    try:
        forsoeg()
    except fejl as f:
        er(hvad, True)
        return f
    raise AssertionError(f"{hvad}: was let through")


# The sender, with its token as base64 and as XML (E-30).
xml = afsend if afsend.startswith("<") else base64.b64decode(afsend).decode()
b64 = base64.b64encode(xml.encode()).decode()
sendt = []
for login in (b64, xml):
    f = forbind(login)
    a = Afsender(f)
    for token in (b64, xml, None):
        krop, nr = besked()
        er("E-31: taken", a.send(krop, token)[0] == "20", a.svar)
        sendt.append(nr)
    krop, _ = besked(sendt[-1])
    er("E-31: a repeated message is taken and not delivered twice", a.send(krop)[0] == "20")
    er("E-20: another authority's", a.send(besked(myndighed="22222222")[0])[0] not in ("20", "41"))
    er("no envelope", a.send(b"<x/>")[0] == "40")
    er("a foreign token in a message", a.send(krop, fremmed)[0] == "43", a.svar)
    # A sender's token opens no dueslag.
    afvist("a sender reads", lambda: f.channel().basic_get(dueslag), pika.exceptions.ChannelClosedByBroker)
    f.close()

# The receiver: what was sent, in order, each once.
f = forbind(modtag)
k = f.channel()
er("E-32: passive declaration", k.queue_declare(dueslag, passive=True).method.message_count == len(sendt))
m, e, krop = k.basic_get(dueslag.upper())
er("E-32: basic.get", sendt[0] in krop.decode() and e.message_id == sendt[0] and m.routing_key.lower() == dueslag)
er("E-11: the route", b"Leverancerute" in krop)
er("E-32: what is out is not counted", k.queue_declare(dueslag, passive=True).method.message_count == len(sendt) - 1)
k.basic_nack(m.delivery_tag, requeue=True)
faaet = []
k.basic_qos(prefetch_count=2)
for m, e, krop in k.consume(dueslag, inactivity_timeout=10):
    assert m is not None, f"nothing more came after {faaet}"
    faaet.append(e.message_id)
    k.basic_ack(m.delivery_tag)
    if len(faaet) == len(sendt):
        break
k.cancel()
er("E-35: all, in order", faaet == sendt, faaet)
er("nothing more", k.basic_get(dueslag)[0] is None)
afvist("an unknown dueslag", lambda: f.channel().basic_get(str(uuid.uuid4())), pika.exceptions.ChannelClosedByBroker)
afvist("a queue of one's own", lambda: f.channel().queue_declare("not-a-dueslag", passive=True), pika.exceptions.ChannelClosedByBroker)
f.close()

# A connection that is cut gives back what was not acknowledged; one that is cut in a frame loses nothing.
f = forbind(b64)
a = Afsender(f)
krop, nr = besked()
er("taken", a.send(krop)[0] == "20")
klip(f)
f = forbind(modtag)
er("delivered", f.channel().basic_get(dueslag)[1].message_id == nr)
klip(f)
f = forbind(modtag)
k = f.channel()
for _ in range(100):
    m, e, _k = k.basic_get(dueslag)
    if m:
        break
    time.sleep(0.1)
er("E-32: given back", m.redelivered and e.message_id == nr)
k.basic_ack(m.delivery_tag)
f.close()

# Who is not let in.
VAEK = (pika.exceptions.AMQPConnectionError, pika.exceptions.AMQPError)
afvist("no certificate", lambda: forbind(b64, tls(False)), *VAEK)
afvist("a token of another certificate", lambda: forbind(fremmed), *VAEK)
afvist("another certificate", lambda: forbind(b64, tls(navn="demolaeser")), *VAEK)
afvist("no token", lambda: forbind("hej"), *VAEK)
afvist("another vhost", lambda: forbind(b64, vhost="/"), *VAEK)
s = tls().wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="127.0.0.1")
s.sendall(b"GET / HTTP/1.1\r\n\r\n")
er("another protocol", s.recv(100) == b"AMQP\0\0\x09\x01")
s = tls().wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="127.0.0.1")
s.settimeout(40)
s.sendall(b"AMQP\0\0\x09\x01")
t = time.time()
while s.recv(10_000):
    pass
er("a slow handshake", time.time() - t < 40)
# Many that say nothing keep nobody out.
tavse = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
forbind(b64).close()
er("beside silent ones", True)
for s in tavse:
    s.close()

# The agreement ends: who is connected is sent away, and nobody is let in.
sender, modtager = forbind(b64), forbind(modtag)
modtager.channel().basic_consume(dueslag, lambda *_: None)
kommune = requests.Session()
kommune.trust_env = False
kommune.verify, kommune.cert = str(mappe / "rod.pem"), (str(mappe / "administrator-kommune.pem"), str(mappe / "administrator-kommune.key"))
for aftale in kommune.get(f"{https}/administration/v1/aftaler").json()["resultater"]:
    svar = kommune.post(f"{https}/administration/v1/aftaler/{aftale['uuid']}/opsig", json={"note": "slut", "registreret": aftale["registreret"]})
    er("the agreement is ended", svar.status_code < 300, svar.text)
for hvad, f in (("sender", sender), ("receiver", modtager)):
    fejl = afvist(f"a {hvad} whose agreement ended", lambda: f.process_data_events(20) or f.channel(), pika.exceptions.ConnectionClosedByBroker)
    er("320", fejl.reply_code == 320, fejl)
afvist("after the agreement", lambda: forbind(b64), *VAEK)
print(f"{antal} checks, {len(sendt)} messages")
