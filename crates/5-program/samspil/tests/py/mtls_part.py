"""A party's own service by HTTPS that lets nobody in without a certificate of the root.   usage: mtls_part.py CERTIFICATE KEY ROOT

Prints its port, and then a line for each call: who it was proven to be, what was called, and the component's id."""
import http.server
import re
import ssl
import sys

T2 = "http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types"
JA = (
    f'<m:FordelingsobjektModtagResponse xmlns:m="{T2}"><m:ForretningsKvittering><m:ForretningsValideringsKode>MODTAGET</m:ForretningsValideringsKode>'
    "<m:Kvitteringstype>Teknisk</m:Kvitteringstype></m:ForretningsKvittering></m:FordelingsobjektModtagResponse>"
)


class Part(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        krop = self.rfile.read(int(self.headers["content-length"])).decode()
        hvem = self.connection.getpeercert()["subject"]
        hvad = next(n for n in ("FordelingsobjektModtagRequest", "FordelingskvitteringModtagAnvenderRequest") if n in krop)
        id_ = re.search("DistributionTransktionsID>([^<]+)<", krop).group(1)
        svar = JA if "objekt" in hvad else f'<a:FordelingskvitteringModtagAnvenderResponse xmlns:a="{T2}"/>'
        data = f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{svar}</s:Body></s:Envelope>'.encode()
        self.send_response(200)
        self.send_header("content-type", "text/xml; charset=utf-8")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        print(hvad, id_, hvem, flush=True)

    def log_message(self, *_):
        pass


c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.load_cert_chain(sys.argv[1], sys.argv[2])
c.load_verify_locations(sys.argv[3])
c.verify_mode = ssl.CERT_REQUIRED
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Part)
s.socket = c.wrap_socket(s.socket, server_side=True)
print("port", s.server_port, flush=True)
s.serve_forever()
