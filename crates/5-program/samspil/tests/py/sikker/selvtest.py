"""The library against itself and against xmlsec1, signxml and Santuario, so that it is known to be right before the program meets it.

usage: selvtest.py     prints one line per test; exits 1 if one fails"""
import base64
import datetime as dt
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback
from dataclasses import replace

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import requests
import signxml
import zeep
from lxml import etree

from sikker import angreb, dsig, falsk, klient, noegler, rest, skema, svar, wss
from sikker.navne import *  # noqa: F403
from sikker.zeep_sikkerhed import Idws

AUD, TIL, ACTION, CVR = "http://selvtest.example/service/x/1", "https://selvtest.example/x/1", "urn:selvtest:gem", "11111111"
HER = pathlib.Path(__file__).resolve().parent
MAPPE = pathlib.Path(tempfile.mkdtemp(prefix="selvtest-"))
CA = noegler.lav("Selvtest CA", er_ca=True)
STS, TJENESTE, KLIENT, ANDEN = (noegler.lav(n, udsteder=CA) for n in ("STS", "Tjeneste", "Klient", "Anden klient"))
TOKEN = falsk.lav_token(STS, KLIENT.cert, AUD, CVR)


def krop(tekst="hej"):
    el = etree.Element("{urn:selvtest}Gem", nsmap={None: "urn:selvtest"})
    etree.SubElement(el, "{urn:selvtest}tekst").text = tekst
    return el


def modtager(**valg):
    return falsk.Modtager(STS, CA, [KLIENT.cert, ANDEN.cert], **{"audience": AUD, "til": TIL, **valg})


def fejler(f, *typer):
    try:
        f()
    except typer or (dsig.SignaturFejl,):
        return
    raise AssertionError("was accepted")


def fil(navn: str, data: bytes) -> str:
    (MAPPE / navn).write_bytes(data)
    return str(MAPPE / navn)


# --- keys, schema ----------------------------------------------------------------------------------------------------------------------------------

def test_noegler_fra_p12_og_pem():
    for sti, kode in ((fil("k.p12", KLIENT.p12("hemmelig")), "hemmelig"), (fil("k.pem", KLIENT.pem()), None)):
        laest = noegler.laes(sti, kode)
        assert noegler.samme(laest.cert, KLIENT.cert) and len(laest.kaede) == 1 and laest.privat.private_numbers() == KLIENT.privat.private_numbers()
    assert noegler.ski(KLIENT.cert) != noegler.ski(STS.cert)


def test_skema_godtager_token_og_afviser_det_omvendte():
    for praefiks in (None, "saml"):
        skema.valider(falsk.lav_token(STS, KLIENT.cert, AUD, CVR, praefiks=praefiks, begraensninger=(("http://x/constraints/KLE/1", "27,28"),)).xml)
    a = TOKEN.element()
    a.append(a.find(q(SAML, "Issuer")))
    fejler(lambda: skema.valider(etree.tostring(a)), Exception)


# --- the token and the STS ---------------------------------------------------------------------------------------------------------------------------

def test_alle_stile_faar_token_og_kalder():
    for stil in wss.STILE.values():
        for soap in (S12, S11):
            m = modtager(til="https://sts/")
            k = wss.rst(KLIENT, AUD, CVR, til="https://sts/", stil=stil, soap=soap, kontekst="c1", token_levetid=600)
            rstrc = m.udsted(m.anmodning(k.data()))
            token = svar.verificer_rstrc(rstrc, STS.cert, KLIENT.cert, message_id=k.message_id, audience=AUD, cvr=CVR, kontekst="c1",
                                         sidste_udloeb=wss.nu_utc() + dt.timedelta(seconds=601))
            assert token.privilegier[0][1] == ("http://selvtest.example/roles/servicesystemrole/laes/1",)
            kald = wss.kald_kuvert(KLIENT, token, krop(), action=ACTION, til=TIL, stil=stil, soap=soap)
            assert modtager().tjenestekald(kald.data()).token.cvr == CVR, stil.navn


def test_on_behalf_of():
    for obo in (TOKEN, ANDEN.b64, wss.bst(ANDEN.b64)):
        k = wss.rst(KLIENT, AUD, CVR, til=TIL, paa_vegne_af=obo)
        obo_el = modtager().anmodning(k.data()).krop[0].find(q(WST, "OnBehalfOf"))
        assert len(obo_el) == (0 if isinstance(obo, str) else 1)


