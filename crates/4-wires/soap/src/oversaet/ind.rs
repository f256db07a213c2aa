//! From a message to the engine: lists of attributes, states and relations to an [`Indhold`].
use super::grunddele::{self, barn, maerke, unik_id, virkning};
use super::udvidelser::{self, hjemme};
use grund::{Fejl, Fejlkode, Tidspunkt};
use kontrakt::Knude;
use register::{Egenskab, Felt, Felter, Felttype, Indhold, Liste, Objekttype, Relation, Relationsdef, Relationsslags, Tilstand, Vaerdi};

/// The lists of the contract and where the register keeps their extensions.
const LISTER: [(&str, Liste); 3] =
    [("AttributListe", Liste::Attributter), ("TilstandListe", Liste::Tilstande), ("RelationListe", Liste::Relationer)];

/// Reads what `ydre` holds of AttributListe, TilstandListe and RelationListe. A list that is missing or empty leaves things as they are
/// . `fra` stands for a missing FraTidspunkt.
pub fn indhold(objekttype: &'static Objekttype, ydre: &Knude, fra: Tidspunkt) -> Result<Indhold, Fejl> {
    let mut ud = Indhold::default();
    let mut ekstra = Vec::new();
    for (navn, liste) in LISTER {
        let Some(l) = ydre.barn(navn) else { continue };
        let mut antal: Vec<(&str, usize)> = Vec::new();
        for k in &l.boern {
            let nr = nummer(&mut antal, k.navn());
            laes_en(objekttype, liste, k, fra, &mut ud, &mut ekstra).map_err(|f| f.under(&format!("{navn}/{}[{nr}]", k.navn())))?;
        }
    }
    if !ekstra.is_empty() {
        ud.egenskaber = Some(udvidelser::saml(ud.egenskaber.unwrap_or_default(), ekstra));
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

fn laes_en(
    objekttype: &'static Objekttype,
    liste: Liste,
    k: &Knude,
    fra: Tidspunkt,
    ud: &mut Indhold,
    ekstra: &mut Vec<Egenskab>,
) -> Result<(), Fejl> {
    if k.navn() == "LokalUdvidelseListe" {
        return udvidelsesliste(objekttype, liste, k, fra, ud, ekstra);
    }
    if k.navn() == "LokalUdvidelse" {
        if let Some(raat) = k.raat.as_ref().filter(|r| !r.is_empty()) {
            ud.udvidelser.insert(liste, raat.clone());
        }
        return Ok(());
    }
    match liste {
        Liste::Attributter if k.register.is_some_and(|n| objekttype.relation(n).is_some()) => tilfoej_relation(objekttype, k, fra, ud)?,
        Liste::Attributter => {
            let egenskab = Egenskab { virkning: virkning(k, fra)?, felter: felter(objekttype.egenskaber, k)? };
            ud.egenskaber.get_or_insert_default().push(egenskab);
        }
        Liste::Tilstande => {
            let (nr, vaerdi) = tilstand(objekttype, k)?;
            ud.tilstande.entry(nr).or_default().push(Tilstand { virkning: virkning(k, fra)?, vaerdi });
        }
        Liste::Relationer => tilfoej_relation(objekttype, k, fra, ud)?,
    }
    Ok(())
}

fn tilfoej_relation(objekttype: &'static Objekttype, k: &Knude, fra: Tidspunkt, ud: &mut Indhold) -> Result<(), Fejl> {
    let def = hjemme(k.register, objekttype).and_then(|n| objekttype.relation(n)).ok_or_else(|| ukendt(k))?;
    intet_tabes(objekttype, Some(def.navn), k)?;
    ud.relationer.entry(def.nr).or_default().push(relation(objekttype, def, k, fra)?);
    Ok(())
}

/// A list of extensions: further fields of the attribute, further relations, and what the contract does not know, which is kept as sent.
fn udvidelsesliste(
    objekttype: &'static Objekttype,
    liste: Liste,
    k: &Knude,
    fra: Tidspunkt,
    ud: &mut Indhold,
    ekstra: &mut Vec<Egenskab>,
) -> Result<(), Fejl> {
    let mut raat = k.raat.clone().unwrap_or_default();
    for b in &k.boern {
        match (liste, hjemme(b.register, objekttype)) {
            (Liste::Attributter, Some("egenskaber")) => {
                ekstra.push(Egenskab { virkning: virkning(b, fra)?, felter: felter(objekttype.egenskaber, b)? });
            }
            (Liste::Attributter, Some(navn)) if objekttype.felt(navn).is_some() => {
                // it has no virkning of its own: it is said of every period that comes with it
                let felt = felter(objekttype.egenskaber, &Knude { boern: vec![b.clone()], ..Knude::ny(k.element) })?;
                ud.egenskaber.iter_mut().flatten().for_each(|e| e.felter.extend(felt.clone()));
            }
            (Liste::Relationer, Some(navn)) if objekttype.relation(navn).is_some() => tilfoej_relation(objekttype, b, fra, ud)?,
            _ => kontrakt::skriv(b, &mut raat),
        }
    }
    if !raat.is_empty() {
        ud.udvidelser.insert(liste, raat);
    }
    Ok(())
}

/// Refuses what could be neither kept nor told, nor searched by: in the extensions of a relation there is no place for elements that the
/// contract does not know, nor for those of another relation (C-14: the schema is strict there). `hjem` is the relation.
pub fn intet_tabes(objekttype: &'static Objekttype, hjem: Option<&'static str>, k: &Knude) -> Result<(), Fejl> {
    let eget = |register: Option<&'static str>| hjem.is_some() && hjemme(register, objekttype) == hjem;
    for b in &k.boern {
        if b.navn() == "LokalUdvidelseListe" {
            kun_kendte(b, eget)?;
        }
        intet_tabes(objekttype, hjem, b).map_err(|f| f.under(b.navn()))?;
    }
    Ok(())
}

/// Refuses a list of extensions that holds others than those.
pub fn kun_kendte(liste: &Knude, eget: impl Fn(Option<&'static str>) -> bool) -> Result<(), Fejl> {
    let fremmed = liste.boern.iter().find(|u| !eget(u.register)).map(Knude::navn);
    let Some(navn) = liste.raat.as_deref().and_then(foerste_element).or(fremmed) else { return Ok(()) };
    let kan: Vec<_> = liste
        .element
        .partikler()
        .flat_map(|p| p.muligheder())
        .filter(|p| eget(p.register))
        .filter_map(|p| Some(p.element()?.navn))
        .collect();
    let fejl = Fejl::ny(Fejlkode::UkendtElement).felt(format!("LokalUdvidelseListe/{}", grund::fejl::uddrag(navn))).regel("C-14");
    Err(if kan.is_empty() { fejl } else { fejl.tilladt(kan) })
}

/// The local name of the first element in XML that was kept as it came.
fn foerste_element(raat: &str) -> Option<&str> {
    let navn = raat.trim_start().strip_prefix('<')?;
    navn.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?.rsplit(':').next()
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
        // the date of the sender's zone; a zone behind it is not kept
        Felttype::Dato => Vaerdi::Tekst(trimmet.split_at_checked(10).map_or(trimmet, |(dato, _)| dato).into()),
        Felttype::Kode(_) | Felttype::Cifre(_) | Felttype::Varighed => Vaerdi::Tekst(trimmet.into()),
        Felttype::Heltal(..) => Vaerdi::Heltal(trimmet.parse().map_err(|_| fejl(Fejlkode::UgyldigtTal))?),
        Felttype::Boolsk => Vaerdi::Boolsk(boolsk(trimmet).ok_or_else(|| fejl(Fejlkode::UgyldigBoolsk))?),
        Felttype::Tidspunkt => Vaerdi::Tidspunkt(grunddele::dato_tid(k)?),
        Felttype::Reference if k.tekst.is_some() => Vaerdi::Reference(grund::UnikId::Uuid(grunddele::uuid(k)?)),
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
            .ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt.map_or("", Knude::navn)).tilladt(def.vaerdier))?,
    };
    Ok((def.nr, u8::try_from(sted + 1).unwrap_or(u8::MAX)))
}

