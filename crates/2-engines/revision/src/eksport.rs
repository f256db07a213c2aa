//! Export as CSV (RFC 4180 with `;`, CRLF and a byte order mark, as Danish spreadsheets read it), a page at a time.
use crate::opslag::{Cprvisning, Indgang};
use crate::post::{Logindgang, Logobjekt};
use crate::skriver::Revision;
use grund::{Cvr, Fejl, Kaldekontekst, Periode};
use lager::Logvalg;
use std::fmt::Write;

/// Rows that are read at a time.
const SIDE: usize = 500;

const KOLONNER: [&str; 27] = [
    "Tidspunkt",
    "Kald-id",
    "Slags",
    "Adgangsvej",
    "Myndighed",
    "System",
    "System-id",
    "Systemets CVR",
    "Certifikat",
    "Bruger",
    "På vegne af",
    "Serviceaftale",
    "Formål",
    "Tjeneste",
    "Operation",
    "Kalderens id",
    "Objekter",
    "Flere objekter",
    "Personer",
    "Flere personer",
    "Udfald",
    "HTTP-status",
    "Varighed (ms)",
    "Afslag",
    "Position",
    "Kilde",
    "Regning",
];

/// A cell: quoted where it must be, and never a formula.
fn celle(ud: &mut String, tekst: &str) {
    let farlig = tekst.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if tekst.contains([';', '"', '\n', '\r']) || farlig {
        ud.push('"');
        if farlig {
            ud.push('\'');
        }
        ud.push_str(&tekst.replace('"', "\"\""));
        ud.push('"');
    } else {
        ud.push_str(tekst);
    }
}

/// A line of cells, as Danish spreadsheets read them.
pub fn linje<'a>(ud: &mut String, celler: impl IntoIterator<Item = &'a str>) {
    for (nr, c) in celler.into_iter().enumerate() {
        if nr > 0 {
            ud.push(';');
        }
        celle(ud, c);
    }
    ud.push_str("\r\n");
}

fn flere(n: u64) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}

/// An export under way: [`Self::naeste`] until it gives nothing. Nothing but a page is held in memory.
#[derive(Debug)]
pub struct Eksport {
    revision: Revision,
    myndighed: Option<Cvr>,
    periode: Periode,
    visning: Cprvisning,
    efter: i64,
    tilstand: Tilstand,
}

#[derive(Debug, PartialEq, Eq)]
enum Tilstand {
    Begyndt,
    Raekker,
    Slut,
}

impl Eksport {
    /// The next bytes of the file; `None` at its end.
    ///
    /// # Errors
    /// When the store fails, or an entry cannot be read.
    pub async fn naeste(&mut self) -> Result<Option<Vec<u8>>, Fejl> {
        match self.tilstand {
            Tilstand::Begyndt => {
                self.tilstand = Tilstand::Raekker;
                let mut ud = String::from('\u{feff}');
                linje(&mut ud, KOLONNER);
                return Ok(Some(ud.into_bytes()));
            }
            Tilstand::Raekker => {}
            Tilstand::Slut => return Ok(None),
        }
        let poster = self.revision.lager.logposter(Logvalg::Myndighed(self.myndighed), self.periode, self.efter, SIDE).await?;
        if poster.len() < SIDE {
            self.tilstand = Tilstand::Slut;
        }
        let Some(sidste) = poster.last() else { return Ok(None) };
        self.efter = sidste.position;
        let mut ud = String::with_capacity(poster.len() * 600);
        for p in &poster {
            if let Indgang { position, indgang: Some(i) } = self.revision.vis(p, self.visning)? {
                self.raekke(&mut ud, position, &i);
            }
        }
        Ok(Some(ud.into_bytes()))
    }

    fn objekt(&self, o: &Logobjekt) -> String {
        let Logobjekt(type_nr, uuid, handling) = o;
        let navn = self.revision.typenavn(*type_nr);
        format!("{navn} {uuid}{}", if *handling == 0 { "" } else { " (ændret)" })
    }