def test_rst_stilenes_saerheder():
    def dele(stil, **valg):
        k = wss.rst(KLIENT, AUD, CVR, til=TIL, stil=stil, **valg)
        return k, {r.get("URI")[1:] for r in k.signatur.iter(q(DS, "Reference"))}
    k, ids = dele(wss.KOMBIT_JAVA)
    assert {k.dele[n].get(q(WSU, "Id")) for n in ("Timestamp", "Body", "To", "ReplyTo", "MessageID", "Action", "BST")} == ids
    assert k.signatur.find(f".//{q(EC, 'InclusiveNamespaces')}") is not None
    k, ids = dele(wss.FKK)
    assert len(ids) == 5 and k.dele["BST"].get(q(WSU, "Id")) not in ids and k.dele["ReplyTo"].get(q(WSU, "Id")) is None
    k, ids = dele(wss.BFO)
    body = k.dele["Body"]
    assert body.find(".//Value") is not None and body.find(f".//{q(WST, 'UseKey')}/*").get(q(WSU, "Id")) is None
    assert k.dele["Framework"].get(q(WSU, "Id")) is None and not k.stil.action_i_http
    k, _ = dele(wss.WSSJ)
    assert k.signatur[0][0][0].get("PrefixList") is not None


def test_rstrc_aendret_afvises():
    k = wss.rst(KLIENT, AUD, CVR, til=TIL, kontekst="c")
    m = modtager()
    rstrc = m.udsted(m.anmodning(k.data()))
    god = {"message_id": k.message_id, "audience": AUD, "cvr": CVR, "kontekst": "c"}
    svar.verificer_rstrc(rstrc, STS.cert, KLIENT.cert, **god)
    for navn, v in (("message_id", "urn:uuid:x"), ("audience", "http://y"), ("cvr", "22222222"), ("kontekst", None)):
        fejler(lambda: svar.verificer_rstrc(rstrc, STS.cert, KLIENT.cert, **{**god, navn: v}))
    fejler(lambda: svar.verificer_rstrc(rstrc, TJENESTE.cert, KLIENT.cert, **god))
    fejler(lambda: svar.verificer_rstrc(rstrc, STS.cert, ANDEN.cert, **god))
    fejler(lambda: svar.verificer_rstrc(rstrc, STS.cert, KLIENT.cert, nu=wss.nu_utc() + dt.timedelta(hours=1), **god))
    fejler(lambda: svar.verificer_rstrc(rstrc.replace(b">11111111<", b">11111112<"), STS.cert, KLIENT.cert, **god))


def _rigtigt_signeret(ret) -> bytes:
    """A token with a change from before it was signed: only the rule itself can refuse it."""
    a = falsk.lav_token(STS, KLIENT.cert, AUD, CVR, signer=False).element()
    ret(a)
    dsig.signer_enveloped(a, STS, 1)
    return etree.tostring(a)


