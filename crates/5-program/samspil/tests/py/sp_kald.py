"""Calls of DemoService with a client certificate and an AuthorityContext: a line for each, status, source and what was said; with `ogsaa`, a search in Organisation by token beside each.
usage: sp_kald.py HTTPS-ADDRESS FOLDER-WITH-KEYSTORES NUMBER [ogsaa]"""
import sys

import requests

base, mappe, antal = sys.argv[1], sys.argv[2], int(sys.argv[3])
NS = "http://serviceplatformen.dk/xml/"
krop = (f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><d:CallDemoServiceRequest xmlns:d="{NS}wsdl/soap11/SP/Demo/1/">'
        f'<c:CallContext xmlns:c="{NS}schemas/CallContext/1/"><c:AccountingInfo>konto 42</c:AccountingInfo></c:CallContext>'
        f'<a:AuthorityContext xmlns:a="{NS}schemas/AuthorityContext/1/"><a:MunicipalityCVR>11111111</a:MunicipalityCVR></a:AuthorityContext>'
        "<d:messageString>hej &amp; æøå</d:messageString></d:CallDemoServiceRequest></s:Body></s:Envelope>").encode()
s = requests.Session()
s.verify, s.trust_env = f"{mappe}/rod.pem", False
s.cert = (f"{mappe}/demosystem.pem", f"{mappe}/demosystem.key")
for _ in range(antal):
    r = s.post(f"{base}/service/SP/Demo/1", krop, headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'})
    r.encoding = "utf-8"
    print(r.status_code, r.headers.get("Samspil-Kilde"), r.text.replace("\n", " "), flush=True)
    if "ogsaa" in sys.argv:
        form = {"client_id": "x", "grant_type": "client_credentials", "scope": "entityid:http://stoettesystemerne.dk/service/organisation/3,anvenderkontekst:11111111"}
        token = s.post(f"{base}/runtime/api/rest/oauth/v1/issue", data=form).json()["access_token"]
        o = s.get(f"{base}/organisation/organisationenhed?maximalantalresultater=1", headers={"Authorization": f"Bearer {token}"})
        print("other", o.status_code, flush=True)
