"""A receiver as a municipality's vendor writes one: REST push on /bfo as KOMBIT's sample has it, CloudEvents on /hook. Writes a line of JSON for each call into a file.

modtager.py PORT FILE [CERTIFICATE KEY ROOT]     with the last three by TLS, and callers must show a certificate
"""
import json
import ssl
import sys
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STS, KUVERT, SD = "{urn:oio:sts:1.0.0}", "{urn:oio:besked:kuvert:1.0}", "{urn:oio:sagdok:3.0.0}"
RETUR = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><ns4:ModtagBeskedOutput xmlns="urn:oio:sagdok:3.0.0" xmlns:ns4="urn:oio:sts:1.0.0">'
    "<StandardRetur><StatusKode>%d</StatusKode><FejlbeskedTekst>%s</FejlbeskedTekst></StandardRetur></ns4:ModtagBeskedOutput>"
)


class Modtager(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def svar(self, status, krop=b"", slags="text/xml"):
        self.send_response(status)
        self.send_header("Content-Type", slags)
        self.send_header("Content-Length", str(len(krop)))
        self.end_headers()
        self.wfile.write(krop)

    def do_HEAD(self):
        self.svar(200)

    def do_POST(self):
        krop = self.rfile.read(int(self.headers["Content-Length"]))
        linje = {"sti": self.path, "hoveder": {n.lower(): v for n, v in self.headers.items()}, "krop": krop.decode()}
        if isinstance(self.connection, ssl.SSLSocket):
            linje["certifikat"] = str(self.connection.getpeercert()["subject"])
        if self.path == "/bfo":
            try:
                besked = ET.fromstring(krop).find(KUVERT + "Haendelsesbesked")
                linje["id"] = besked.find(KUVERT + "BeskedId/" + SD + "UUIDIdentifikator").text
            except Exception as e:
                return self.svar(200, (RETUR % (41, e)).encode())
        else:
            linje["id"] = json.loads(krop)["id"]
        # Stored before it is answered for.
        with open(sys.argv[2], "a") as f:
            f.write(json.dumps(linje) + "\n")
        if self.path == "/bfo":
            self.svar(200, (RETUR % (20, "OK")).encode())
        else:
            self.svar(204)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Modtager)
if len(sys.argv) > 3:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[3], sys.argv[4])
    tls.load_verify_locations(sys.argv[5])
    tls.verify_mode = ssl.CERT_REQUIRED
    server.socket = tls.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