def test_assertion_hvert_krav():
    def tjek(xml=TOKEN.xml, **valg):
        return svar.verificer_assertion(xml, STS.cert, KLIENT.cert, **{"audience": AUD, "cvr": CVR, **valg})
    tjek()
    tjek(_rigtigt_signeret(lambda a: None))
    fejler(lambda: tjek(nu=wss.nu_utc() + dt.timedelta(hours=9)))
    fejler(lambda: tjek(udsteder="https://en.anden"))
    fejler(lambda: tjek(falsk.lav_token(ANDEN, KLIENT.cert, AUD, CVR).xml))
    fejler(lambda: tjek(falsk.lav_token(STS, ANDEN.cert, AUD, CVR).xml))
    fejler(lambda: tjek(falsk.lav_token(STS, KLIENT.cert, AUD, CVR, signaturmetode=RSA_SHA1).xml), dsig.AlgoritmeFejl)
    s = lambda navn: q(SAML, navn)  # noqa: E731
    for navn, ret in {
            "attribute missing": lambda a: a.find(s("AttributeStatement")).remove(a.find(s("AttributeStatement"))[2]),
            "attribute twice": lambda a: a.find(s("AttributeStatement")).append(wss.Token(etree.tostring(a.find(f".//{s('Attribute')}")), "").element()),
            "bearer": lambda a: a.find(f".//{s('SubjectConfirmation')}").set("Method", "urn:oasis:names:tc:SAML:2.0:cm:bearer"),
            "type": lambda a: a.find(f".//{s('SubjectConfirmationData')}").set(q(XSI, "type"), "x:KeyInfoConfirmationDataType"),
            "recipient": lambda a: a.find(f".//{s('SubjectConfirmationData')}").set("Recipient", "http://x"),
            "NameID format": lambda a: a.find(f".//{s('NameID')}").attrib.pop("Format"),
            "issuer format": lambda a: a.find(s("Issuer")).attrib.pop("Format"),
            "no AuthnStatement": lambda a: a.remove(a.find(s("AuthnStatement"))),
            "AuthzDecisionStatement": lambda a: etree.SubElement(a, s("AuthzDecisionStatement")),
            "qualified privileges": lambda a: setattr(a.findall(f".//{s('AttributeValue')}")[4], "text", _bpp(f"<b:PrivilegeGroup Scope='{CVR_SCOPE}{CVR}'/>")),
            "other CVR's privileges": lambda a: setattr(a.findall(f".//{s('AttributeValue')}")[4], "text",
                                                        _bpp(f"<PrivilegeGroup Scope='{CVR_SCOPE}2'><Privilege>x</Privilege></PrivilegeGroup>")),
            "id": lambda a: a.set("ID", "1")}.items():
        try:
            tjek(_rigtigt_signeret(ret))
        except dsig.SignaturFejl:
            continue
        raise AssertionError(f"{navn}: was accepted")


def _bpp(indhold: str) -> str:
    return base64.b64encode(f"<b:PrivilegeList xmlns:b='{BPP[0]}'>{indhold}</b:PrivilegeList>".encode()).decode()


# --- answers -----------------------------------------------------------------------------------------------------------------------------------------

def test_svar_begge_stile():
    for soap in (S12, S11):
        for med_bst in (False, True):
            k = falsk.svar_kuvert(TJENESTE, krop(), action=ACTION + "Svar", relates_to="urn:uuid:1", soap=soap, med_bst=med_bst, praefikser=med_bst)
            s = svar.verificer(k.data(), TJENESTE.cert, message_id="urn:uuid:1", action=ACTION + "Svar")
            assert s.keyinfo == ("BST" if med_bst else "SKI")
            assert s.dele == {"Body", "Timestamp", "Action", "RelatesTo", "MessageID"} | ({"To", "BST"} if med_bst else set())
            fejler(lambda: svar.verificer(k.data(), STS.cert, message_id="urn:uuid:1"))
            fejler(lambda: svar.verificer(k.data(), TJENESTE.cert, message_id="urn:uuid:2"))
            fejler(lambda: svar.verificer(k.data().replace(b"hej", b"hov"), TJENESTE.cert, message_id="urn:uuid:1"))
            fejler(lambda: svar.verificer(k.data(), TJENESTE.cert, message_id="urn:uuid:1", nu=wss.nu_utc() + dt.timedelta(hours=1)))


def test_svar_uden_en_signeret_del_afvises():
    for del_ in ("Body", "Action", "MessageID", "Timestamp", "To", "BST"):
        stil = wss.Stil("svar", replyto=False)
        k = wss.byg_kuvert(krop(), action=ACTION, til=ANONYM, stil=stil)
        rel = etree.SubElement(k.hoved, q(WSA, "RelatesTo"), {q(WSU, "Id"): "rel"})
        rel.text = "urn:uuid:1"
        k.ekstra.append(dsig.Reference("rel", rel))
        wss.tilfoej_bst(k, TJENESTE)
        wss.underskriv(k, TJENESTE, udelad=(del_,))
        fejler(lambda: svar.verificer(k.data(), TJENESTE.cert, message_id="urn:uuid:1"))


def test_fault_bliver_til_undtagelse_med_nummer():
    for soap in (S12, S11):
        try:
            svar.verificer(falsk.fault(2105, "for gammel", soap), TJENESTE.cert, message_id="x")
            raise AssertionError("no fault")
        except svar.Fault as f:
            assert f.numre == {2105}


# --- the attacks -------------------------------------------------------------------------------------------------------------------------------------

