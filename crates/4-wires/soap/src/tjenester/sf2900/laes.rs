//! From the contract's elements to the module's values.
use crate::oversaet::grunddele;
use fordeling::maske::{Emne, Facet};
use fordeling::model::{Anmodning, Kontekst, Kvittering, Kvitteringskode, Kvitteringstype, Objektslags, Rutevalg};
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use kontrakt::Knude;

/// The prefix of a CPR number.
const CPR: &str = "urn:oio:cpr-nr:";

/// A child that the contract demands.
pub fn barn<'k>(k: &'k Knude, navn: &str) -> Result<&'k Knude, Fejl> {
    grunddele::barn(k, navn)
}

fn kode<T>(k: &Knude, navn: &str, af: impl Fn(&str) -> Option<T>) -> Result<T, Fejl> {
    af(barn(k, navn)?.vaerdi()).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt(navn))
}

/// A UUID.
pub fn uuid(k: &Knude, navn: &str) -> Result<Uuid, Fejl> {
    kode(k, navn, grund::id::laes_uuid)
}

/// An authority.
pub fn cvr(k: &Knude, navn: &str) -> Result<Cvr, Fejl> {
    kode(k, navn, |t| t.parse().ok())
}

/// A KLE number.
pub fn emne(k: &Knude, navn: &str) -> Result<Emne, Fejl> {
    kode(k, navn, Emne::laes)
}

/// A facet, if there is one. The published pattern takes a comma for a letter; we don't.
pub fn facet(k: &Knude, navn: &str) -> Result<Option<Facet>, Fejl> {
    let Some(b) = k.barn(navn).filter(|b| !b.vaerdi().is_empty()) else { return Ok(None) };
    let f = Facet::laes(b.vaerdi());
    f.map(Some).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt(navn).ventet("[A-ZÆØÅ][0-9][0-9]"))
}

fn tekst(k: &Knude, navn: &str) -> Option<String> {
    k.tekst(navn).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
}

/// DistributionContext.
pub fn kontekst(k: &Knude) -> Result<Kontekst, Fejl> {
    let valg = barn(k, "RoutingValg")?;
    let valg = match valg.barn("RoutingKLEEmneHandling") {
        Some(r) => Rutevalg::Kle(emne(r, "RoutingKLEEmne")?, facet(r, "RoutingHandlingFacet")?),
        None => Rutevalg::Aktoer(uuid(valg, "RoutingModtagerAktoer")?),
    };
    Ok(Kontekst {
        anvender_id: uuid(k, "AnvenderTransaktionsID")?,
        id: k.barn("DistributionTransktionsID").map(|_| uuid(k, "DistributionTransktionsID")).transpose()?,
        digital_post_id: tekst(k, "DigitalPostMeddelelsesID"),
        afsender: cvr(k, "AfsendendeMyndighed")?,
        modtager: cvr(k, "RoutingMyndighed")?,
        valg,
        filnavn: tekst(k, "DokumentFilNavn"),
    })
}

/// A receipt.
pub fn kvittering(k: &Knude) -> Result<Kvittering, Fejl> {
    let fejl = k.barn("FejlListe").map(|l| {
        let en = |f: &Knude| (f.tekst("FejlKode").unwrap_or_default().to_owned(), f.tekst("FejlTekst").unwrap_or_default().to_owned());
        l.boern("Fejl").take(grund::graenser::FORDELING_KVITTERINGSFEJL).map(en).collect()
    });
    Ok(Kvittering {
        kode: kode(k, "ForretningsValideringsKode", Kvitteringskode::fra_navn)?,
        slags: kode(k, "Kvitteringstype", Kvitteringstype::fra_navn)?,
        begrundelse: tekst(k, "Begrundelse"),
        fejl: fejl.unwrap_or_default(),
    })
}

/// anmodning.
pub fn anmodning(k: &Knude) -> Result<Anmodning, Fejl> {
    let objekt = barn(k, "DistributionObject")?;
    let slags = kode(objekt, "ObjektType", Objektslags::fra_navn).map_err(|f| f.under("DistributionObject"))?;
    let navn = match slags {
        Objektslags::Journalpost => "DistributionJournalPost",
        Objektslags::Dokument => "DistributionDokument",
        Objektslags::Formular => "DistributionFormular",
    };
    let hvor = "DistributionObject/ObjektIndhold";
    let indhold = barn(barn(objekt, "ObjektIndhold")?, navn).map_err(|f| f.under(hvor).regel("F-4"))?;
    let mut personer = Vec::new();
    find_personer(indhold, &mut personer);
    let registreret_af =
        indhold.barn("Registrering").and_then(|r| r.barn("RegistreringItSystem")).and_then(|r| grund::id::laes_uuid(r.tekst("UUID")?));
    let mut xml = String::new();
    kontrakt::skriv(objekt, &mut xml);
    Ok(Anmodning {
        kontekst: kontekst(barn(k, "DistributionContext")?).map_err(|f| f.under("DistributionContext"))?,
        slags,
        objekt: uuid(indhold, "ID").map_err(|f| f.under(hvor))?,
        emneforslag: emne(indhold, "KLEEmneForslag").map_err(|f| f.under(hvor))?,
        registreret_af,
        personer,
        indhold: xml,
    })
}

fn find_personer(k: &Knude, ud: &mut Vec<String>) {
    if let Some(cpr) = k.tekst.as_deref().and_then(|t| t.trim().strip_prefix(CPR)).filter(|c| c.len() == 10 && !ud.iter().any(|u| u == c)) {
        ud.push(cpr.to_owned());
    }
    k.boern.iter().for_each(|b| find_personer(b, ud));
}
