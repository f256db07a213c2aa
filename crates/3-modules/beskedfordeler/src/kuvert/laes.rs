//! Reading an envelope.
use super::kontrakt::{HAENDELSESBESKED, LEVERANCEINFORMATION, LEVERANCERUTER};
use super::lempet::lempet;
use super::udgave::Skabelon;
use super::{Kuvert, NS, Objektregistrering, Relateret};
use ::kontrakt::Knude;
use grund::xml::{self, Dokument, XElement};
use grund::{Fejl, Fejlkode, Tidspunkt, UnikId, Uuid, graenser};

/// Reads a message: its envelope, and the message as UTF-8 from `<` to the end of the root element, without declaration and byte order mark.
///
/// # Errors
/// What the contract does not allow, with the path of the element; more than [`graenser::BESKED_BYTES`]; a route or signature of a distributor, which only
/// the distributor may set (E-11).
pub fn laes(data: &[u8]) -> Result<(Kuvert, String), Fejl> {
    laes_hele(data).map(|l| (l.kuvert, l.tekst))
}

/// A message that was read.
#[derive(Clone, Debug)]
pub struct Laest {
    /// Its envelope.
    pub kuvert: Kuvert,
    /// The message as UTF-8.
    pub tekst: String,
    /// A digest of what it says: the same for a message that is sent again, whatever layout, prefixes and time of making it has then.
    pub aftryk: [u8; 16],
    /// Where it is cut and spliced for receivers.
    pub skabelon: Skabelon,
}

/// As [`laes`], with the places where it is cut and spliced.
///
/// # Errors
/// Those of [`laes`].
pub fn laes_hele(data: &[u8]) -> Result<Laest, Fejl> {
    if data.len() > graenser::BESKED_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor)
            .regel("E-37")
            .ventet((format!("højst {} bytes", graenser::BESKED_BYTES), format!("at most {} bytes", graenser::BESKED_BYTES))));
    }
    let tekst = xml::afkod(data)?;
    let dokument = Dokument::laes(&tekst)?;
    let laest = ::kontrakt::laes(&dokument.rod, &HAENDELSESBESKED);
    let knude = laest.or_else(|f| ::kontrakt::laes(&lempet(&dokument.rod), &HAENDELSESBESKED).map_err(|_| f))?;
    let kuvert = oversaet(&knude).map_err(|f| f.under("Haendelsesbesked"))?;
    kun_fordeleren(&dokument.rod)?;
    let skabelon = Skabelon::i(&dokument)?;
    let aftryk = aftryk(&kuvert, &dokument)?;
    Ok(Laest { kuvert, aftryk, tekst: dokument.tekst_af(&dokument.rod).to_owned(), skabelon })
}

fn aftryk(kuvert: &Kuvert, dokument: &Dokument<'_>) -> Result<[u8; 16], Fejl> {
    let data = dokument.rod.elementer().filter(|e| e.navn.er(NS.uri, "Beskeddata")).flat_map(|e| e.elementer());
    let mut hele = super::dan(&Kuvert { dannet: None, transaktion: None, ..kuvert.clone() }, None)?;
    data.for_each(|e| hele.push_str(dokument.tekst_af(e)));
    Ok(*Uuid::new_v5(&Uuid::NAMESPACE_OID, hele.as_bytes()).as_bytes())
}

/// The route is the distributor's to set.
fn kun_fordeleren(rod: &XElement<'_>) -> Result<(), Fejl> {
    let kuvert = rod.barn(NS.uri, "Beskedkuvert");
    let Some(l) = kuvert.and_then(|k| k.barn(NS.uri, LEVERANCEINFORMATION.navn)) else { return Ok(()) };
    let rute = l.barn(NS.uri, LEVERANCERUTER.navn).is_some_and(|r| r.elementer().next().is_some());
    let signatur = l.barn(NS.uri, "LeveranceinformationLokalUdvidelse").is_some_and(|u| u.barn(NS.uri, "BeskedfordelerSignatur").is_some());
    if !rute && !signatur {
        return Ok(());
    }
    let felt = if rute { "Leveranceruter/Leverancerute" } else { "LeveranceinformationLokalUdvidelse/BeskedfordelerSignatur" };
    Err(Fejl::ny(Fejlkode::UkendtElement)
        .felt(format!("Haendelsesbesked/Beskedkuvert/Leveranceinformation/{felt}"))
        .regel("E-11")
        .ventet(("intet: fordeleren sætter det", "nothing: the distributor sets it")))
}

