"""`falsk` behind HTTPS with optional client certificates: the self-test's stand-in for STS, DemoService and the REST tokens."""
import base64
import json
import ssl
import threading
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from lxml import etree

from . import falsk, noegler, wss
from .navne import S11

NS = "http://serviceplatformen.dk/xml/wsdl/soap11/SP/Demo/1/"
AUD, DEMO_ACTION = "http://selvtest.example/service/Demo/1", NS + "callDemoService"
STS_STI, DEMO_STI = "/runtime/services/kombittrust/14/certificatemixed", "/service/SP/Demo/1"
WSDL = f"""<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="{NS}"
  xmlns:x="http://www.w3.org/2001/XMLSchema" targetNamespace="{NS}"><w:types><x:schema targetNamespace="{NS}" elementFormDefault="qualified">
  <x:element name="Req"><x:complexType><x:sequence><x:element name="messageString" type="x:string"/></x:sequence></x:complexType></x:element>
  <x:element name="Res"><x:complexType><x:sequence><x:element name="responseString" type="x:string"/></x:sequence></x:complexType></x:element>
  </x:schema></w:types><w:message name="i"><w:part name="p" element="t:Req"/></w:message><w:message name="o"><w:part name="p" element="t:Res"/></w:message>
  <w:portType name="P"><w:operation name="callDemoService"><w:input message="t:i"/><w:output message="t:o"/></w:operation></w:portType>
  <w:binding name="B" type="t:P"><s:binding transport="http://schemas.xmlsoap.org/soap/http"/><w:operation name="callDemoService">
  <s:operation soapAction="{DEMO_ACTION}"/><w:input><s:body use="literal"/></w:input><w:output><s:body use="literal"/></w:output></w:operation></w:binding>
  <w:service name="S"><w:port name="P" binding="t:B"><s:address location="ADRESSE"/></w:port></w:service></w:definitions>"""


def demo_krop(tekst: str, navn: str = "Req", felt: str = "messageString"):
    el = etree.Element(f"{{{NS}}}{navn}", nsmap={"d": NS})
    etree.SubElement(el, f"{{{NS}}}{felt}").text = tekst
    return el


class Server:
    """A context manager; `url` and `ca_fil` are for the clients."""

    def __init__(self, mappe, ca, sts, tjeneste, klienter):
        self.sts, self.tjeneste, self.klienter, self.adgang = sts, tjeneste, klienter, {}
        tls = noegler.lav("TLS", udsteder=ca, dns=("localhost",))
        (mappe / "tls.pem").write_bytes(tls.pem())
        (mappe / "ca-cert.pem").write_bytes(ca.cert.public_bytes(noegler.serialization.Encoding.PEM))
        self.ca_fil = str(mappe / "ca-cert.pem")
        ramme = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ramme.load_cert_chain(str(mappe / "tls.pem"))
        ramme.load_verify_locations(self.ca_fil)
        ramme.verify_mode = ssl.CERT_OPTIONAL
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), type("H", (_Haandterer,), {"s": self}))
        self.http.socket = ramme.wrap_socket(self.http.socket, server_side=True)
        self.url = f"https://localhost:{self.http.server_port}"
        certs = [k.cert for k in klienter]
        self.rst = falsk.Modtager(sts, ca, certs, "", self.url + STS_STI)
        self.demo = falsk.Modtager(sts, ca, certs, AUD, self.url + DEMO_STI)

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def metadata(self) -> dict:
        return {"issuer": self.url, "token_endpoint": self.url + "/runtime/api/rest/oauth/v1/issue", "jwks_uri": self.url + "/jwks",
                "tls_client_certificate_bound_access_tokens": True, "token_endpoint_auth_methods_supported": ["tls_client_auth"]}

    def jwks(self) -> dict:
        tal = self.sts.privat.public_key().public_numbers()
        return {"keys": [{"kty": "RSA", "kid": "1", "n": _b64u(tal.n.to_bytes(256, "big")), "e": _b64u(tal.e.to_bytes(3, "big"))}]}

    def jwt(self, form, cert) -> dict:
        nu = int(wss.nu_utc().timestamp())
        krop = {"iss": self.url, "aud": form["client_id"], "iat": nu, "exp": nu + 3600, "cnf": {"x5t#S256": noegler.x5t_s256(cert)}}
        data = ".".join(_b64u(json.dumps(d).encode()) for d in ({"alg": "RS256", "kid": "1"}, krop))
        return {"access_token": f"{data}.{_b64u(self.sts.underskriv(data.encode()))}", "token_type": "Bearer", "expires_in": 3600}


def _b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class _Haandterer(BaseHTTPRequestHandler):
    s: Server

    def log_message(self, *_):
        pass

    def _ud(self, status: int, data, typ="application/json"):
        data = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", typ)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _cert(self):
        der = self.connection.getpeercert(binary_form=True)
        return x509.load_der_x509_certificate(der) if der else None

    def do_GET(self):
        if self.path.startswith("/.well-known/oauth"):
            self._ud(200, self.s.metadata())
        elif self.path == "/jwks":
            self._ud(200, self.s.jwks())
        elif self.path.startswith("/service/AccessTokenDemo_1/callDemoService/"):
            holder = self.s.adgang.get(self.headers.get("Authorization", "").removeprefix("Holder-of-key "))
            cert = self._cert()
            if holder is None or cert is None or not noegler.samme(holder, cert):
                self._ud(401, {"fejl": "SAM-2104"})
            else:
                self._ud(200, urllib.parse.unquote(self.path.rsplit("/", 1)[1]).encode(), "text/plain; charset=utf-8")
        else:
            self._ud(404, {})

    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == STS_STI:
            self._soap(lambda: self.s.rst.udsted(self.s.rst.anmodning(data)))
        elif self.path == DEMO_STI:
            self._soap(lambda: self._demo(data))
        else:
            self._rest(data, self._cert())

    def _soap(self, f):
        try:
            self._ud(200, f(), "text/xml")
        except falsk.Afvist as e:
            self._ud(500, falsk.fault(e.nummer, str(e), S11), "text/xml")

    def _demo(self, data):
        kald = self.s.demo.tjenestekald(data)
        return falsk.svar_kuvert(self.s.tjeneste, demo_krop(kald.krop[0][0].text, "Res", "responseString"), action=DEMO_ACTION + "Response",
                                 relates_to=kald.message_id, soap=kald.soap, med_bst=True, praefikser=True).data()

    def _rest(self, data, cert):
        if cert is None:
            self._ud(401, {"fejl": "SAM-2112"})
        elif self.path == "/runtime/api/rest/wstrust/v1/issue":
            krop = json.loads(data)
            t = falsk.lav_token(self.s.sts, cert, krop["AppliesTo"]["EndpointReference"]["Address"], krop["AnvenderKontekst"]["Cvr"])
            self._ud(200, {"RequestedSecurityToken": {"Assertion": t.b64}, "Lifetime": t.udloeber.strftime("%m/%d/%Y %H:%M:%S")})
        else:
            form = dict(urllib.parse.parse_qsl(data.decode()))
            if self.path == "/runtime/api/rest/oauth/v1/issue":
                self._ud(200, self.s.jwt(form, cert))
            else:
                falsk.svar.verificer_assertion(base64.b64decode(form["saml-token"]), self.s.sts.cert, cert, audience=AUD, cvr=None)
                token = str(uuid.uuid4())
                self.s.adgang[token] = cert
                self._ud(200, {"access_token": token, "token_type": "Holder-of-key", "expires_in": 3600})