def _proev(angreb_, modtag):
    antal, forkerte = 0, []
    for navn, data, numre in angreb_:
        antal += 1
        try:
            modtag(data)
            nummer = angreb.OK
        except falsk.Afvist as e:
            nummer = e.nummer
        if nummer not in numre:
            forkerte.append(f"{navn}: {nummer or 'accepted'}, expected {sorted(numre)}")
    assert not forkerte, "\n".join(forkerte)
    return antal


def _tjenestemaal(**valg):
    nu = wss.nu_utc
    return angreb.tjeneste(KLIENT, TOKEN, ANDEN, til=TIL, action=ACTION, krop=krop, anden_audience=falsk.lav_token(STS, KLIENT.cert, "http://andet/1", CVR),
                           udloebet=falsk.lav_token(STS, KLIENT.cert, AUD, CVR, nu=nu() - dt.timedelta(hours=9)), **valg)


def test_angreb_paa_tjenesten_afvises():
    for stil in (wss.DOTNET, wss.WSSJ, wss.FKK, wss.SP_TOKEN):
        antal = _proev(angreb.mod_tjeneste(_tjenestemaal(stil=stil)), modtager().tjenestekald)
        assert antal > 130, antal


def test_angreb_paa_sts_afvises():
    for stil in (wss.KOMBIT_JAVA, wss.DOTNET):
        m = angreb.sts(KLIENT, ANDEN, til=TIL, entityid=AUD, cvr=CVR, stil=stil)
        antal = _proev((a for a in angreb.mod_sts(m) if a.navn != "OnBehalfOf med eget token"), modtager().anmodning)
        assert antal > 95, antal


def test_angreb_er_rigtige_angreb():
    """A careless reader (any id anywhere, first signature, no position check) accepts the wrapped messages: they do wrap."""
    fundet = 0
    for navn, data, _ in angreb.indpakket(_tjenestemaal()):
        if "samme id" in navn or "to Action" in navn or navn == "to Body, den sidste er angriberens":
            continue  # ids are not unique there: even a careless reader stumbles
        rod = dsig.laes_xml(data)
        for tomt in rod.iter(q(DS, "Object")):
            tomt.tag = "{urn:x}Object"  # a careless reader doesn't look into the signature
        sig = next(s for s in rod.iter(q(DS, "Signature")) if s.getparent().tag != q(SAML, "Assertion"))
        try:
            dsig.verificer(sig, KLIENT.cert)
            fundet += 1
        except dsig.SignaturFejl as e:
            assert "elements" in str(e), (navn, e)  # an honest copy with the same ids
    assert fundet >= 10, fundet


# --- other implementations -----------------------------------------------------------------------------------------------------------------------------

def _xmlsec1(sti: str, *args: str):
    ids = ["--id-attr:ID", f"{SAML}:Assertion"]
    for navnerum, navne in ((S12, ("Body",)), (WSA, ("Action", "MessageID", "To", "ReplyTo")), (WSU, ("Timestamp",)), (WSSE, ("SecurityTokenReference",))):
        for n in navne:
            ids += ["--id-attr:Id", f"{navnerum}:{n}"]
    return subprocess.run(["xmlsec1", "--verify", *ids, *args, sti], capture_output=True, text=True, check=False)


def test_xmlsec1():
    if not shutil.which("xmlsec1"):
        print("SKIPPED: xmlsec1 is not installed (Debian package xmlsec1)")
        return
    sts, kl = fil("sts.pem", STS.pem()), fil("kl.pem", KLIENT.pem())
    ca = fil("ca.pem", CA.pem())
    for praefiks in (None, "saml"):
        a = fil("a.xml", falsk.lav_token(STS, KLIENT.cert, AUD, CVR, praefiks=praefiks).xml)
        r = _xmlsec1(a, "--trusted-pem", ca, "--pubkey-cert-pem", sts)
        assert r.returncode == 0, r.stderr
    for stil in (wss.FKK, wss.BFO):  # xmlsec1 knows no STR-Transform; exc-c14n with and without STR it does
        k = wss.kald_kuvert(KLIENT, TOKEN, krop(), action=ACTION, til=TIL, stil=replace(stil, liberty=None, str_transform=False, praefikser=stil is wss.BFO))
        xpath = "/*[local-name()='Envelope']/*[local-name()='Header']/*[local-name()='Security']/*[local-name()='Signature']"
        god = _xmlsec1(fil("k.xml", k.data()), "--pubkey-cert-pem", kl, "--node-xpath", xpath)
        assert god.returncode == 0, god.stderr
        daarlig = _xmlsec1(fil("k2.xml", k.data().replace(b"hej", b"hov")), "--pubkey-cert-pem", kl, "--node-xpath", xpath)
        assert daarlig.returncode != 0