fn relation(objekttype: &'static Objekttype, def: &'static Relationsdef, k: &Knude, fra: Tidspunkt) -> Result<Relation, Fejl> {
    let reference = k.barn("ReferenceID");
    Ok(Relation {
        virkning: virkning(k, fra)?,
        reference: reference.map(unik_id).transpose()?,
        label: reference.and_then(grunddele::label),
        objekttype: None,
        indeks: if def.slags == Relationsslags::Rolle { indeks(k)? } else { None },
        rolle: k.barn("Rolle").map(maerke).transpose()?.flatten(),
        slags: k.barn("Type").map(maerke).transpose()?.flatten(),
        felter: relationsfelter(objekttype, def, k)?,
    })
}

/// The further data of a reference: beside it, in a group around them, or in its extension (contracts 12, row 19).
pub fn relationsfelter(objekttype: &'static Objekttype, def: &'static Relationsdef, k: &Knude) -> Result<Felter, Fejl> {
    let mut ud = Felter::new();
    for b in k.boern.iter().filter(|_| !def.felter.is_empty()) {
        let inde = match b.register {
            Some(navn) if def.felter.iter().any(|f| f.navn == navn) => {
                felter(def.felter, &Knude { boern: vec![b.clone()], ..Knude::ny(k.element) })?
            }
            Some(_) => continue,
            None if b.navn() == "LokalUdvidelseListe" => {
                let egne = b.boern.iter().filter(|u| hjemme(u.register, objekttype) == Some(def.navn));
                egne.map(|u| felter(def.felter, u)).try_fold(Felter::new(), |mut alle, f| {
                    alle.extend(f?);
                    Ok::<_, Fejl>(alle)
                })?
            }
            None if matches!(b.navn(), "Virkning" | "Rolle" | "Type" | "Indeks" | "ReferenceID") => continue,
            None => relationsfelter(objekttype, def, b)?,
        };
        for (nr, v) in inde {
            match (ud.get_mut(&nr), v) {
                (Some(Vaerdi::Liste(l)), Vaerdi::Liste(nye)) => l.extend(nye),
                (_, v) => {
                    ud.insert(nr, v);
                }
            }
        }
    }
    Ok(ud)
}

/// Reads `Indeks`: a text, or in Klasse v7 a UUID.
pub fn indeks(k: &Knude) -> Result<Option<String>, Fejl> {
    let Some(i) = k.barn("Indeks").or_else(|| k.boern.iter().find(|b| b.register == Some("indeks"))) else { return Ok(None) };
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
