//! The STS by SOAP: WS-Trust 1.3 Issue (SF1514, contracts 1.1).
use crate::Tilstand;
use crate::konvolut;
use crate::rute::{afvist, dokument, foer, laes_krop};
use crate::sikker::Kalder;
use crate::svar::{self, Ramme};
use adgang::rst::{self, TRUST};
use adgang::sts;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{get, post};
use grund::spor::Mangel;
use grund::{Fejl, Fejlkode, graenser};

/// Where tokens are issued.
pub const STI: &str = "/runtime/services/kombittrust/14/certificatemixed";
/// Where the description is.
const MEX: &str = "/runtime/services/kombittrust/mex";

/// Whether the STS answers there; a trailing slash doesn't matter.
pub fn paa_sti(sti: &str) -> bool {
    sti.strip_suffix('/').unwrap_or(sti) == STI
}

/// The STS at its addresses.
pub fn ruter() -> Router<Tilstand> {
    let vis = || get(async |State(t): State<Tilstand>| dokument("text/xml; charset=utf-8", wsdl(&t.adresse)));
    let udsted = async |State(t): State<Tilstand>, a: Request| kald(&t, a).await;
    Router::new().route(STI, vis().post(udsted)).route(&format!("{STI}/"), post(udsted)).route(MEX, vis())
}

async fn kald(tilstand: &Tilstand, anmodning: Request) -> Response {
    let kalder = Kalder::af(&anmodning);
    let mut ramme = foer(tilstand, &anmodning, &kalder);
    match udsted(tilstand, anmodning, &kalder, &mut ramme).await {
        Ok(krop) => svar::raat_svar(&ramme, &krop),
        Err(f) => afvist(&kalder, ramme, &f),
    }
}

/// The body of the answer.
///
/// # Errors
/// What becomes a fault.
async fn udsted(tilstand: &Tilstand, anmodning: Request, kalder: &Kalder, ramme: &mut Ramme) -> Result<String, Fejl> {
    let krop = laes_krop(anmodning, ramme).await?;
    let (Some(adgang), Some(indkomst)) = (tilstand.adgang.as_deref(), kalder.indkomst.as_ref()) else {
        return Err(Fejl::ny(Fejlkode::IngenAdgang).detalje(("den åbne tilstand har ingen tokens", "the open mode has no tokens")));
    };
    let ind = indkomst.ind();
    if krop.data.len() > graenser::TOKEN_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::TOKEN_BYTES, grund::sagt::BYTES)));
    }
    let tekst = krop.tekst()?;
    let dokument = grund::xml::Dokument::laes(&tekst)?;
    let konvolut = konvolut::laes(&dokument.rod)?;
    ramme.version = konvolut.version;
    ramme.hoveder.clone_from(&konvolut.hoveder);
    ramme.action = format!("{TRUST}/RSTRC/IssueFinal");
    let certifikat = adgang.sts_besked(&dokument.rod, STI, ind).await?;
    ramme.bevist();
    let udsted = async {
        let a = rst::laes(konvolut.besked, &adgang.certifikater).map_err(ind.noter(Mangel::Sikkerhed, "Ret anmodningen om token."))?;
        let u = adgang.udsted(&certifikat, &a, Some(&dokument), ind).await?;
        Ok(sts::rstrc(&u, a.kontekst.as_deref()))
    };
    // With the number of the STS's own catalogue (G-10).
    udsted.await.map_err(|f: Fejl| {
        let nummer = sts::fejlnummer(f.kode());
        f.detalje(format!("STS {nummer}"))
    })
}