    fn raekke(&self, ud: &mut String, position: i64, i: &Logindgang) {
        let tekst = |t: &Option<String>| t.clone().unwrap_or_default();
        let system = i.system.as_ref();
        let mut objekter = String::new();
        for (nr, o) in i.objekter.iter().enumerate() {
            let _ = write!(objekter, "{}{}", if nr > 0 { ", " } else { "" }, self.objekt(o));
        }
        let afslag = i.afslag.as_ref().map_or_else(String::new, |a| {
            let detaljer: String = a.detaljer.iter().map(|(n, v)| format!("; {n}: {v}")).collect();
            format!("{}: {}{detaljer}", a.mangler, a.forklaring)
        });
        let celler: [String; KOLONNER.len()] = [
            i.tidspunkt.til_xs(),
            i.kald_id.to_string(),
            i.slags.navn().into(),
            i.ledning.clone(),
            i.myndighed.map_or_else(String::new, |m| m.to_string()),
            system.map_or_else(String::new, |s| s.navn.clone()),
            system.map_or_else(String::new, |s| s.uuid.to_string()),
            system.map_or_else(String::new, |s| s.cvr.to_string()),
            tekst(&i.certifikat),
            tekst(&i.bruger) + if i.bruger_ubevist { " (ifølge kalderen)" } else { "" },
            tekst(&i.paa_vegne_af),
            i.aftale.map_or_else(String::new, |a| a.to_string()),
            tekst(&i.formaal),
            tekst(&i.tjeneste),
            tekst(&i.operation),
            tekst(&i.kalders_id),
            objekter,
            flere(i.flere_objekter),
            i.personer.join(", "),
            flere(i.flere_personer),
            i.fejl.map_or_else(|| "ok".into(), |f| format!("SAM-{f}")),
            if i.http == 0 { String::new() } else { i.http.to_string() },
            format!("{},{:03}", i.varighed / 1_000, i.varighed % 1_000),
            afslag,
            position.to_string(),
            tekst(&i.kilde),
            tekst(&i.regning),
        ];
        linje(ud, celler.iter().map(String::as_str));
    }
}

impl Revision {
    /// Begins an export of an authority's entries (or of calls without one) in a period. It is logged first, with the reader.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn eksport(
        &self,
        laeser: &Kaldekontekst,
        myndighed: Option<Cvr>,
        periode: Periode,
        visning: Cprvisning,
    ) -> Result<Eksport, Fejl> {
        let hvem = myndighed.map_or_else(|| "uden myndighed".into(), |m| m.to_string());
        let numre = if visning == Cprvisning::Maskeret { "uden CPR-numre" } else { "med CPR-numre" };
        let hvad = format!("logeksport: {hvem} {}–{} {numre}", periode.fra.til_utc(), periode.til.til_utc());
        self.log_laeser(laeser, hvad, Vec::new()).await?;
        Ok(Eksport { revision: self.clone(), myndighed, periode, visning, efter: 0, tilstand: Tilstand::Begyndt })
    }

    /// The whole export, piece by piece, through a callback; see [`Self::eksport`].
    ///
    /// # Errors
    /// As [`Self::eksport`], or what the callback refuses with.
    pub async fn eksporter(
        &self,
        laeser: &Kaldekontekst,
        myndighed: Option<Cvr>,
        periode: Periode,
        visning: Cprvisning,
        ud: &mut (dyn FnMut(&[u8]) -> Result<(), Fejl> + Send),
    ) -> Result<(), Fejl> {
        let mut e = self.eksport(laeser, myndighed, periode, visning).await?;
        while let Some(bytes) = e.naeste().await? {
            ud(&bytes)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let mut ud = String::new();
        linje(&mut ud, ["a", "b;c", "d\"e", "=1+1", "-2", "+3", "@SUM(A1)", "\t=1", "linje\r\nskift", ""]);
        assert_eq!(ud, "a;\"b;c\";\"d\"\"e\";\"'=1+1\";\"'-2\";\"'+3\";\"'@SUM(A1)\";\"'\t=1\";\"linje\r\nskift\";\r\n");
    }
}
