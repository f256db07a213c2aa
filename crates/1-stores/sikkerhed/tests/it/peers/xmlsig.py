"""lxml and signxml as peers.

c14n: a JSON line per document on standard input (text, path of child indices, prefixes), its canonical form in hex out.
verify FILE CERT ID / sign FILE KEY CERT ID: an enveloped signature, by signxml.
"""
import json
import sys

from lxml import etree


def c14n():
    for line in sys.stdin:
        job = json.loads(line)
        e = etree.fromstring(job["tekst"].encode())
        for i in job["sti"]:
            e = [b for b in e if isinstance(b.tag, str)][i]
        ud = etree.tostring(e, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=job["praefikser"] or None, with_tail=False)
        print(ud.hex(), flush=True)


def signxml_verify(fil, certifikat, id):
    from signxml import SignatureConfiguration, XMLVerifier

    data = open(fil, "rb").read()
    r = XMLVerifier().verify(data, x509_cert=open(certifikat).read(), expect_config=SignatureConfiguration(location=".//"), id_attribute="ID")
    assert r.signed_xml.get("ID") == id, r.signed_xml.get("ID")
    print("OK")


def signxml_sign(fil, noegle, certifikat, id):
    from signxml import XMLSigner, methods

    root = etree.fromstring(open(fil, "rb").read())
    signer = XMLSigner(
        method=methods.enveloped, signature_algorithm="rsa-sha256", digest_algorithm="sha256", c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"
    )
    ud = signer.sign(root, key=open(noegle).read(), cert=open(certifikat).read(), reference_uri=id, id_attribute="ID")
    sys.stdout.write(etree.tostring(ud, encoding="unicode"))


{"c14n": c14n, "verify": signxml_verify, "sign": signxml_sign}[sys.argv[1]](*sys.argv[2:])
