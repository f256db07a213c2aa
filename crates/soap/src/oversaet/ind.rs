//! From a message to the engine: lists of attributes, states and relations to an [`Indhold`].
use super::grunddele::{self, barn, maerke, unik_id, virkning};
use grund::{Fejl, Fejlkode, Tidspunkt};
use kontrakt::Knude;
use register::{Egenskab, Felt, Felter, Felttype, Indhold, Liste, Objekttype, Relation, Relationsslags, Tilstand, Vaerdi};

/// The lists of the contract and where the register keeps their extensions.
const LISTER: [(&str, Liste); 3] =
    [("AttributListe", Liste::Attributter), ("TilstandListe", Liste::Tilstande), ("RelationListe", Liste::Relationer)];

/// Reads what `ydre` holds of AttributListe, TilstandListe and RelationListe. A list that is missing or empty leaves things as they are
/// . `fra` stands for a missing FraTidspunkt.
pub fn indhold(objekttype: &'static Objekttype, ydre: &Knude, fra: Tidspunkt) -> Result<Indhold, Fejl> {
    let mut ud = Indhold::default();
    for (navn, liste) in LISTER {
        let Some(l) = ydre.barn(navn) else { continue };
        let mut antal: Vec<(&str, usize)> = Vec::new();
        for k in &l.boern {
            let nr = nummer(&mut antal, k.navn());
            laes_en(objekttype, liste, k, fra, &mut ud).map_err(|f| f.under(&format!("{navn}/{}[{nr}]", k.navn())))?;
        }
    }
    Ok(ud)
}

/// The position of this element among those of its name, from 1.
fn nummer<'n>(antal: &mut Vec<(&'n str, usize)>, navn: &'n str) -> usize {
    match antal.iter_mut().find(|(n, _)| *n == navn) {
        Some((_, a)) => {
            *a += 1;
            *a
        }
        None => {
            antal.push((navn, 1));
            1
        }
    }
}

fn laes_en(objekttype: &'static Objekttype, liste: Liste, k: &Knude, fra: Tidspunkt, ud: &mut Indhold) -> Result<(), Fejl> {
    if k.navn() == "LokalUdvidelse" {
        if let Some(raat) = k.raat.as_ref().filter(|r| !r.is_empty()) {
            ud.udvidelser.insert(liste, raat.clone());
        }
        return Ok(());
    }
    match liste {
        Liste::Attributter => {
            let egenskab = Egenskab { virkning: virkning(k, fra)?, felter: felter(objekttype.egenskaber, k)? };
            ud.egenskaber.get_or_insert_default().push(egenskab);
        }
        Liste::Tilstande => {
            let (nr, vaerdi) = tilstand(objekttype, k)?;
            ud.tilstande.entry(nr).or_default().push(Tilstand { virkning: virkning(k, fra)?, vaerdi });
        }
        Liste::Relationer => {
            let def = k.register.and_then(|n| objekttype.relation(n)).ok_or_else(|| ukendt(k))?;
            ud.relationer.entry(def.nr).or_default().push(relation(k, def.slags, fra)?);
        }
    }
    Ok(())
}

fn ukendt(k: &Knude) -> Fejl {
    Fejl::intern(format!("the contract's element {} names nothing that the register knows", k.navn()))
}

/// Reads the fields of an attribute or of a composite value. A field that is present but empty has no value: the generated code of
/// several clients sends empty elements for what is not set.
pub fn felter(tabel: &'static [Felt], k: &Knude) -> Result<Felter, Fejl> {
    let mut ud = Felter::new();
    for b in k.boern.iter().filter(|b| b.register.is_some()) {
        let def = tabel.iter().find(|f| Some(f.navn) == b.register).ok_or_else(|| ukendt(b))?;
        let Some(v) = vaerdi(def.slags, b)? else { continue };
        match (ud.get_mut(&def.nr), v) {
            (Some(Vaerdi::Liste(l)), Vaerdi::Liste(nye)) => l.extend(nye),
            (_, v) => {
                ud.insert(def.nr, v);
            }
        }
    }
    Ok(ud)
}

