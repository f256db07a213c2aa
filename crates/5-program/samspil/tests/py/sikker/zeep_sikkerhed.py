"""WS-Security for an ordinary zeep client: `sik = Idws(noegle, token, tjeneste_cert)`, `zeep.Client(wsdl, wsse=sik, plugins=[sik])`.

As `wsse` it signs each request and verifies each answer. As a plugin it also learns the address (the To header); without that, give `til`."""
import re

from lxml import etree
from zeep import Plugin

from . import dsig, svar, wss
from .navne import *  # noqa: F403  the standards' names


class Idws(Plugin):
    """One service and one token. `token` may be a function that fetches a fresh one."""

    def __init__(self, noegle, token, tjeneste_cert, *, stil: wss.Stil = wss.DOTNET, til: str | None = None, nu=None):
        self.noegle, self.token, self.tjeneste_cert, self.stil, self.til = noegle, token, tjeneste_cert, stil, til
        self.nu, self.action, self.sidste, self.svar = nu or wss.nu_utc, None, None, None

    def egress(self, envelope, http_headers, operation, binding_options):
        """zeep's plugin hook: the address of this call, and the action of the operation."""
        self.til = binding_options["address"]
        self.action = operation.soapaction
        return envelope, http_headers

    def apply(self, envelope, headers):
        """zeep's wsse hook: the same payload and headers in an envelope with addressing, token and signature."""
        soap = etree.QName(envelope).namespace
        krop = next(envelope.find(q(soap, "Body")).iterchildren(etree.Element))
        egne = envelope.find(q(soap, "Header"))
        hoveder = [h for h in egne if etree.QName(h).namespace != WSA] if egne is not None else []
        action = (egne.findtext(q(WSA, "Action")) if egne is not None else None) or self.action or _action(headers)
        token = self.token() if callable(self.token) else self.token
        k = wss.kald_kuvert(self.noegle, token, krop, action=action, til=self.til, soap=soap, stil=self.stil, nu=self.nu(), hoveder=hoveder)
        self.sidste = k.message_id
        return k.rod, headers

    def verify(self, envelope):
        """zeep's wsse hook for the answer. A fault goes on to zeep, which raises it as `zeep.exceptions.Fault`."""
        try:
            self.svar = svar.verificer(etree.tostring(envelope), self.tjeneste_cert, message_id=self.sidste, nu=self.nu())
        except svar.Fault:
            self.svar = None
        return envelope


def _action(headers) -> str:
    """The action as zeep put it into the HTTP headers: SOAPAction, or `action=` of the content type."""
    if "SOAPAction" in headers:
        return headers["SOAPAction"].strip('"')
    fundet = re.search(r'action="([^"]*)"', headers.get("Content-Type", ""))
    if not fundet:
        raise dsig.SignaturFejl("no action for the call")
    return fundet.group(1)
