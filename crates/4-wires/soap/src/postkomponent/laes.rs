//! Reading: the handed over document, and what Postkomponenten answers.
use super::{Brev, Modtager, TITEL};
use fordeling::model::{Kvittering, Kvitteringskode, Kvitteringstype};
use grund::Uuid;
use grund::xml::{self, XElement};

/// Elements of that name, wherever they stand: the published texts differ in what namespace they have.
fn alle<'e, 'a>(e: &'e XElement<'a>, navn: &str, ud: &mut Vec<&'e XElement<'a>>) {
    if e.navn.lokal == navn {
        ud.push(e);
    }
    e.elementer().for_each(|b| alle(b, navn, ud));
}

fn tekst(e: &XElement<'_>, navn: &str) -> Option<String> {
    let mut fundne = Vec::new();
    alle(e, navn, &mut fundne);
    fundne.first().map(|e| e.tekst().trim().to_owned()).filter(|t| !t.is_empty())
}

/// The primary party, or else one that gets a copy, of whom the document gives a number.
fn modtager(rod: &XElement<'_>) -> Option<Modtager> {
    let mut parter = Vec::new();
    alle(rod, "DokumentPart", &mut parter);
    let af_urn = |p: &&XElement<'_>| {
        let urn = tekst(p, "URN")?.to_ascii_lowercase();
        let cifre = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
        if let Some(cpr) = urn.strip_prefix("urn:oio:cpr-nr:").filter(|c| cifre(c, 10)) {
            return Some(Modtager::Person(cpr.to_owned()));
        }
        urn.strip_prefix("urn:oio:cvr-nr:")?.parse().ok().map(Modtager::Virksomhed)
    };
    let med = |rolle: &str| parter.iter().filter(|p| tekst(p, "Rolle").as_deref() == Some(rolle)).find_map(af_urn);
    med("PrimaerPart").or_else(|| med("KopiModtager"))
}

fn format(navn: &str) -> &'static str {
    match navn.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).as_deref() {
        Some("txt") => "text/plain",
        Some("htm" | "html") => "text/html",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "application/pdf",
    }
}

/// What the document says, or why it can't be a letter.
pub(super) fn brev(indhold: &str, filnavn: &str) -> Result<Brev, String> {
    let rod = xml::parse(indhold).map_err(|f| f.dansk())?;
    let modtager = modtager(&rod).ok_or("Dokumentet nævner ingen PrimaerPart eller KopiModtager med et CPR- eller CVR-nummer.")?;
    let titel = tekst(&rod, "TitelTekst").unwrap_or_else(|| filnavn.to_owned());
    let format = tekst(&rod, "MimeType").unwrap_or_else(|| format(filnavn).to_owned());
    Ok(Brev { modtager, titel: titel.chars().take(TITEL).collect(), format })
}

/// Postkomponenten's id of what it has taken, or why it has not.
pub(super) type Taget = Result<Option<String>, Vec<(String, String)>>;

/// A `kombi_response`.
pub(super) fn kombi_response(svar: &str) -> Result<Taget, String> {
    let rod = xml::parse(svar).map_err(|f| format!("kombi_response: {f}"))?;
    if rod.navn.lokal != "kombi_response" {
        return Err(format!("the answer is a {}, and no kombi_response", grund::fejl::uddrag(&rod.navn.lokal)));
    }
    match tekst(&rod, "Result").as_deref() {
        Some("true" | "1") => Ok(Ok(tekst(&rod, "TransmissionID"))),
        Some("false" | "0") => {
            let mut fejl = Vec::new();
            alle(&rod, "Fejl", &mut fejl);
            let vist = |e: &&XElement<'_>, n: &str| grund::fejl::uddrag_langt(&tekst(e, n).unwrap_or_default());
            let fejl: Vec<_> = fejl.iter().take(20).map(|e| (vist(e, "FejlId"), vist(e, "FejlTekst"))).collect();
            let uden = || vec![(String::new(), "Postkomponenten afviste beskeden uden at sige hvorfor.".to_owned())];
            Ok(Err(if fejl.is_empty() { uden() } else { fejl }))
        }
        _ => Err("kombi_response without a Result".into()),
    }
}

/// A `PKO_PostStatus`, as the receipt that it is; none for one of another message, or of a code that says nothing of Digital Post.
pub(super) fn poststatus(status: &str, besked: Uuid) -> Result<Option<Kvittering>, String> {
    let rod = xml::parse(status).map_err(|f| format!("PKO_PostStatus: {f}"))?;
    if tekst(&rod, "MessageUUID").and_then(|u| grund::id::laes_uuid(&u)) != Some(besked) {
        return Ok(None);
    }
    let kode = match tekst(&rod, "TransaktionsStatusKode").unwrap_or_default().to_lowercase().as_str() {
        "modtaget digital post" => Kvitteringskode::Modtaget,
        "afleveret digital post" => Kvitteringskode::Afleveret,
        "fejlet" => Kvitteringskode::Fejlet,
        _ => return Ok(None),
    };
    let begrundelse = tekst(&rod, "FejlDetaljer").map(|t| grund::fejl::uddrag_langt(&t));
    Ok(Some(Kvittering { begrundelse, ..Kvittering::ny(kode, Kvitteringstype::DigitalPost) }))
}
