//! From an example object to a search: every filled field must hold, for the same object.
use super::grunddele::{self, ender, maerke, periode, unik_id};
use super::ind;
use super::udvidelser::hjemme;
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, graenser};
use kontrakt::Knude;
use register::{
    Egenskabskriterium, Feltkrav, Felttype, Forespoergsel, Laesevalg, Livscyklus, Moenster, Objekttype, Registreringsvalg,
    Relationskriterium, Side, Tilstandskriterium, Vaerdi, Virkningsaktoer,
};

/// Reads the parts that every search has: page, SoegRegistrering and SoegVirkning.
pub fn forespoergsel(objekttype: &'static Objekttype, k: &Knude, nu: Tidspunkt) -> Result<Forespoergsel, Fejl> {
    let mut f = Forespoergsel::alle(objekttype, nu);
    f.side = side(k)?;
    if let Some(r) = k.barn("SoegRegistrering") {
        soeg_registrering(r, &mut f).map_err(|f| f.under("SoegRegistrering"))?;
    }
    if k.element.barn("SoegStsFraTidspunkt").is_some() {
        ankomst(k, &mut f)?;
    }
    if let Some(v) = k.barn("SoegVirkning") {
        soeg_virkning(v, &mut f).map_err(|f| f.under("SoegVirkning"))?;
    }
    Ok(f)
}

/// Reads the page: first result from 0, at most 500.
pub fn side(k: &Knude) -> Result<Side, Fejl> {
    let tal = |navn: &str| -> Result<Option<u64>, Fejl> {
        let Some(t) = k.tekst(navn).map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
        let fejl = || Fejl::ny(Fejlkode::UgyldigSide).felt(navn).ventet(grund::sagt::mellem(0, graenser::SIDE_FOERSTE_MAKS)).regel("A-95");
        match t.strip_prefix('-') {
            Some(cifre) if cifre.bytes().any(|b| b != b'0') => Err(fejl()),
            Some(_) => Ok(Some(0)),
            // xs:integer has no upper end: what does not fit is larger than every limit
            None => Ok(Some(t.trim_start_matches('+').parse().unwrap_or(u64::MAX))),
        }
    };
    let foerste = tal("FoersteResultatReference")?.unwrap_or(0);
    if foerste > graenser::SIDE_FOERSTE_MAKS {
        let fejl = Fejl::ny(Fejlkode::UgyldigSide).felt("FoersteResultatReference");
        return Err(fejl.ventet(grund::sagt::mellem(0, graenser::SIDE_FOERSTE_MAKS)).regel("A-95"));
    }
    let antal = tal("MaksimalAntalKvantitet")?.and_then(|n| usize::try_from(n).ok()).unwrap_or(graenser::SIDE_MAKS);
    Ok(Side { foerste, antal: antal.min(graenser::SIDE_MAKS) })
}

/// FraTidspunkt alone asks what was registered since then, deletions included; with a TilTidspunkt the register is searched as it was
/// in that period.
fn soeg_registrering(k: &Knude, f: &mut Forespoergsel) -> Result<(), Fejl> {
    let (fra, til) = ender(k)?;
    match (fra, til) {
        (None, None) => {}
        (Some(fra), None) => {
            f.aendret = Some(Periode::ny(fra, Tidspunkt::UENDELIG));
            f.livscyklus = Livscyklus::ALLE.to_vec();
        }
        (fra, til) => {
            if let Some(p) = periode(fra, til, "TilTidspunkt")? {
                f.registrering = Registreringsvalg::Interval(p);
            }
        }
    }
    if let Some(kode) = k.tekst("LivscyklusKode").map(str::trim).filter(|t| !t.is_empty()) {
        f.livscyklus = livscyklus(kode)?;
    }
    f.bruger = k.barn("BrugerRef").map(unik_id).transpose()?;
    Ok(())
}

/// In the indexes SoegRegistrering is about the sender's Tidspunkt, and SoegSts… about when it arrived here (C-12). Arrival alone from a
/// time is "changed since".
fn ankomst(k: &Knude, f: &mut Forespoergsel) -> Result<(), Fejl> {
    if let Some(r) = k.barn("SoegRegistrering") {
        let (fra, til) = ender(r)?;
        f.afsendt = periode(fra, til, "SoegRegistrering/TilTidspunkt")?;
        f.aendret = None;
        f.registrering = Registreringsvalg::Aktuel;
    }
    let ende = |navn: &str, graense| k.barn(navn).map(|t| grunddele::tidspunkt(t, graense)).transpose();
    let (fra, til) = (ende("SoegStsFraTidspunkt", Tidspunkt::MINUS_UENDELIG)?, ende("SoegStsTilTidspunkt", Tidspunkt::UENDELIG)?);
    f.aendret = periode(fra, til, "SoegStsTilTidspunkt")?;
    Ok(())
}