fn oversaet(k: &Knude) -> Result<Kuvert, Fejl> {
    let besked_id = kraevet(k, "BeskedId")?;
    let kuvert = barn(k, "Beskedkuvert")?;
    let inde = |f: Fejl| f.under("Beskedkuvert");
    let filter = barn(kuvert, "Filtreringsdata").map_err(inde)?;
    let i_filter = |f: Fejl| f.under("Filtreringsdata").under("Beskedkuvert");
    let levering = barn(kuvert, "Leveranceinformation").map_err(inde)?;
    let i_levering = |f: Fejl| f.under("Leveranceinformation").under("Beskedkuvert");
    Ok(Kuvert {
        besked_id,
        beskedtype: kraevet(filter, "Beskedtype").map_err(i_filter)?,
        ansvarlig: aktoer(filter, "BeskedAnsvarligAktoer").map_err(i_filter)?,
        tilladte: alle(filter, "TilladtModtager", unik).map_err(i_filter)?,
        relaterede: alle(filter, "RelateretObjekt", relateret).map_err(i_filter)?,
        registreringer: alle(filter, "ObjektRegistrering", registrering).map_err(i_filter)?,
        processer: alle(filter, "TvaergaaendeProces", unik).map_err(i_filter)?,
        dannet: tid(levering, "Dannelsestidspunkt", Tidspunkt::MINUS_UENDELIG).map_err(i_levering)?,
        transaktion: muligt(levering, "TransaktionsId").map_err(i_levering)?,
        kildesystem: aktoer(levering, "Kildesystem").map_err(i_levering)?,
        sikkerhedsklassificering: muligt(levering, "Sikkerhedsklassificering").map_err(i_levering)?,
        handling: kuvert.barn("Modtagerhandling").map(|m| muligt(m, "Handling")).transpose().map_err(inde)?.flatten(),
        gyldig_fra: tid(kuvert, "GyldighedFra", Tidspunkt::MINUS_UENDELIG).map_err(inde)?,
        gyldig_til: tid(kuvert, "GyldighedTil", Tidspunkt::UENDELIG).map_err(inde)?.filter(er_sat),
    })
}

fn relateret(k: &Knude) -> Result<Relateret, Fejl> {
    Ok(Relateret { id: kraevet(k, "ObjektId")?, objekttype: kraevet(k, "ObjektType")?, rolle: muligt(k, "ObjektRolle")? })
}

fn registrering(k: &Knude) -> Result<Objektregistrering, Fejl> {
    Ok(Objektregistrering {
        id: muligt(k, "ObjektRegistreringId")?,
        aktoer: aktoer(k, "RegistreringsAktoer")?,
        tidspunkt: tid(k, "Registreringstidspunkt", Tidspunkt::MINUS_UENDELIG)?,
        myndighed: muligt(k, "ObjektAnsvarligMyndighed")?,
        objekt: muligt(k, "ObjektId")?,
        objekttype: muligt(k, "ObjektType")?,
        handling: muligt(k, "ObjektHandling")?,
        emne: muligt(k, "OpgaveEmne")?,
    })
}

fn barn<'k>(k: &'k Knude, navn: &str) -> Result<&'k Knude, Fejl> {
    k.barn(navn).ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt(navn).regel("E-10"))
}

fn alle<T>(k: &Knude, navn: &str, laes: impl Fn(&Knude) -> Result<T, Fejl>) -> Result<Vec<T>, Fejl> {
    let boern: Vec<&Knude> = k.boern(navn).collect();
    if boern.len() > graenser::KUVERT_GENTAGELSER {
        return Err(Fejl::ny(Fejlkode::ForMange).felt(navn).ventet(format!("0..{}", graenser::KUVERT_GENTAGELSER)));
    }
    boern.into_iter().map(|b| laes(b).map_err(|f| f.under(navn))).collect()
}

fn unik(k: &Knude) -> Result<UnikId, Fejl> {
    let Some(b) = k.boern.first() else { return Err(Fejl::ny(Fejlkode::UuidOgUrn).regel("A-69")) };
    let v = b.vaerdi().trim();
    if b.navn() == "UUIDIdentifikator" {
        return grund::id::laes_uuid(v).map(UnikId::Uuid).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt(b.navn()));
    }
    // K-1: programs of .NET write a UUID here when they forget to choose the element.
    if let Some(u) = grund::id::laes_uuid(v) {
        return Ok(UnikId::Uuid(u));
    }
    let er_urn = v.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("urn:")) && v.len() > 4 && v.chars().count() <= 255;
    if er_urn { Ok(UnikId::Urn(v.to_owned())) } else { Err(Fejl::ny(Fejlkode::UgyldigUrn).felt(b.navn())) }
}

fn muligt(k: &Knude, navn: &str) -> Result<Option<UnikId>, Fejl> {
    k.barn(navn).map(|b| unik(b).map_err(|f| f.under(navn))).transpose()
}

fn kraevet(k: &Knude, navn: &str) -> Result<UnikId, Fejl> {
    unik(barn(k, navn)?).map_err(|f| f.under(navn))
}

fn aktoer(k: &Knude, navn: &str) -> Result<Option<Uuid>, Fejl> {
    let Some(b) = k.barn(navn) else { return Ok(None) };
    match unik(b).map_err(|f| f.under(navn))? {
        UnikId::Uuid(u) => Ok(Some(u)),
        UnikId::Urn(_) => Err(Fejl::ny(Fejlkode::UgyldigUuid).felt(navn)),
    }
}

/// A validity that ended before all time is .NET's MinValue: no end was set.
fn er_sat(til: &Tidspunkt) -> bool {
    *til != Tidspunkt::MINUS_UENDELIG
}

fn tid(k: &Knude, navn: &str, graense: Tidspunkt) -> Result<Option<Tidspunkt>, Fejl> {
    let Some(b) = k.barn(navn).and_then(|b| b.boern.first()) else { return Ok(None) };
    if b.navn() == "GraenseIndikator" {
        return Ok(Some(graense));
    }
    Tidspunkt::fra_xs(b.vaerdi().trim()).map(Some).map_err(|_| Fejl::ny(Fejlkode::UgyldigTid).felt(navn))
}
