//! Leavers: a file of payroll bars those who have left, with evidence of what they had and that they have it no more. Who leaves all places in Organisation needs no file.
use crate::afgoer;
use crate::modul::Roller;
use crate::typer::*;
use adgang::{Bruger, Kalder, Spoergsmaal};
use grund::graenser::ROLLE_RAEKKER;
use grund::tabel::Tabel;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};

/// What became of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fratraadt {
    /// The user.
    pub bruger: Uuid,
    /// Its name; empty when it is not known.
    pub navn: String,
    /// When it left.
    pub fra: Tidspunkt,
    /// The bar; none when one holds already.
    pub spaerring: Option<Uuid>,
    /// Names of the roles that it had the instant before.
    pub havde: Vec<String>,
    /// Names of those that it has from then on: none, or something is wrong.
    pub har: Vec<String>,
}

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linje {
    /// The user.
    pub bruger: Uuid,
    /// When it left; the time of the call, if empty.
    pub fra: Option<Tidspunkt>,
}

impl Roller {
    /// Bars those of the lines that are not barred already, each at its time, and tells what each had and has. Whole or nothing where a line is wrong; a second time
    /// changes nothing.
    ///
    /// # Errors
    /// `IngenAdgang`, and those of the store.
    pub async fn fratraed(&self, kalder: &Kalder<'_>, cvr: Cvr, linjer: &[Linje], kilde: &str) -> Result<Vec<Fratraadt>, Fejl> {
        Self::maa(kalder, cvr)?;
        let nu = kalder.kald.nu;
        let mut ud = Vec::with_capacity(linjer.len());
        for l in linjer {
            let fra = l.fra.unwrap_or(nu);
            let bog = self.bog(cvr).await?;
            let gaelder = bog.spaerret(l.bruger, fra.max(nu)).is_some();
            let spaerring = if gaelder {
                None
            } else {
                let s = Adgangsspaerring {
                    bruger: l.bruger,
                    fra: Some(fra),
                    til: None,
                    grund: "fratraadt".into(),
                    note: String::new(),
                    kilde: kilde.into(),
                    sataf: String::new(),
                };
                Some(self.spaer(kalder, cvr, &s).await?.uuid)
            };
            ud.push(self.bevis(cvr, l.bruger, fra.max(nu), spaerring).await?);
        }
        Ok(ud)
    }

    /// What the user had the instant before `fra`, and has from then on.
    async fn bevis(&self, cvr: Cvr, uuid: Uuid, fra: Tidspunkt, spaerring: Option<Uuid>) -> Result<Fratraadt, Fejl> {
        let bruger = Bruger::ny(cvr, uuid);
        let (b, m) = (self.bibliotek(&[cvr]).await?, self.personale.medarbejder(cvr, uuid, fra, None).await?);
        let navne = |t: Tidspunkt| -> Vec<String> {
            let e = m.as_ref().map(|m| afgoer::roller(&b, cvr, m, &bruger.fra_idp, t)).unwrap_or_default();
            e.roller.iter().map(|j| j.rolle.navn.clone()).collect()
        };
        let havde = navne(fra.plus_mikros(-1));
        let har = self.forklar(Spoergsmaal { bruger: &bruger, system: None, virkning: fra }, None).await?.effektive.roller;
        Ok(Fratraadt {
            bruger: uuid,
            navn: m.as_ref().map(|m| m.navn.clone()).unwrap_or_default(),
            fra,
            spaerring,
            havde,
            har: har.iter().map(|j| j.rolle.navn.clone()).collect(),
        })
    }
}

/// Reads a file of payroll: CSV with the columns `bruger` (UUID) and `fratraadt` (a date, which begins at Danish midnight; empty for now).
///
/// # Errors
/// `UgyldigFil`, `UgyldigUuid`, `UgyldigTid`, with line and column.
pub fn laes(data: &[u8]) -> Result<Vec<Linje>, Fejl> {
    let t = Tabel::fra_csv(&grund::tekstfil::afkod(data)?)?;
    t.efterse()?;
    let bruger = t.kolonne(&["bruger", "brugeruuid", "uuid"]);
    let fratraadt = t.kolonne(&["fratraadt", "fratraadtdato", "slutdato"]);
    if bruger.is_none() {
        return Err(Fejl::ny(Fejlkode::UgyldigFil)
            .felt("bruger")
            .ventet(("kolonnerne bruger og fratraadt", "the columns bruger and fratraadt")));
    }
    if t.raekker().len() > ROLLE_RAEKKER {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(ROLLE_RAEKKER, grund::sagt::STYK)));
    }
    let mut ud = Vec::new();
    for r in t.raekker() {
        let uuid = grund::tabel::uuid(r.tekst(bruger)).ok_or_else(|| r.fejl(bruger, Fejlkode::UgyldigUuid, "JR-01"))?;
        let fra = match r.tekst(fratraadt) {
            "" => None,
            d => Some(grund::tabel::dato(d).ok_or_else(|| r.fejl(fratraadt, Fejlkode::UgyldigTid, "JR-01"))?),
        };
        ud.push(Linje { bruger: uuid, fra });
    }
    Ok(ud)
}