def test_signxml():
    """signxml verifies our assertion; we verify what signxml signs."""
    fundet = signxml.XMLVerifier().verify(TOKEN.xml, x509_cert=STS.cert, id_attribute="ID")
    assert fundet.signed_xml.get("ID") == TOKEN.id
    usigneret = falsk.lav_token(STS, KLIENT.cert, AUD, CVR, signer=False).element()
    usigneret.insert(1, etree.Element(q(DS, "Signature"), Id="placeholder", nsmap={"ds": DS}))
    signer = signxml.XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#", signature_algorithm="rsa-sha256", digest_algorithm="sha256")
    signeret = signer.sign(usigneret, key=STS.privat, cert=[STS.cert], reference_uri=usigneret.get("ID"), id_attribute="ID")
    for el in signeret.iter(q(DS, "KeyValue")):
        el.getparent().remove(el)
    svar.verificer_assertion(etree.tostring(signeret), STS.cert, KLIENT.cert, audience=AUD, cvr=CVR)


JARS = [f"/usr/share/java/{n}.jar" for n in ("xmlsec", "slf4j-api", "commons-codec", "commons-logging")]


def _santuario(*args: str):
    """Santuario.java by the source launcher; None if Java or the jars are missing."""
    if not shutil.which("java") or not all(map(os.path.exists, JARS)):
        print("SKIPPED: Santuario (Debian packages default-jdk-headless, libxml-security-java)")
        return None
    return subprocess.run(["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", ":".join(JARS), str(HER / "Santuario.java"), *args],
                          capture_output=True, text=True, check=False, timeout=120)


def test_santuario_verificerer_vores():
    certs = ",".join((fil("sts.pem", STS.pem()), fil("kl.pem", KLIENT.pem()), fil("tj.pem", TJENESTE.pem())))
    filer = [fil("a.xml", TOKEN.xml)]
    praefikset = falsk.lav_token(STS, KLIENT.cert, AUD, CVR, praefiks="saml")
    for stil in wss.STILE.values():
        filer.append(fil(f"{stil.navn}.xml", wss.kald_kuvert(KLIENT, praefikset, krop(), action=ACTION, til=TIL, stil=stil).data()))
    filer.append(fil("svar.xml", falsk.svar_kuvert(TJENESTE, krop(), action=ACTION, relates_to="urn:uuid:1", med_bst=True, praefikser=True).data()))
    r = _santuario("verify", certs, *filer)
    if r is not None:
        assert r.returncode == 0 and len(r.stdout.splitlines()) == len(filer), r.stderr + r.stdout
        forkert = fil("forkert.xml", wss.kald_kuvert(KLIENT, TOKEN, krop(), action=ACTION, til=TIL).data().replace(b"hej", b"hov"))
        assert _santuario("verify", certs, forkert).returncode != 0


def test_vi_verificerer_santuarios():
    usigneret = falsk.lav_token(STS, KLIENT.cert, AUD, CVR, signer=False)
    a = str(MAPPE / "s_a.xml")
    if _santuario("sign", fil("sts.pem", STS.pem()), fil("u_a.xml", usigneret.xml), a) is None:
        return
    token = svar.verificer_assertion(pathlib.Path(a).read_bytes(), STS.cert, KLIENT.cert, audience=AUD, cvr=CVR)
    k = wss.byg_kald(token, krop(), action=ACTION, til=TIL)
    for n in ("Body", "Action", "MessageID", "To", "ReplyTo", "Timestamp", "STR"):
        wss._id(k.dele[n], k.stil)
    ud = str(MAPPE / "s_k.xml")
    r = _santuario("sign", fil("kl.pem", KLIENT.pem()), fil("u_k.xml", k.data()), ud)
    assert r.returncode == 0, r.stderr
    assert modtager().tjenestekald(pathlib.Path(ud).read_bytes()).message_id == k.message_id


# --- over HTTP ---------------------------------------------------------------------------------------------------------------------------------------

