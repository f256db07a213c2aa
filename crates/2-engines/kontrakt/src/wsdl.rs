//! The WSDL that a service shows at `?wsdl`, written from the table, with its policies inside the same document: a policy
//! reference by fragment resolves in no other, whatever the published files do.
use crate::skema::Element;
use crate::tjeneste::{Kontrakt, Platform, SoapVersion};
use crate::xsd::Samling;
use grund::xml::escape_attribut;

/// The security policy of a WSDL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Politik {
    /// None: for the open mode, where tools shall build clients that send no token.
    Ingen,
    /// Of signed messages with a token.
    Token,
    /// Of a client certificate and a context in the body, which Serviceplatformen's services have beside the other one; elsewhere as [`Self::Token`].
    Klientcertifikat,
}

/// Writes the WSDL. `url` is the service's address, with scheme and host, without a query.
pub fn wsdl<T, U>(kontrakt: &Kontrakt<T, U>, url: &str, politik: Politik) -> String {
    let k = kontrakt;
    let (slags, politik) = (politik, politik != Politik::Ingen);
    let samling = Samling::af(k);
    let soap = match k.soap {
        SoapVersion::V11 => "http://schemas.xmlsoap.org/wsdl/soap/",
        SoapVersion::V12 => "http://schemas.xmlsoap.org/wsdl/soap12/",
    };
    let mut u = Ud(String::with_capacity(16 * 1024));
    u.0.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<wsdl:definitions");
    if !k.definition.is_empty() {
        u.attr("name", k.definition);
    }
    u.attr("targetNamespace", k.tns);
    u.attr("xmlns:wsdl", "http://schemas.xmlsoap.org/wsdl/");
    u.attr("xmlns:xs", "http://www.w3.org/2001/XMLSchema");
    u.attr("xmlns:soap", soap);
    u.attr("xmlns:tns", k.tns);
    for n in &samling.navnerum {
        u.attr(&format!("xmlns:{}", n.praefiks), n.uri);
    }
    u.0.push_str(">\n");
    if politik {
        u.0.push_str(match k.platform {
            Platform::Stoettesystem => POLITIK,
            Platform::Serviceplatform if slags == Politik::Klientcertifikat => POLITIK_SP_KONTEKST,
            Platform::Serviceplatform => POLITIK_SP,
            Platform::AeldreServiceplatform => "",
            Platform::Klientcertifikat => POLITIK_TOM,
        });
    }
    u.0.push_str("<wsdl:types>\n<xs:schema>\n");
    for n in &samling.navnerum {
        u.tag("xs:import", &[("namespace", n.uri), ("schemaLocation", &format!("{url}?xsd={}", n.fil))]);
    }
    u.0.push_str("</xs:schema>\n</wsdl:types>\n");
    u.beskeder(k);
    u.porttype(k);
    u.binding(k, politik);
    u.aabn("wsdl:service", &[("name", k.tjeneste)]);
    u.aabn("wsdl:port", &[("name", k.port), ("binding", &format!("tns:{}", k.binding))]);
    u.tag("soap:address", &[("location", url)]);
    u.0.push_str("</wsdl:port>\n</wsdl:service>\n</wsdl:definitions>\n");
    u.0
}

struct Ud(String);

impl Ud {
    fn attr(&mut self, navn: &str, vaerdi: &str) {
        self.0.push(' ');
        self.0.push_str(navn);
        self.0.push_str("=\"");
        escape_attribut(vaerdi, &mut self.0);
        self.0.push('"');
    }
    fn start(&mut self, navn: &str, attributter: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(navn);
        for (n, v) in attributter {
            self.attr(n, v);
        }
    }
    fn aabn(&mut self, navn: &str, attributter: &[(&str, &str)]) {
        self.start(navn, attributter);
        self.0.push_str(">\n");
    }
    fn tag(&mut self, navn: &str, attributter: &[(&str, &str)]) {
        self.start(navn, attributter);
        self.0.push_str("/>\n");
    }

