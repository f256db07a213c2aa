"""SF1530 CVR Online: every operation by a zeep client from the published WSDLs; answers are held against the published schemas.
usage: zeep_cvr.py ADDRESS FOLDER OF PUBLISHED CONTRACTS

The demo's company register is there: the 98 municipalities, Korsbæk Kommune and its companies."""
import pathlib
import sys

import zeep
from lxml import etree
from zeep.plugins import HistoryPlugin

ADRESSE, KONTRAKTER = sys.argv[1], pathlib.Path(sys.argv[2]) / "sf1530-cvr-online"
V11 = "http://schemas.xmlsoap.org/soap/envelope/"
SKEMA = etree.XMLSchema(etree.parse(str(KONTRAKTER / "OnlineServiceMsg.xsd")))
KOEBENHAVN, KORSBAEK = 64942212, 11111111

for model in ("context", "token"):
    historik = HistoryPlugin()
    klient = zeep.Client(str(KONTRAKTER / f"wsdl/{model}/OnlineService.wsdl"), plugins=[historik])
    klient.transport.session.headers["X-Myndighed-CVR"] = str(KORSBAEK)
    # zeep reads the policies of the token WSDL and signs nothing by them: in the open mode both are called alike.
    tjeneste = klient.create_service("{http://rep.oio.dk/eogs/xml.wsdl/2/}CvrBinding", f"{ADRESSE}/service/CVR/Online/2")

    def kald(operation, **krop):
        svar = tjeneste[operation](CallContext={"CallersServiceCallIdentifier": "zeep"}, **{f"{operation[0].upper()}{operation[1:]}Request": krop})
        SKEMA.assertValid(historik.last_received["envelope"].find(f"{{{V11}}}Body")[0])
        # zeep gives what is in an element of one element: the unit itself.
        return svar

    def enhed(cvr, level=3):
        return kald("getLegalUnit", LegalUnitIdentifier=cvr, level=level)

    u = enhed(KOEBENHAVN)
    assert u.LegalUnitName.name == "Københavns Kommune" and u.LegalUnitIdentifier == KOEBENHAVN, u
    assert enhed(12345674) is None, "a number that nobody has"
    assert enhed(KORSBAEK, 1).ActivityInformation is None and enhed(KORSBAEK, 2).ActivityInformation.MainActivity.ActivityCode == "841100"

    fundet = kald("searchLegalUnit", SearchName="Korsbæk Kommune")
    assert fundet.LegalUnitIdentifierCollection.LegalUnitIdentifier == [KORSBAEK] and not fundet.moreResultsExistIndicator, fundet
    byg = kald("searchLegalUnit", ActivityCode="412000", SearchAddress={"MunicipalityCode": "9000"}, SearchLifecycleStatus="active", maximumNumberOfResultsType=3)
    cvr = byg.LegalUnitIdentifierCollection.LegalUnitIdentifier
    assert len(cvr) == 3 and byg.moreResultsExistIndicator, byg

    firma = enhed(cvr[0])
    assert firma.ActivityInformation.MainActivity.ActivityCode == "412000" and firma.AddressOfficial.AddressPostalExtended.PostCodeIdentifier == "0000"
    assert firma.ParticipantCollection.Participant[0].ParticipantName, firma
    pnumre = [t.ProductionUnitIdentifier for t in firma.ProductionUnitAffiliationCollection.ProductionUnitAffiliation]
    p = kald("getProductionUnit", ProductionUnitIdentifier=pnumre[0], level=3)
    assert p.LegalUnitAffiliation.LegalUnitIdentifier == cvr[0] and p.MainDivisionIndicator, p
    soegt = kald("searchProductionUnit", LegalUnitIdentifier=cvr[0]).ProductionUnitIdentifierCollection.ProductionUnitIdentifier
    assert sorted(soegt) == sorted(pnumre), soegt
    alle = kald("getRelatedProductionUnitNameAndAddress", LegalUnitIdentifier=cvr[0]).ProductionUnitNameAndAddress
    assert sorted(a.ProductionUnitIdentifier for a in alle) == sorted(pnumre) and all(a.AddressLocation.CountryIdentificationCode._value_1 == "DK" for a in alle)

    try:
        kald("searchLegalUnit", SearchLifecycleStatus="active")
        raise AssertionError("a search without a criterion that has an index")
    except zeep.exceptions.Fault as f:
        assert "SAM-1402" in str(f.message), f
print("ok")
