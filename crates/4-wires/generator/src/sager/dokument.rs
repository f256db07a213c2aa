//! The documents of a case (C.4).
use super::dele::{dato, tekst};
use super::emner::DOKUMENTER;
use super::sag::Forloeb;
use super::{Sammenhaeng, aktoer, klassefelter, kun_navn, systemnavn};
use crate::Post;
use grund::slump::Slump;
use grund::{Tidspunkt, UnikId, Uuid};
use register::Vaerdi;
use sagdokument::numre::*;
use sagdokument::objekttyper::DOKUMENT;
use sagdokument::roller;

/// How a case's journal post names a document.
pub struct Journalpost {
    pub uuid: Uuid,
    pub titel: String,
    /// Enclosed with another one; else filed by itself.
    pub vedlagt: bool,
}

/// Hours of a document's life before it is final.
const TIMER: i64 = 3_600_000_000;

/// One to four documents: the case begins with the first, the others come while it lasts.
pub fn dokumenter(f: &Sammenhaeng<'_>, s: &mut Slump, forloeb: &Forloeb) -> (Vec<Post>, Vec<Journalpost>) {
    let opstaaet = forloeb.first().map_or(f.nu, |(_, t)| *t);
    let sidst = forloeb.last().map_or(opstaaet, |(_, t)| *t);
    let spand = u64::try_from(sidst.mikros() - opstaaet.mikros()).unwrap_or(0);
    let antal = 1 + s.under(4);
    let (mut ud, mut poster) = (Vec::new(), Vec::new());
    for n in 0..antal {
        let (titel, slags) = match n {
            0 => s.en(DOKUMENTER.get(..1).unwrap_or(DOKUMENTER)),
            _ => s.en(DOKUMENTER.get(1..).unwrap_or(DOKUMENTER)),
        };
        let senere = if n == 0 { 0 } else { i64::try_from(s.under(spand)).unwrap_or(0) };
        let fra = opstaaet.plus_mikros(senere);
        let vedlagt = n > 0 && titel == "Bilag";
        let uuid = f.id(&format!("dokument/{n}"));
        let titel = format!("{titel} – {}", f.emne.titel);
        ud.push(dokument(f, s, uuid, (&titel, slags), &format!("{}-D{}", f.sagsnummer(opstaaet), n + 1), fra));
        poster.push(Journalpost { uuid, titel, vedlagt });
    }
    (ud, poster)
}

fn dokument(f: &Sammenhaeng<'_>, s: &mut Slump, uuid: Uuid, (titel, slags): (&str, &str), nummer: &str, fra: Tidspunkt) -> Post {
    let (cvr, slut) = (f.g.cvr, fra.plus_mikros(TIMER * (1 + i64::try_from(s.under(20)).unwrap_or(0))).min(f.nu));
    // Received and distributed, or written; then final.
    let forloeb: &[(u8, Tidspunkt)] = if slags == "Brev, indgaaende" { &[(1, fra), (6, slut)] } else { &[(3, fra), (6, slut)] };
    // A document is at most as sensitive as its case, and some are less.
    let foelsomhed = if s.procent(10) { "IKKE_FORTROLIGE_DATA" } else { f.foelsomhed };
    let mut b = f
        .bygger(&DOKUMENT, uuid, fra)
        .felt(BRUGERVENDTNOEGLE, tekst(nummer))
        .felt(NUMMER, tekst(nummer))
        .felt(TITEL, tekst(titel))
        .felt(FOELSOMHED, tekst(foelsomhed))
        .felt(DOKUMENTTYPE, tekst(slags))
        .fremdrift(forloeb);
    if slags.starts_with("Brev, ") {
        b = b.felt(BREVDATO, tekst(dato(fra)));
    }
    if slags == "Rapport" {
        b = b.felt(MAJOR, Vaerdi::Heltal(1)).felt(MINOR, Vaerdi::Heltal(0));
    }
    let (ejer, ansvarlig) =
        ((roller::DOKUMENT_EJER, roller::DOKUMENT_TYPE_ORGANISATION), (roller::DOKUMENT_ANSVARLIG, roller::DOKUMENT_TYPE_ENHED));
    b = b
        .relation(AKTOER, ejer, UnikId::Uuid(f.g.organisation), aktoer(&f.g.navn, cvr), fra)
        // CVR stands with a URN only (C.4).
        .relation(AKTOER, ansvarlig, UnikId::Uuid(f.enhed.uuid), kun_navn(&f.enhed.navn), fra);
    if let Some(u) = &f.behandler {
        let rolle = (roller::DOKUMENT_PRIMAER_BEHANDLER, roller::DOKUMENT_TYPE_BRUGER);
        b = b.relation(AKTOER, rolle, UnikId::Uuid(u.uuid), kun_navn(&u.navn), fra.max(u.fra));
    }
    let part = (roller::DOKUMENT_PART, if f.part.virksomhed { roller::DOKUMENT_TYPE_VIRKSOMHED } else { roller::DOKUMENT_TYPE_PERSON });
    let klasse = (roller::DOKUMENT_PRIMAER_KLASSE, roller::DOKUMENT_TYPE_KLASSE);
    b = b.indekseret(PART, part, f.part.urn.clone(), kun_navn(&f.part.navn)).relation(
        KLASSE,
        klasse,
        f.klasse(),
        klassefelter(f.emne.nummer, f.emne.titel),
        fra,
    );
    for rolle in [roller::MASTER, roller::AFSENDER] {
        b = b.relation(ITSYSTEM, (rolle, roller::TYPE_ITSYSTEM), UnikId::Uuid(f.system.0), systemnavn(f.system.1), fra);
    }
    b.faerdig(cvr, slut)
}