    fn besked(&mut self, navn: &str, del: &str, element: &Element, hoved: Option<&Element>) {
        let q = |e: &Element| format!("{}:{}", e.ns.praefiks, e.navn);
        self.aabn("wsdl:message", &[("name", navn)]);
        if let Some(h) = hoved {
            self.tag("wsdl:part", &[("name", "header"), ("element", &q(h))]);
        }
        self.tag("wsdl:part", &[("name", del), ("element", &q(element))]);
        self.0.push_str("</wsdl:message>\n");
    }

    fn beskeder<T, U>(&mut self, k: &Kontrakt<T, U>) {
        for o in k.operationer {
            self.besked(o.ind_besked.0, o.ind_besked.1, o.ind, k.hoved);
            self.besked(o.ud_besked.0, o.ud_besked.1, o.ud, k.hoved);
        }
        if let Some((f, besked, del)) = fault(k) {
            self.besked(besked, del, f, None);
        }
    }

    fn porttype<T, U>(&mut self, k: &Kontrakt<T, U>) {
        self.aabn("wsdl:portType", &[("name", k.porttype)]);
        for o in k.operationer {
            self.aabn("wsdl:operation", &[("name", o.navn)]);
            for (retning, besked, navn) in
                [("wsdl:input", o.ind_besked.0, o.meddelelser.map(|m| m.0)), ("wsdl:output", o.ud_besked.0, o.meddelelser.map(|m| m.1))]
            {
                self.start(retning, &[("message", &format!("tns:{besked}"))]);
                if let Some(n) = navn {
                    self.attr("name", n);
                }
                self.0.push_str("/>\n");
            }
            if let Some((f, besked, _)) = fault(k) {
                self.tag("wsdl:fault", &[("message", &format!("tns:{besked}")), ("name", f.navn)]);
            }
            self.0.push_str("</wsdl:operation>\n");
        }
        self.0.push_str("</wsdl:portType>\n");
    }

    fn binding<T, U>(&mut self, k: &Kontrakt<T, U>, politik: bool) {
        self.aabn("wsdl:binding", &[("name", k.binding), ("type", &format!("tns:{}", k.porttype))]);
        let henvisning = match k.platform {
            Platform::Stoettesystem => Some(("http://www.w3.org/ns/ws-policy", "#ServiceplatformBindingPolicy")),
            Platform::Serviceplatform => Some((WSP, "#ServiceplatformBindingPolicy")),
            Platform::AeldreServiceplatform => None,
            Platform::Klientcertifikat => Some((WSP, "#ServicePortBindingPolicy")),
        };
        if let Some((ns, uri)) = henvisning.filter(|_| politik) {
            self.tag("wsp:PolicyReference", &[("xmlns:wsp", ns), ("URI", uri)]);
        }
        self.tag("soap:binding", &[("style", "document"), ("transport", "http://schemas.xmlsoap.org/soap/http")]);
        for (nr, o) in k.operationer.iter().enumerate() {
            self.aabn("wsdl:operation", &[("name", o.navn)]);
            self.start("soap:operation", &[("soapAction", o.action)]);
            if let Some(kraevet) = k.action_kraevet {
                self.attr("soapActionRequired", if kraevet { "true" } else { "false" });
            }
            self.0.push_str("/>\n");
            for (retning, (besked, del), navn) in
                [("wsdl:input", o.ind_besked, o.meddelelser.map(|m| m.0)), ("wsdl:output", o.ud_besked, o.meddelelser.map(|m| m.1))]
            {
                self.start(retning, &[]);
                if let Some(n) = navn {
                    self.attr("name", n);
                }
                self.0.push_str(">\n");
                if k.hoved.is_some() {
                    self.tag("soap:header", &[("message", &format!("tns:{besked}")), ("part", "header"), ("use", "literal")]);
                }
                if k.platform != Platform::Klientcertifikat {
                    self.tag("soap:body", &[("parts", del), ("use", "literal")]);
                } else {
                    self.tag("soap:body", &[("use", "literal")]);
                    // published so, on the first operation alone
                    if politik && nr == 0 {
                        let uri = if retning == "wsdl:input" { PING_IND } else { PING_UD };
                        self.tag("wsp:PolicyReference", &[("xmlns:wsp", WSP), ("URI", &format!("#{uri}"))]);
                    }
                }
                self.0.push_str(&format!("</{retning}>\n"));
            }
            if let Some((f, ..)) = fault(k) {
                self.aabn("wsdl:fault", &[("name", f.navn)]);
                self.tag("soap:fault", &[("name", f.navn), ("use", "literal")]);
                self.0.push_str("</wsdl:fault>\n");
            }
            self.0.push_str("</wsdl:operation>\n");
        }
        self.0.push_str("</wsdl:binding>\n");
    }
}

