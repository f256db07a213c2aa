//! The small files beside a file, in their published forms (contracts 9.1): the root has the namespace, what is in it has none. Both are read with and without.
use grund::xml::{self, XElement, escape_tekst};
use grund::{Cvr, Fejl, Fejlkode, Uuid, graenser};

const NS: &str = "http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types";

/// A trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trigger {
    /// FileName.
    pub filnavn: String,
    /// SizeInBytes.
    pub bytes: u64,
    /// Sender.
    pub afsender: String,
    /// SendersFileId.
    pub afsenders_id: Option<String>,
    /// Recipients.
    pub modtagere: Vec<String>,
    /// The authority that SFTPDynamicRoutingInfo names.
    pub myndighed: Option<Cvr>,
    /// FileDescriptor and FileContentDescriptor as they were sent, each as XML that stands alone.
    pub indhold: String,
}

fn barn<'e, 'a>(e: &'e XElement<'a>, navn: &str) -> Option<&'e XElement<'a>> {
    ["", NS].into_iter().find_map(|ns| e.barn(ns, navn))
}

fn kraevet<'e, 'a>(e: &'e XElement<'a>, navn: &str) -> Result<&'e XElement<'a>, Fejl> {
    barn(e, navn).ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt(navn).regel("F-11"))
}

fn tekst(e: &XElement<'_>) -> Result<String, Fejl> {
    let t = e.tekst().trim().to_owned();
    // SFTPUserType and FileName.
    if t.chars().count() > 255 {
        return Err(Fejl::ny(Fejlkode::ForLang).felt(e.navn.lokal.to_string()).ventet(grund::sagt::hoejst(255, grund::sagt::TEGN)));
    }
    Ok(t)
}

impl Trigger {
    /// From the file's bytes.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn laes(raa: &[u8]) -> Result<Self, Fejl> {
        if raa.len() as u64 > graenser::SFTP_TRIGGER_BYTES {
            return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::SFTP_TRIGGER_BYTES, grund::sagt::BYTES)));
        }
        let t = xml::afkod(raa)?;
        let rod = xml::parse(&t)?;
        if rod.navn.lokal != "Trigger" {
            return Err(Fejl::ny(Fejlkode::UkendtElement).felt(grund::fejl::uddrag(&rod.navn.lokal)).tilladt(["Trigger"]));
        }
        let f = kraevet(&rod, "FileDescriptor")?;
        let modtagere = f.elementer().filter(|e| e.navn.lokal == "Recipients").map(tekst).collect::<Result<Vec<_>, _>>()?;
        if modtagere.is_empty() || modtagere.len() > graenser::SFTP_MODTAGERE {
            let kode = if modtagere.is_empty() { Fejlkode::ManglerElement } else { Fejlkode::ForMange };
            return Err(Fejl::ny(kode).felt("Recipients").ventet(grund::sagt::hoejst(graenser::SFTP_MODTAGERE, grund::sagt::STYK)));
        }
        let bytes = tekst(kraevet(f, "SizeInBytes")?)?;
        let bytes = bytes.parse().map_err(|_| Fejl::ny(Fejlkode::UgyldigtTal).felt("SizeInBytes"))?;
        let rute = barn(&rod, "FileContentDescriptor").and_then(|c| barn(c, "SFTPDynamicRoutingInfo"));
        let myndighed = rute.map(myndighed).transpose()?;
        let mut indhold = String::new();
        let omkring = [&rod];
        let ydre = xml::Praefikser::i(&omkring);
        for e in [Some(f), barn(&rod, "FileContentDescriptor")].into_iter().flatten() {
            xml::skriv_alene(e, &ydre, &mut indhold);
        }
        Ok(Self {
            filnavn: tekst(kraevet(f, "FileName")?)?,
            bytes,
            afsender: tekst(kraevet(f, "Sender")?)?.to_ascii_lowercase(),
            afsenders_id: barn(f, "SendersFileId").map(tekst).transpose()?.filter(|t| !t.is_empty()),
            modtagere,
            myndighed,
            indhold,
        })
    }
}

/// The authority of the routing: files go within one [D].
fn myndighed(rute: &XElement<'_>) -> Result<Cvr, Fejl> {
    let cvr = |navn: &str| {
        let t = tekst(kraevet(rute, navn)?)?;
        let cvr = t.strip_prefix("urn:oio:cvr-nr:").and_then(|c| c.parse::<Cvr>().ok());
        cvr.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt(navn.to_owned()).ventet("urn:oio:cvr-nr:[0-9]{8}"))
    };
    let (fra, til) = (cvr("SenderAuthority")?, cvr("RecipientAuthority")?);
    if fra == til { Ok(fra) } else { Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("RecipientAuthority").regel("F-11").tilladt([fra])) }
}

fn element(ud: &mut String, navn: &str, t: &str) {
    ud.push_str(&format!("<{navn}>"));
    escape_tekst(t, ud);
    ud.push_str(&format!("</{navn}>"));
}

fn rod(navn: &str, indhold: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<s:{navn} xmlns:s=\"{NS}\">{indhold}</s:{navn}>\n")
}

/// What the receiver finds beside the file: the trigger with the id of the transfer, under the root that real ones have (contracts 9.1).
pub(super) fn metadata(id: Uuid, t: &Trigger) -> String {
    let mut ud = String::new();
    element(&mut ud, "FileTransferUUID", &id.to_string());
    ud.push_str(&t.indhold);
    rod("Trigger", &ud)
}

/// What the sender finds.
pub(super) fn kvittering(id: Uuid, afsenders_id: Option<&str>, fejl: &[Fejl]) -> String {
    let mut ud = String::new();
    element(&mut ud, "FileTransferUUID", &id.to_string());
    if let Some(a) = afsenders_id {
        element(&mut ud, "SendersFileId", a);
    }
    if fejl.is_empty() {
        ud.push_str("<Receipt><Message>File transferred</Message></Receipt>");
    }
    for f in fejl {
        ud.push_str("<ErrorMessage>");
        element(&mut ud, "ErrorCode", &f.post().nummer.to_string());
        element(&mut ud, "ErrorCodeDescription", f.post().engelsk);
        element(&mut ud, "ErrorDescription", &f.dansk());
        ud.push_str("</ErrorMessage>");
    }
    rod("TechnicalReceipt", &ud)
}