def test_over_http():
    """STS, a signed service by `kald` and by zeep, and the REST tokens, at a small TLS server with client certificates."""
    from sikker import falsk_server
    with falsk_server.Server(MAPPE, CA, STS, TJENESTE, [KLIENT, ANDEN]) as s:
        sts_url, url, v = s.url + falsk_server.STS_STI, s.url + falsk_server.DEMO_STI, s.ca_fil
        for stil in (wss.KOMBIT_JAVA, wss.BFO, wss.FKK):
            token = klient.hent_token(sts_url, KLIENT, falsk_server.AUD, CVR, STS.cert, verify=v, stil=stil)
        s11 = klient.kald(url, KLIENT, token, falsk_server.demo_krop("hej"), action=falsk_server.DEMO_ACTION, tjeneste_cert=TJENESTE.cert, verify=v,
                          soap=S11, stil=wss.SP_TOKEN)
        assert s11.krop[0].text == "hej"
        fejler(lambda: klient.kald(url, ANDEN, token, falsk_server.demo_krop("hej"), action=falsk_server.DEMO_ACTION, tjeneste_cert=TJENESTE.cert,
                                   verify=v, soap=S11), svar.Fault)
        _zeep(s, url, token)
        _rest(s)


def _zeep(s, url, token):
    from sikker import falsk_server
    wsdl = fil("demo.wsdl", falsk_server.WSDL.replace("ADRESSE", url).encode())
    session = requests.Session()
    session.verify, session.trust_env = s.ca_fil, False  # REQUESTS_CA_BUNDLE would win over session.verify
    sik = Idws(KLIENT, token, TJENESTE.cert, stil=wss.SP_TOKEN)
    z = zeep.Client(wsdl, wsse=sik, plugins=[sik], transport=zeep.Transport(session=session))
    assert z.service.callDemoService(messageString="fra zeep") == "fra zeep" and sik.svar.keyinfo == "BST"
    sik.noegle = ANDEN
    try:
        z.service.callDemoService(messageString="x")
        raise AssertionError("was accepted")
    except zeep.exceptions.Fault as f:
        assert "SAM-2102" in f.message, f.message
    uden = zeep.Client(wsdl, wsse=Idws(KLIENT, token, STS.cert, til=url), transport=zeep.Transport(session=session))
    fejler(lambda: uden.service.callDemoService(messageString="x"))  # answer signed by another key than the pinned one


def _rest(s):
    from sikker import falsk_server
    pem = fil("klient.pem", KLIENT.pem())
    r = rest.Klient(s.url, pem, s.ca_fil)
    token, _ = r.saml(KLIENT, falsk_server.AUD, CVR, STS.cert)
    assert rest.alle_privilegier(token)
    meta = r.metadata()
    jwt = r.jwt(falsk_server.AUD, CVR)["access_token"]
    nogle = r.jwks(meta["jwks_uri"])
    rest.verificer_jwt(jwt, nogle, udsteder=meta["issuer"], audience=falsk_server.AUD, klient_cert=KLIENT.cert)
    fejler(lambda: rest.verificer_jwt(jwt, nogle, klient_cert=ANDEN.cert), ValueError)
    fejler(lambda: rest.verificer_jwt(jwt[:-8] + "AAAAAAAA", nogle), ValueError)
    fejler(lambda: rest.verificer_jwt(jwt, nogle, nu=wss.nu_utc() + dt.timedelta(days=1)), ValueError)
    adgang = r.adgangstoken(token)["access_token"]
    assert "æøå/1" in r.demo("æøå/1", adgang).text
    for andet in (rest.Klient(s.url, fil("anden.pem", ANDEN.pem()), s.ca_fil), rest.Klient(s.url, None, s.ca_fil)):
        try:
            andet.demo("x", adgang)
            raise AssertionError("was accepted")
        except rest.RestFejl as e:
            assert e.status == 401, e


def main() -> int:
    fejl = 0
    tests = [(n, f) for n, f in globals().items() if n.startswith("test_") and (len(sys.argv) < 2 or sys.argv[1] in n)]
    try:
        for navn, f in tests:
            try:
                f()
                print(f"ok   {navn}", flush=True)
            except Exception:
                fejl += 1
                print(f"FAIL {navn}\n{traceback.format_exc()}", flush=True)
    finally:
        shutil.rmtree(MAPPE)
    print(f"{len(tests) - fejl} passed, {fejl} failed")
    return 1 if fejl or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
