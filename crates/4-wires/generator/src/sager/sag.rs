//! A case (C.3).
use super::dele::tekst;
use super::dokument::Journalpost;
use super::emner::{ANLEDNINGER, NOTATER};
use super::{FACET, Part, Sammenhaeng, aktoer, klassefelter, kun_navn, systemnavn};
use crate::Post;
use crate::tid::{dag, klokken};
use base64::Engine;
use grund::slump::Slump;
use grund::{Tidspunkt, UnikId, Uuid};
use register::{Felter, Vaerdi};
use sagdokument::numre::*;
use sagdokument::objekttyper::SAG;
use sagdokument::roller;

/// How far back cases begin: all units stand by then.
const DAGE: u64 = 2_900;

/// Opstaaet, Oplyst, Afgjort, Afsluttet, as far as the case has come: state number and beginning.
pub type Forloeb = Vec<(u8, Tidspunkt)>;

/// A case's course, from its beginning to `nu` at most. Some go straight to the decision.
pub fn forloeb(s: &mut Slump, nu: Tidspunkt) -> Forloeb {
    let mut dage = -1 - i64::try_from(s.under(DAGE)).unwrap_or(0);
    let mut ud = Forloeb::new();
    let springer = s.procent(15);
    for (tilstand, kort, spredning) in [(1, 0, 0), (2, 1, 60), (3, 5, 150), (4, 10, 500)] {
        dage += kort + i64::try_from(s.under(spredning)).unwrap_or(0);
        let t = klokken(dag(nu, dage), 8 + s.under(8));
        if dage >= 0 {
            break;
        }
        if !(springer && tilstand == 2) {
            ud.push((tilstand, t));
        }
    }
    ud
}

/// The case with its journal posts and notes.
pub fn sag(f: &Sammenhaeng<'_>, s: &mut Slump, forloeb: &Forloeb, anden: Option<Part>, dokumenter: &[Journalpost]) -> Post {
    let opstaaet = forloeb.first().map_or(f.nu, |(_, t)| *t);
    let nummer = f.sagsnummer(opstaaet);
    let titel = format!("{} – {}", f.emne.titel, s.en(ANLEDNINGER));
    let status = match forloeb.last() {
        Some((4, _)) => "Lukket",
        Some((3, _)) => "Afgjort",
        _ => "Under behandling",
    };
    let mut b = f
        .bygger(&SAG, f.id("sag"), opstaaet)
        .felt(BRUGERVENDTNOEGLE, tekst(&nummer))
        .felt(NUMMER, tekst(nummer))
        .felt(TITEL, tekst(titel))
        .felt(FOELSOMHED, tekst(f.foelsomhed))
        .felt(SAGSSTATUS, tekst(status))
        .felt(OPRETTETTIDSPUNKT, Vaerdi::Tidspunkt(opstaaet))
        .fremdrift(forloeb)
        .relation(AKTOER, (roller::EJER, roller::TYPE_ORGANISATION), UnikId::Uuid(f.g.organisation), aktoer(&f.g.navn, f.g.cvr), opstaaet)
        .relation(AKTOER, (roller::ANSVARLIG, roller::TYPE_ENHED), UnikId::Uuid(f.enhed.uuid), aktoer(&f.enhed.navn, f.g.cvr), opstaaet);
    if let Some(u) = &f.behandler {
        let rolle = (roller::PRIMAER_BEHANDLER, roller::TYPE_BRUGER);
        b = b.relation(AKTOER, rolle, UnikId::Uuid(u.uuid), aktoer(&u.navn, f.g.cvr), opstaaet.max(u.fra));
    }
    let slags = |p: &Part| if p.virksomhed { roller::TYPE_VIRKSOMHED } else { roller::TYPE_PERSON };
    b = b.relation(PART, (roller::PRIMAER_PART, slags(&f.part)), f.part.urn.clone(), kun_navn(&f.part.navn), opstaaet);
    if let Some(p) = anden {
        b = b.indekseret(PART, (roller::SEKUNDAER_PART, slags(&p)), p.urn, kun_navn(&p.navn));
    }
    let handling = UnikId::Uuid(crate::klasse_uuid(FACET));
    b = b
        .relation(KLASSE, (roller::PRIMAER_KLASSE, roller::TYPE_KLASSE), f.klasse(), klassefelter(f.emne.nummer, f.emne.titel), opstaaet)
        .relation(KLASSE, (roller::HANDLINGSKLASSE, roller::TYPE_KLASSE), handling, klassefelter(FACET, crate::kle::FACET.1), opstaaet);
    for rolle in [roller::MASTER, roller::AFSENDER] {
        b = b.relation(ITSYSTEM, (rolle, roller::TYPE_ITSYSTEM), UnikId::Uuid(f.system.0), systemnavn(f.system.1), opstaaet);
    }
    for d in dokumenter {
        let rolle = if d.vedlagt { roller::VEDLAGT } else { roller::TILAKTERET };
        let felter = Felter::from([(REL_DOKUMENTTITEL, tekst(&d.titel))]);
        b = b.indekseret(JOURNALPOST, (rolle, roller::TYPE_DOKUMENT), UnikId::Uuid(d.uuid), felter);
    }
    for _ in 0..s.under(3) {
        b = b.indekseret(JOURNALPOST, (roller::JOURNALNOTAT, roller::TYPE_DOKUMENT), UnikId::Urn("URN:Empty".into()), notat(s));
    }
    let sidst = forloeb.last().map_or(opstaaet, |(_, t)| *t);
    b.faerdig(f.g.cvr, sidst.plus_mikros(90_000_000))
}

fn notat(s: &mut Slump) -> Felter {
    let (titel, ord) = s.en(NOTATER);
    let kodet = base64::engine::general_purpose::STANDARD.encode(ord);
    let format: Uuid = roller::NOTATFORMAT_TEKST;
    let note = Felter::from([(1, tekst(titel)), (2, tekst(kodet)), (3, tekst(format.to_string()))]);
    Felter::from([(REL_JOURNALNOTAT, Vaerdi::Struktur(note))])
}
