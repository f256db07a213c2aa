//! A look-up that pages go on with: the party and the purpose behind an address that tells neither. It is one user's, for a working day.
use crate::{Funktion, Kalder, Partsid, Sapa};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use serde::{Deserialize, Serialize};

/// A working day.
const GAELDER: i64 = 8 * 3_600_000_000;
/// Characters of a purpose, as the log has them.
const FORMAAL_TEGN: usize = 300;

/// A look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opslag {
    /// Whose.
    pub part: Partsid,
    /// Why.
    pub formaal: String,
}

#[derive(Serialize, Deserialize)]
struct Gemt {
    bruger: String,
    part: String,
    formaal: String,
}

fn noegle(k: Kalder<'_>, id: Uuid) -> Vec<u8> {
    [b"sapa-opslag".as_slice(), &k.kald.myndighed.tal().to_be_bytes(), id.as_bytes()].concat()
}

impl Sapa {
    /// Begins a look-up; the id stands for it in addresses.
    ///
    /// # Errors
    /// `IngenBrugerret`; `ManglerElement` and `ForLang` for the purpose; those of the store.
    pub async fn begynd_opslag(&self, k: Kalder<'_>, o: &Opslag) -> Result<Uuid, Fejl> {
        k.kraev(Funktion::Overblik)?;
        let formaal = o.formaal.trim();
        if formaal.is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("formaal").regel("SAPA-14"));
        }
        if formaal.chars().count() > FORMAAL_TEGN {
            return Err(Fejl::ny(Fejlkode::ForLang).felt("formaal").ventet(grund::sagt::hoejst(FORMAAL_TEGN, grund::sagt::TEGN)));
        }
        let id = self.ids.ny();
        let gemt = Gemt { bruger: k.bruger().to_string(), part: o.part.id().to_string(), formaal: formaal.to_owned() };
        let data = serde_json::to_vec(&gemt).map_err(Fejl::intern)?;
        let udloeb: Tidspunkt = k.kald.nu.plus_mikros(GAELDER);
        self.register.lager().gem_flygtig(noegle(k, id), udloeb, data, k.kald.nu).await?;
        Ok(id)
    }

    /// The look-up of that id, with its purpose noted in the call's trace.
    ///
    /// # Errors
    /// `IngenBrugerret`; `FindesIkke` for one that is over, or another user's; those of the store.
    pub async fn opslag(&self, k: Kalder<'_>, id: Uuid) -> Result<Opslag, Fejl> {
        k.kraev(Funktion::Overblik)?;
        let ukendt = || Fejl::ny(Fejlkode::FindesIkke).felt("opslag").regel("SAPA-14");
        let data = self.register.lager().hent_flygtig(&noegle(k, id), k.kald.nu).await?.ok_or_else(ukendt)?;
        let g: Gemt = serde_json::from_slice(&data).map_err(Fejl::intern)?;
        if g.bruger != k.bruger().to_string() {
            return Err(ukendt());
        }
        k.kald.spor.skriv(|s| s.formaal = Some(g.formaal.clone()));
        Ok(Opslag { part: Partsid::laes(&g.part)?, formaal: g.formaal })
    }
}
