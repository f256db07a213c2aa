"""Over HTTP: fetch a token at the STS, call a service with it, verify what comes back."""
import datetime as dt

import requests

from . import svar, wss
from .navne import S11, S12, RST_ACTION
from .noegler import Noegle


def post(url: str, k: wss.Kuvert, *, action: str, verify=True, cert=None, session=None, timeout: int = 60) -> requests.Response:
    """Sends an envelope as its client does: Content-Type with or without `action`, SOAPAction for SOAP 1.1."""
    return send(url, k.data(), soap=k.soap, action=action if k.stil.action_i_http else None, verify=verify, cert=cert, session=session, timeout=timeout)


def send(url: str, data: bytes, *, soap: str = S12, action: str | None = None, verify=True, cert=None, session=None, timeout: int = 60):
    """Sends raw bytes (the attacks use this)."""
    if soap == S11:
        hoveder = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action or ""}"'}
    else:
        hoveder = {"Content-Type": "application/soap+xml; charset=utf-8" + (f'; action="{action}"' if action else "")}
    return (session or requests).post(url, data=data, headers=hoveder, verify=verify, cert=cert, timeout=timeout)


def hent_token(sts_url: str, noegle: Noegle, entityid: str, cvr: str, sts_cert, *, verify=True, stil: wss.Stil = wss.KOMBIT_JAVA, token_levetid=None,
               kontekst=None, udsteder=None, **valg) -> wss.Token:
    """WS-Trust Issue; `til` is what To says, if not the address. Raises `svar.Fault` when the STS refuses."""
    nu = valg.pop("nu", None) or wss.nu_utc()
    k = wss.rst(noegle, entityid, cvr, til=valg.pop("til", sts_url), stil=stil, token_levetid=token_levetid, kontekst=kontekst, nu=nu, **valg)
    r = post(sts_url, k, action=RST_ACTION, verify=verify)
    sidst = nu + dt.timedelta(seconds=token_levetid) if token_levetid else None
    return svar.verificer_rstrc(r.content, sts_cert, noegle.cert, message_id=k.message_id, audience=entityid, cvr=cvr, nu=nu, kontekst=kontekst,
                                sidste_udloeb=sidst, udsteder=udsteder)


def kald(url: str, noegle: Noegle, token: wss.Token, krop, *, action: str, tjeneste_cert, verify=True, cert=None, session=None,
         svar_action: str | None = None, til: str | None = None, **valg) -> svar.Svar:
    """One call with a token; `valg`: `stil`, `soap`, `nu`, `levetid`, `hoveder`. Raises `svar.Fault` when the service refuses."""
    k = wss.kald_kuvert(noegle, token, krop, action=action, til=til or url, **valg)
    r = post(url, k, action=action, verify=verify, cert=cert, session=session)
    return svar.verificer(r.content, tjeneste_cert, message_id=k.message_id, nu=valg.get("nu"), action=svar_action)