/// This wire shows Rettet as the code before it, so a search for that code finds changed objects too.
fn livscyklus(kode: &str) -> Result<Vec<Livscyklus>, Fejl> {
    match Livscyklus::fra_navn(kode) {
        Some(l @ (Livscyklus::Opstaaet | Livscyklus::Importeret)) => Ok(vec![l, Livscyklus::Rettet]),
        Some(l @ (Livscyklus::Passiveret | Livscyklus::Slettet)) => Ok(vec![l]),
        _ => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("LivscyklusKode").tilladt(["Opstaaet", "Importeret", "Passiveret", "Slettet"])),
    }
}

fn soeg_virkning(k: &Knude, f: &mut Forespoergsel) -> Result<(), Fejl> {
    let (fra, til) = ender(k)?;
    if let Some(p) = periode(fra, til, "TilTidspunkt")? {
        f.virkning = p;
    }
    f.virkningsaktoer = Virkningsaktoer {
        aktoer: k.barn("AktoerRef").map(unik_id).transpose()?,
        aktoertype: k.tekst("AktoerTypeKode").map(|t| grunddele::aktoertype(t.trim())).transpose()?,
        note: k.tekst("NoteTekst").filter(|t| !t.is_empty()).map(moenster),
    };
    Ok(())
}

/// Reads the example's lists into the search. An extension that the contract does not know is no criterion: the answer would be of another question.
pub fn eksempel(objekttype: &'static Objekttype, k: &Knude, f: &mut Forespoergsel) -> Result<(), Fejl> {
    for navn in ["AttributListe", "RelationListe"] {
        for l in k.barn(navn).into_iter().flat_map(|l| l.boern("LokalUdvidelseListe")) {
            ind::kun_kendte(l, |_| true).map_err(|f| f.under(navn))?;
        }
    }
    for e in k.barn("AttributListe").into_iter().flat_map(|l| l.boern("Egenskab")) {
        f.egenskaber.extend(egenskab(objekttype, e).map_err(|f| f.under("AttributListe/Egenskab"))?);
    }
    for e in k.barn("AttributListe").into_iter().flat_map(|l| &l.boern) {
        match (e.navn(), hjemme(e.register, objekttype)) {
            ("LokalUdvidelseListe", _) => {
                for u in &e.boern {
                    if hjemme(u.register, objekttype) == Some("egenskaber") {
                        f.egenskaber.extend(egenskab(objekttype, u).map_err(|f| f.under("AttributListe/LokalUdvidelseListe"))?);
                    } else {
                        f.egenskaber.extend(interval(objekttype, u).map_err(|f| f.under("AttributListe/LokalUdvidelseListe"))?);
                    }
                }
            }
            (_, Some("egenskaber")) => f.egenskaber.extend(egenskab(objekttype, e).map_err(|f| f.under("AttributListe/Egenskaber"))?),
            (navn, Some(n)) if objekttype.relation(n).is_some() => {
                f.relationer.extend(relation(objekttype, e).map_err(|f| f.under(&format!("AttributListe/{navn}")))?);
            }
            _ => {}
        }
    }
    for r in k.barn("RelationListe").into_iter().flat_map(|l| l.boern("LokalUdvidelseListe")).flat_map(|l| &l.boern) {
        f.relationer.extend(relation(objekttype, r).map_err(|f| f.under(&format!("RelationListe/LokalUdvidelseListe/{}", r.navn())))?);
    }
    for t in k.barn("TilstandListe").into_iter().flat_map(|l| &l.boern).filter(|t| t.register.is_some()) {
        let laes = || -> Result<Option<Tilstandskriterium>, Fejl> {
            let udfyldt = t.boern.iter().any(|b| b.navn() != "Virkning" && !b.vaerdi().trim().is_empty());
            if !udfyldt {
                return Ok(None);
            }
            let (nr, vaerdi) = ind::tilstand(objekttype, t)?;
            Ok(Some(Tilstandskriterium { nr, vaerdi, virkning: virkning(t)? }))
        };
        f.tilstande.extend(laes().map_err(|f| f.under(&format!("TilstandListe/{}", t.navn())))?);
    }
    for r in k.barn("RelationListe").into_iter().flat_map(|l| &l.boern).filter(|r| r.register.is_some()) {
        f.relationer.extend(relation(objekttype, r).map_err(|f| f.under(&format!("RelationListe/{}", r.navn())))?);
    }
    let antal = f.egenskaber.iter().map(|e| e.felter.len()).sum::<usize>() + f.tilstande.len() + f.relationer.len();
    if antal > graenser::SOEGEKRITERIER {
        return Err(Fejl::ny(Fejlkode::ForMangeKriterier).ventet(grund::sagt::hoejst(graenser::SOEGEKRITERIER, grund::sagt::STYK)));
    }
    Ok(())
}