/// The description that tools read: the published port, with the address of this program.
fn wsdl(adresse: &str) -> String {
    let url = format!("{adresse}{STI}");
    format!(
        r###"<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions name="SecurityTokenService" targetNamespace="http://schemas.microsoft.com/ws/2008/06/identity/securitytokenservice"
 xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"
 xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
 xmlns:tns="http://schemas.microsoft.com/ws/2008/06/identity/securitytokenservice" xmlns:wsa10="http://www.w3.org/2005/08/addressing"
 xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl" xmlns:trust="{TRUST}" xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702">
<wsp:Policy wsu:Id="CertificateWSTrustBinding_IWSTrust13Sync_policy"><wsp:ExactlyOne><wsp:All>
<sp:AsymmetricBinding><wsp:Policy>
<sp:InitiatorToken><wsp:Policy><sp:X509Token sp:IncludeToken="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/AlwaysToRecipient"><wsp:Policy><sp:WssX509V3Token10/></wsp:Policy></sp:X509Token></wsp:Policy></sp:InitiatorToken>
<sp:RecipientToken><wsp:Policy><sp:X509Token sp:IncludeToken="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/Never"><wsp:Policy><sp:WssX509V3Token10/><sp:RequireIssuerSerialReference/></wsp:Policy></sp:X509Token></wsp:Policy></sp:RecipientToken>
<sp:AlgorithmSuite><wsp:Policy><sp:Basic256Sha256/></wsp:Policy></sp:AlgorithmSuite><sp:Layout><wsp:Policy><sp:Lax/></wsp:Policy></sp:Layout>
<sp:ProtectTokens/><sp:IncludeTimestamp/><sp:OnlySignEntireHeadersAndBody/></wsp:Policy></sp:AsymmetricBinding>
<sp:Wss11><wsp:Policy><sp:MustSupportRefThumbprint/></wsp:Policy></sp:Wss11>
<sp:Trust13><wsp:Policy><sp:MustSupportIssuedTokens/><sp:RequireClientEntropy/><sp:RequireServerEntropy/></wsp:Policy></sp:Trust13>
<wsaw:UsingAddressing/></wsp:All></wsp:ExactlyOne></wsp:Policy>
<wsp:Policy wsu:Id="Input_policy"><wsp:ExactlyOne><wsp:All><sp:SignedParts><sp:Body/>
<sp:Header Name="To" Namespace="http://www.w3.org/2005/08/addressing"/><sp:Header Name="From" Namespace="http://www.w3.org/2005/08/addressing"/>
<sp:Header Name="FaultTo" Namespace="http://www.w3.org/2005/08/addressing"/><sp:Header Name="ReplyTo" Namespace="http://www.w3.org/2005/08/addressing"/>
<sp:Header Name="MessageID" Namespace="http://www.w3.org/2005/08/addressing"/><sp:Header Name="RelatesTo" Namespace="http://www.w3.org/2005/08/addressing"/>
<sp:Header Name="Action" Namespace="http://www.w3.org/2005/08/addressing"/></sp:SignedParts></wsp:All></wsp:ExactlyOne></wsp:Policy>
<wsdl:types><xs:schema elementFormDefault="qualified" targetNamespace="{TRUST}" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="RequestSecurityToken" type="trust:RequestSecurityTokenType"/>
<xs:complexType name="RequestSecurityTokenType"><xs:choice minOccurs="0" maxOccurs="unbounded"><xs:any minOccurs="0" maxOccurs="unbounded" namespace="##any" processContents="lax"/></xs:choice>
<xs:attribute name="Context" type="xs:anyURI" use="optional"/><xs:anyAttribute namespace="##other" processContents="lax"/></xs:complexType>
<xs:element name="RequestSecurityTokenResponse" type="trust:RequestSecurityTokenResponseType"/>
<xs:complexType name="RequestSecurityTokenResponseType"><xs:choice minOccurs="0" maxOccurs="unbounded"><xs:any minOccurs="0" maxOccurs="unbounded" namespace="##any" processContents="lax"/></xs:choice>
<xs:attribute name="Context" type="xs:anyURI" use="optional"/><xs:anyAttribute namespace="##other" processContents="lax"/></xs:complexType>
<xs:element name="RequestSecurityTokenResponseCollection" type="trust:RequestSecurityTokenResponseCollectionType"/>
<xs:complexType name="RequestSecurityTokenResponseCollectionType"><xs:sequence><xs:element minOccurs="1" maxOccurs="unbounded" ref="trust:RequestSecurityTokenResponse"/></xs:sequence>
<xs:anyAttribute namespace="##other" processContents="lax"/></xs:complexType></xs:schema></wsdl:types>
<wsdl:message name="IWSTrust13Sync_Trust13Issue_InputMessage"><wsdl:part name="message" element="trust:RequestSecurityToken"/></wsdl:message>
<wsdl:message name="IWSTrust13Sync_Trust13Issue_OutputMessage"><wsdl:part name="Trust13IssueResult" element="trust:RequestSecurityTokenResponseCollection"/></wsdl:message>
<wsdl:portType name="IWSTrust13Sync"><wsdl:operation name="Trust13Issue">
<wsdl:input wsaw:Action="{TRUST}/RST/Issue" message="tns:IWSTrust13Sync_Trust13Issue_InputMessage"/>
<wsdl:output wsaw:Action="{TRUST}/RSTRC/IssueFinal" message="tns:IWSTrust13Sync_Trust13Issue_OutputMessage"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="CertificateWSTrustBinding_IWSTrust13Sync" type="tns:IWSTrust13Sync">
<wsp:PolicyReference URI="#CertificateWSTrustBinding_IWSTrust13Sync_policy"/><soap12:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Trust13Issue"><soap12:operation soapAction="{TRUST}/RST/Issue" style="document"/>
<wsdl:input><wsp:PolicyReference URI="#Input_policy"/><soap12:body use="literal"/></wsdl:input><wsdl:output><soap12:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
<wsdl:service name="SecurityTokenService"><wsdl:port name="CertificateWSTrustBinding_IWSTrust13Sync" binding="tns:CertificateWSTrustBinding_IWSTrust13Sync">
<soap12:address location="{url}"/><wsa10:EndpointReference><wsa10:Address>{url}</wsa10:Address></wsa10:EndpointReference></wsdl:port></wsdl:service>
</wsdl:definitions>
"###
    )
}