/// The declared faults of Serviceplatformen's services, with message and part; støttesystemerne have none.
const FAULTS: [(&str, &str, &str); 2] =
    [("ServiceplatformFault", "ServiceplatformFault", "error"), ("TransportKvittering", "TransportKvitteringType", "fault")];

/// The declared fault, its message and its part.
fn fault<T, U>(k: &Kontrakt<T, U>) -> Option<(&'static Element, &'static str, &'static str)> {
    let en = |e: &'static Element| FAULTS.iter().find(|f| f.0 == e.navn).map(|(_, besked, del)| (e, *besked, *del));
    k.oevrige.iter().copied().find_map(en)
}

const WSP: &str = "http://schemas.xmlsoap.org/ws/2004/09/policy";
const PING_IND: &str = "ServicePortBinding_ping_Input_Policy";
const PING_UD: &str = "ServicePortBinding_ping_Output_Policy";

/// The policies of Beskedfordeler's værdilister, which are published empty: everything in them stands in comments.
const POLITIK_TOM: &str = r##"<wsp:Policy xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="ServicePortBindingPolicy"/>
<wsp:Policy xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="ServicePortBinding_ping_Input_Policy"/>
<wsp:Policy xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="ServicePortBinding_ping_Output_Policy"/>
"##;

/// The policy of Serviceplatformen for callers with a client certificate: no message security (contracts.md 1.3).
const POLITIK_SP_KONTEKST: &str = r##"<wsp:Policy xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="ServiceplatformBindingPolicy">
<wsp:ExactlyOne><wsp:All>
<sp:TransportBinding xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"><wsp:Policy>
<sp:TransportToken><wsp:Policy><sp:HttpsToken><wsp:Policy><sp:RequireClientCertificate/></wsp:Policy></sp:HttpsToken></wsp:Policy></sp:TransportToken>
<sp:AlgorithmSuite><wsp:Policy><sp:Basic256Sha256/></wsp:Policy></sp:AlgorithmSuite></wsp:Policy></sp:TransportBinding>
</wsp:All></wsp:ExactlyOne></wsp:Policy>
"##;