/// Intervals of the indexes, and the field that each is about.
const INTERVALLER: [(&str, &str); 8] = [
    ("OprettetTidspunktInterval", "oprettettidspunkt"),
    ("SenestAendretInterval", "senestaendrettidspunkt"),
    ("BrevDatoInterval", "brevdato"),
    ("BevillingStartDatoInterval", "startdato"),
    ("BevillingSlutDatoInterval", "slutdato"),
    ("StartDatoInterval", "startdato"),
    ("SlutDatoInterval", "slutdato"),
    ("DispositionsDatoInterval", "dispositionsdato"),
];

/// Reads the search extension: a field in an interval of time. An interval that is not served is refused, since leaving it out would
/// find more than was asked for.
fn interval(objekttype: &'static Objekttype, k: &Knude) -> Result<Option<Egenskabskriterium>, Fejl> {
    if !k.navn().starts_with("Soeg") {
        return Ok(None);
    }
    let mut felter = Vec::new();
    for b in &k.boern {
        let felt = INTERVALLER.iter().find(|(navn, _)| *navn == b.navn()).and_then(|(_, felt)| objekttype.felt(felt));
        let Some(felt) = felt else {
            let tilladt: Vec<_> = INTERVALLER.iter().filter(|(_, f)| objekttype.felt(f).is_some()).map(|(navn, _)| *navn).collect();
            return Err(Fejl::ny(Fejlkode::UkendtElement).felt(format!("{}/{}", k.navn(), b.navn())).tilladt(tilladt));
        };
        let (fra, til) = ender(b)?;
        if let Some(p) = periode(fra, til, b.navn())? {
            felter.push((felt.nr, Feltkrav::Mellem(p)));
        }
    }
    Ok((!felter.is_empty()).then_some(Egenskabskriterium { felter, virkning: None }))
}

/// Reads one example attribute; `None` when nothing in it is filled.
pub fn egenskab(objekttype: &'static Objekttype, k: &Knude) -> Result<Option<Egenskabskriterium>, Fejl> {
    let felter = ind::felter(objekttype.egenskaber, k)?;
    let felter: Vec<(u16, Feltkrav)> = felter.into_iter().flat_map(|(nr, v)| krav(v).into_iter().map(move |krav| (nr, krav))).collect();
    Ok(if felter.is_empty() { None } else { Some(Egenskabskriterium { felter, virkning: virkning(k)? }) })
}

/// What a filled field demands. Of a list or composite value each text must occur.
fn krav(v: Vaerdi) -> Vec<Feltkrav> {
    match v {
        Vaerdi::Tekst(t) => vec![Feltkrav::Moenster(moenster(&t))],
        Vaerdi::Liste(l) => l.into_iter().flat_map(krav).collect(),
        Vaerdi::Struktur(s) => s.into_values().flat_map(krav).collect(),
        v => vec![Feltkrav::Lig(v)],
    }
}

/// A search text is exact; `*` or `%` at its end asks for what begins so. Everywhere else both stand for themselves.
pub fn moenster(tekst: &str) -> Moenster {
    let (start, praefiks) = match tekst.strip_suffix(['*', '%']) {
        Some(start) => (start, "%"),
        None => (tekst, ""),
    };
    Moenster(start.replace('%', "\\%") + praefiks)
}