fn vaerdi(slags: Felttype, k: &Knude) -> Result<Option<Vaerdi>, Fejl> {
    let fejl = |kode| Fejl::ny(kode).felt(k.navn()).detalje(grund::fejl::uddrag(k.vaerdi()));
    if k.vaerdi().is_empty() && k.boern.is_empty() {
        return Ok(None);
    }
    let trimmet = k.vaerdi().trim();
    let v = match slags {
        Felttype::Tekst(_) => Vaerdi::Tekst(k.vaerdi().into()),
        Felttype::Kode(_) | Felttype::Cifre(_) | Felttype::Dato | Felttype::Varighed => Vaerdi::Tekst(trimmet.into()),
        Felttype::Heltal(..) => Vaerdi::Heltal(trimmet.parse().map_err(|_| fejl(Fejlkode::UgyldigtTal))?),
        Felttype::Boolsk => Vaerdi::Boolsk(boolsk(trimmet).ok_or_else(|| fejl(Fejlkode::UgyldigBoolsk))?),
        Felttype::Tidspunkt => Vaerdi::Tidspunkt(grunddele::dato_tid(k)?),
        Felttype::Reference => Vaerdi::Reference(unik_id(k)?),
        Felttype::Tekstliste(_) => Vaerdi::Liste(vec![Vaerdi::Tekst(k.vaerdi().into())]),
        Felttype::Struktur(f) => Vaerdi::Struktur(felter(f, k)?),
        Felttype::Strukturliste(f) => Vaerdi::Liste(vec![Vaerdi::Struktur(felter(f, k)?)]),
    };
    Ok(Some(v))
}

fn boolsk(tekst: &str) -> Option<bool> {
    match tekst {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Reads a state: its number and its value. `ErPubliceretIndikator` is the boolean form of publiceret, whose first value is "published";
/// left out it means not published.
pub fn tilstand(objekttype: &'static Objekttype, k: &Knude) -> Result<(u16, u8), Fejl> {
    let def = k.register.and_then(|n| objekttype.tilstand(n)).ok_or_else(|| ukendt(k))?;
    let felt = k.boern.iter().find(|b| b.navn() != "Virkning");
    let tekst = felt.map(|f| f.vaerdi().trim()).unwrap_or_default();
    let sted = match (felt.map(Knude::navn), boolsk(tekst)) {
        (Some("ErPubliceretIndikator") | None, b) => usize::from(!b.unwrap_or(false)),
        _ => def
            .vaerdier
            .iter()
            .position(|v| *v == tekst)
            .ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt.map_or("", Knude::navn)).tilladt(def.vaerdier.join(", ")))?,
    };
    Ok((def.nr, u8::try_from(sted + 1).unwrap_or(u8::MAX)))
}

fn relation(k: &Knude, slags: Relationsslags, fra: Tidspunkt) -> Result<Relation, Fejl> {
    let reference = k.barn("ReferenceID");
    Ok(Relation {
        virkning: virkning(k, fra)?,
        reference: reference.map(unik_id).transpose()?,
        label: reference.and_then(grunddele::label),
        objekttype: None,
        indeks: if slags == Relationsslags::Rolle { indeks(k)? } else { None },
        rolle: k.barn("Rolle").map(maerke).transpose()?.flatten(),
        slags: k.barn("Type").map(maerke).transpose()?.flatten(),
        felter: Felter::new(),
    })
}

/// Reads `Indeks`: a text, or in Klasse v7 a UUID.
pub fn indeks(k: &Knude) -> Result<Option<String>, Fejl> {
    let Some(i) = k.barn("Indeks") else { return Ok(None) };
    let tekst = match i.barn("UUIDIdentifikator") {
        Some(u) => grunddele::uuid(u)?.to_string(),
        None => i.vaerdi().trim().to_owned(),
    };
    Ok((!tekst.is_empty()).then_some(tekst))
}

/// Reads the note of a request or registration.
pub fn note(k: &Knude) -> Option<String> {
    k.tekst("NoteTekst").filter(|t| !t.is_empty()).map(str::to_owned)
}

/// Reads the time of a registration, which only imports of several must have.
pub fn registreret(k: &Knude) -> Result<Tidspunkt, Fejl> {
    grunddele::dato_tid(barn(k, "Tidspunkt")?)
}