/// The token policy of Serviceplatformen (contracts.md 1.3).
const POLITIK_SP: &str = r##"<wsp:Policy xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="ServiceplatformBindingPolicy">
<wsp:ExactlyOne><wsp:All>
<wsam:Addressing xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata" wsp:Optional="false"><wsp:Policy/></wsam:Addressing>
<sp:SignedParts xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"><sp:Body/>
<sp:Header Name="MessageID" Namespace="http://www.w3.org/2005/08/addressing"/><sp:Header Name="RelatesTo" Namespace="http://www.w3.org/2005/08/addressing"/>
<sp:Header Name="Action" Namespace="http://www.w3.org/2005/08/addressing"/><sp:Header Name="To" Namespace="http://www.w3.org/2005/08/addressing"/>
<sp:Header Name="From" Namespace="http://www.w3.org/2005/08/addressing"/><sp:Header Name="ReplyTo" Namespace="http://www.w3.org/2005/08/addressing"/>
<sp:Header Name="Framework" Namespace="urn:liberty:sb:2006-08"/></sp:SignedParts>
<sp:AsymmetricBinding xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"><wsp:Policy>
<sp:InitiatorToken><wsp:Policy><sp:SamlToken sp:IncludeToken="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/Never"><wsp:Policy><sp:WssSamlV20Token11/></wsp:Policy></sp:SamlToken></wsp:Policy></sp:InitiatorToken>
<sp:RecipientToken><wsp:Policy><sp:X509Token sp:IncludeToken="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/AlwaysToInitiator"><wsp:Policy><sp:WssX509V3Token10/></wsp:Policy></sp:X509Token></wsp:Policy></sp:RecipientToken>
<sp:AlgorithmSuite><wsp:Policy><sp:Basic256Sha256/></wsp:Policy></sp:AlgorithmSuite>
<sp:Layout><wsp:Policy><sp:Strict/></wsp:Policy></sp:Layout>
<sp:ProtectTokens/><sp:IncludeTimestamp/><sp:OnlySignEntireHeadersAndBody/></wsp:Policy></sp:AsymmetricBinding>
<sp:SignedSupportingTokens xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"><wsp:Policy>
<sp:IssuedToken sp:IncludeToken="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/AlwaysToRecipient"><sp:RequestSecurityTokenTemplate/><wsp:Policy><sp:WssSamlV20Token11/></wsp:Policy></sp:IssuedToken>
</wsp:Policy></sp:SignedSupportingTokens>
</wsp:All></wsp:ExactlyOne></wsp:Policy>
"##;

/// The policy of OIO IDWS as støttesystemerne publish it (contracts.md 1.2), without their RequestSecurityTokenTemplate: it
/// asks for symmetric keys in a wrong namespace, and every real client uses a public key.
const POLITIK: &str = r##"<wsp:Policy xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="ServiceplatformBindingPolicy">
<wsp:ExactlyOne><wsp:All>
<wsam:Addressing xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata" wsp:Optional="false"><wsp:Policy/></wsam:Addressing>
<sp:SignedParts xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"><sp:Body/>
<sp:Header Name="To" Namespace="http://www.w3.org/2005/08/addressing"/><sp:Header Name="From" Namespace="http://www.w3.org/2005/08/addressing"/>
<sp:Header Name="FaultTo" Namespace="http://www.w3.org/2005/08/addressing"/><sp:Header Name="ReplyTo" Namespace="http://www.w3.org/2005/08/addressing"/>
<sp:Header Name="MessageID" Namespace="http://www.w3.org/2005/08/addressing"/><sp:Header Name="RelatesTo" Namespace="http://www.w3.org/2005/08/addressing"/>
<sp:Header Name="Action" Namespace="http://www.w3.org/2005/08/addressing"/></sp:SignedParts>
<sp:AsymmetricBinding xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"><wsp:Policy>
<sp:InitiatorToken><wsp:Policy><sp:IssuedToken sp:IncludeToken="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/Never"><sp:RequestSecurityTokenTemplate/><wsp:Policy/></sp:IssuedToken></wsp:Policy></sp:InitiatorToken>
<sp:RecipientToken><wsp:Policy><sp:X509Token sp:IncludeToken="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/AlwaysToInitiator"><wsp:Policy><sp:WssX509V3Token10/></wsp:Policy></sp:X509Token></wsp:Policy></sp:RecipientToken>
<sp:AlgorithmSuite><wsp:Policy><sp:Basic256Sha256/></wsp:Policy></sp:AlgorithmSuite>
<sp:Layout><wsp:Policy><sp:Lax/></wsp:Policy></sp:Layout>
<sp:ProtectTokens/><sp:IncludeTimestamp/><sp:OnlySignEntireHeadersAndBody/></wsp:Policy></sp:AsymmetricBinding>
<sp:SignedSupportingTokens xmlns:sp="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702"><wsp:Policy>
<sp:IssuedToken sp:IncludeToken="http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702/IncludeToken/AlwaysToRecipient"><sp:RequestSecurityTokenTemplate/><wsp:Policy/></sp:IssuedToken>
</wsp:Policy></sp:SignedSupportingTokens>
</wsp:All></wsp:ExactlyOne></wsp:Policy>
"##;