fn relation(objekttype: &'static Objekttype, k: &Knude) -> Result<Vec<Relationskriterium>, Fejl> {
    let Some(def) = hjemme(k.register, objekttype).and_then(|n| objekttype.relation(n)) else { return Ok(Vec::new()) };
    ind::intet_tabes(objekttype, Some(def.navn), k)?;
    let mut inderst = Vec::new();
    let mut felter: Vec<(u16, Feltkrav)> = Vec::new();
    for (nr, v) in ind::relationsfelter(objekttype, def, k)? {
        let slags = def.felter.iter().find(|f| f.nr == nr).map(|f| f.slags);
        let v = slags.and_then(|s| uden_referencer(s, v, &mut inderst));
        felter.extend(v.into_iter().flat_map(krav).map(|krav| (nr, krav)));
    }
    let udfyldt = |navn: &str| k.barn(navn).filter(|b| b.boern.iter().any(|i| !i.vaerdi().trim().is_empty()));
    let virkning = virkning(k)?;
    let kriterium = Relationskriterium {
        nr: def.nr,
        reference: udfyldt("ReferenceID").map(unik_id).transpose()?,
        rolle: udfyldt("Rolle").map(maerke).transpose()?.flatten().map(|m| m.id),
        slags: udfyldt("Type").map(maerke).transpose()?.flatten().map(|m| m.id),
        indeks: ind::indeks(k)?,
        virkning,
        felter,
        ..Relationskriterium::default()
    };
    let tomt = kriterium.felter.is_empty()
        && kriterium.reference.is_none()
        && kriterium.rolle.is_none()
        && kriterium.slags.is_none()
        && kriterium.indeks.is_none();
    let inderst =
        inderst.into_iter().map(|r| Relationskriterium { nr: def.nr, reference: Some(r), virkning, ..Relationskriterium::default() });
    Ok(Some(kriterium).filter(|_| !tomt).into_iter().chain(inderst).collect())
}

/// Takes the references out of a composite value: the searchable ones are found as the relation's own, and the others (roles and types
/// within) are no conditions.
fn uden_referencer(slags: Felttype, v: Vaerdi, ud: &mut Vec<grund::UnikId>) -> Option<Vaerdi> {
    match (slags, v) {
        (Felttype::Struktur(tabel) | Felttype::Strukturliste(tabel), Vaerdi::Struktur(s)) => {
            let mut rest = register::Felter::new();
            for (nr, v) in s {
                let Some(felt) = tabel.iter().find(|f| f.nr == nr) else { continue };
                match v {
                    Vaerdi::Reference(r) if felt.soegbar => ud.push(r),
                    Vaerdi::Reference(_) => {}
                    v => rest.extend(uden_referencer(felt.slags, v, ud).map(|v| (nr, v))),
                }
            }
            (!rest.is_empty()).then_some(Vaerdi::Struktur(rest))
        }
        (slags @ Felttype::Strukturliste(_), Vaerdi::Liste(l)) => {
            let rest: Vec<Vaerdi> = l.into_iter().filter_map(|v| uden_referencer(slags, v, ud)).collect();
            (!rest.is_empty()).then_some(Vaerdi::Liste(rest))
        }
        (_, v) => Some(v),
    }
}

/// The period of a criterion's own Virkning. Its actor and note are not conditions: clients fill them by habit.
fn virkning(k: &Knude) -> Result<Option<Periode>, Fejl> {
    let Some(v) = k.barn("Virkning") else { return Ok(None) };
    let (fra, til) = ender(v)?;
    periode(fra, til, "Virkning/TilTidspunkt")
}

/// Reads the four filters of laes and list. Without a virkning filter the answer is what is true now, without a registration filter
/// what the register says now.
pub fn laesevalg(k: &Knude, nu: Tidspunkt) -> Result<Laesevalg, Fejl> {
    let filter = |fra: &str, til: &str| {
        let start = k.barn(fra).map(|t| grunddele::tidspunkt(t, Tidspunkt::MINUS_UENDELIG)).transpose()?;
        let slut = k.barn(til).map(|t| grunddele::tidspunkt(t, Tidspunkt::UENDELIG)).transpose()?;
        periode(start, slut, til)
    };
    let mut valg = Laesevalg::nu(nu);
    if let Some(p) = filter("VirkningFraFilter", "VirkningTilFilter")? {
        valg.virkning = p;
    }
    if let Some(p) = filter("RegistreringFraFilter", "RegistreringTilFilter")? {
        valg.registrering = Registreringsvalg::Interval(p);
    }
    Ok(valg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a92_only_a_star_or_per_cent_at_the_end_is_a_wildcard() {
        for (skrevet, ventet) in [("abc", "abc"), ("abc*", "abc%"), ("abc%", "abc%"), ("50% af", "50\\% af"), ("a*b", "a*b"), ("*", "%")] {
            assert_eq!(moenster(skrevet).0, ventet);
        }
    }
}
