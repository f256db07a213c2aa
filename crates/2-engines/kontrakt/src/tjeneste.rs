//! A published service version: names, addresses and operations.
use crate::skema::Element;

/// One contract: a service in one version. `T` is what the wire that serves it says of the service, `U` what it does for an operation; nothing
/// in this crate looks at either.
#[derive(Debug)]
pub struct Kontrakt<T: 'static, U: 'static> {
    /// Name that logs and the caller's own tables use, unique over all contracts: `organisation/organisationenhed/6`.
    pub navn: &'static str,
    /// What stands behind it: the wire's own columns of the row.
    pub bagved: T,
    /// Whose security and faults it has.
    pub platform: Platform,
    /// Addresses, the current one first, without a trailing slash (callers may add one).
    pub stier: &'static [&'static str],
    /// `definitions/@name` of the WSDL; empty where it has none.
    pub definition: &'static str,
    /// Target namespace of the WSDL.
    pub tns: &'static str,
    /// Service.
    pub tjeneste: &'static str,
    /// Port.
    pub port: &'static str,
    /// Binding.
    pub binding: &'static str,
    /// Port type.
    pub porttype: &'static str,
    /// SOAP version of the published binding. We answer in the version of the call.
    pub soap: SoapVersion,
    /// `soapActionRequired`, where the binding says it.
    pub action_kraevet: Option<bool>,
    /// Header part, on the input and the output of every operation.
    pub hoved: Option<&'static Element>,
    /// The operations in the published order.
    pub operationer: &'static [Operation<U>],
    /// Elements that the schemas show although no operation uses them (messages over Beskedfordeler).
    pub oevrige: &'static [&'static Element],
}

/// Whose rules a service follows around its body: security models, policy and faults (contracts 1.2, 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Støttesystemerne: OIO IDWS only.
    Stoettesystem,
    /// Serviceplatformen: token, AuthorityContext or InvocationContext.
    Serviceplatform,
    /// The older services of Serviceplatformen, called as the others: their contracts say nothing of policies or faults (contracts 11.3).
    AeldreServiceplatform,
    /// Beskedfordeler's værdilister: a client certificate and nothing in the message (contracts 8.4); we take a token too.
    Klientcertifikat,
}

impl Platform {
    /// Serviceplatformen's security models, contexts and faults.
    pub const fn er_serviceplatform(self) -> bool {
        matches!(self, Self::Serviceplatform | Self::AeldreServiceplatform)
    }
}

/// The version of SOAP, which is the namespace of the envelope and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoapVersion {
    /// SOAP 1.1.
    V11,
    /// SOAP 1.2.
    V12,
}

impl SoapVersion {
    /// Namespace of the envelope.
    pub const fn ns(self) -> &'static str {
        match self {
            Self::V11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::V12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    /// Content type of an answer.
    pub const fn indholdstype(self) -> &'static str {
        match self {
            Self::V11 => "text/xml; charset=utf-8",
            Self::V12 => "application/soap+xml; charset=utf-8",
        }
    }

    /// The version of a message that can't be read any further, so that the caller's library understands the fault: that whose namespace
    /// occurs first, else that of the content type: `text/xml` is SOAP 1.1, everything else 1.2.
    pub fn gaet(data: &[u8], indholdstype: Option<&str>) -> Self {
        let start = data.get(..data.len().min(4096)).unwrap_or_default();
        let sted = |v: Self| start.windows(v.ns().len()).position(|s| s == v.ns().as_bytes());
        match (sted(Self::V11), sted(Self::V12)) {
            (Some(v11), v12) if v12.is_none_or(|v12| v11 < v12) => Self::V11,
            (_, Some(_)) => Self::V12,
            _ => {
                let type_ = indholdstype.and_then(|t| t.split(';').next()).unwrap_or_default().trim();
                if type_.eq_ignore_ascii_case("text/xml") { Self::V11 } else { Self::V12 }
            }
        }
    }
}

/// An operation, and what the wire does for it.
#[derive(Debug)]
pub struct Operation<U: 'static> {
    /// Name: `opret`, `importer`, `list` …
    pub navn: &'static str,
    /// SOAP action, literally: the published ones are irregular (contracts.md 12, row 11).
    pub action: &'static str,
    /// Body element of the request.
    pub ind: &'static Element,
    /// Body element of the answer.
    pub ud: &'static Element,
    /// Message and part of the request.
    pub ind_besked: (&'static str, &'static str),
    /// Message and part of the answer.
    pub ud_besked: (&'static str, &'static str),
    /// `name` of the `input` and the `output`, where the WSDL has one.
    pub meddelelser: Option<(&'static str, &'static str)>,
    /// What carries it out.
    pub udfoer: U,
}

impl<T, U> Kontrakt<T, U> {
    /// The operation whose request has that body element.
    pub fn operation_for(&self, ns: &str, element: &str) -> Option<&'static Operation<U>> {
        self.operationer.iter().find(|o| o.ind.navn == element && o.ind.ns.uri == ns)
    }
    /// The operation of that name.
    pub fn operation(&self, navn: &str) -> Option<&'static Operation<U>> {
        self.operationer.iter().find(|o| o.navn == navn)
    }
}
