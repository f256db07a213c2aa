//! What is asked for.
use super::skalarer::{Dato, Markering, Tekst30, Tekst50};
use crate::skalarer::Uuid;
use ::klassifikation::listehent::{Identifikation, Kriterier, laes_dato};
use async_graphql::InputObject;
use grund::{Fejl, Fejlkode, Tidspunkt};

/// What is asked for.
#[derive(InputObject)]
#[graphql(name = "KlassifikationListeHent_I")]
pub(crate) struct ListeHentI {
    klassifikation_kriterie_liste: Vec<Option<KriterieListe>>,
    /// True or left out: what is published today; the two dates are ignored. False: everything, or what is published between the dates.
    kun_aktuelle: Option<Markering>,
    klassifikation_publiceret_fra_dato: Option<Dato>,
    klassifikation_publiceret_til_dato: Option<Dato>,
    /// Only what all municipalities share.
    kun_faelleskommunale_klasser: Option<Markering>,
}

/// One of the things asked for.
#[derive(InputObject)]
#[graphql(name = "KlassifikationListeHent_I_KlassifikationKriterieListe")]
pub(crate) struct KriterieListe {
    identifikation_kriterie: IdentifikationKriterie,
}

/// Exactly one of the four.
#[derive(InputObject)]
#[graphql(name = "KlassifikationListeHent_I_KlassifikationKriterieListe_IdentifikationKriterie")]
pub(crate) struct IdentifikationKriterie {
    klassifikation_identifikation: Option<Uuid>,
    facet_identifikation: Option<Uuid>,
    klasse_identifikation: Option<Tekst30>,
    brugervendt_noegle_kriterie: Option<NoegleKriterie>,
}

/// In the published schema a type, which an input cannot hold: an input here.
#[derive(InputObject)]
#[graphql(name = "KlassifikationListeHent_I_KlassifikationKriterieListe_IdentifikationKriterie_BrugervendtNoegleKriterie")]
pub(crate) struct NoegleKriterie {
    brugervendt_noegle_kriterie: Option<Noegler>,
}

/// Keys, from the classification inwards.
#[derive(InputObject)]
#[graphql(
    name = "KlassifikationListeHent_I_KlassifikationKriterieListe_IdentifikationKriterie_BrugervendtNoegleKriterie_BrugervendtNoegleKriterie"
)]
pub(crate) struct Noegler {
    klassifikation_brugervendt_noegle: Tekst50,
    facet_brugervendt_noegle: Option<Tekst50>,
    klasse_brugervendt_noegle: Option<Tekst50>,
}

impl ListeHentI {
    /// The question as the module takes it.
    pub(crate) fn kriterier(self) -> Result<Kriterier, Fejl> {
        let dato = |d: Option<Dato>, felt| d.map(|d| laes_dato(&d.0, felt)).transpose();
        let fra = dato(self.klassifikation_publiceret_fra_dato, "klassifikationPubliceretFraDato")?;
        let til = dato(self.klassifikation_publiceret_til_dato, "klassifikationPubliceretTilDato")?;
        Ok(Kriterier {
            identifikation: self
                .klassifikation_kriterie_liste
                .into_iter()
                .flatten()
                .map(|k| k.identifikation_kriterie.laes())
                .collect::<Result<_, _>>()?,
            kun_aktuelle: self.kun_aktuelle.map(|m| m.0),
            fra,
            // The date itself is part of the period.
            til: til.map(dagen_efter),
            kun_faelles: self.kun_faelleskommunale_klasser.is_some_and(|m| m.0),
        })
    }
}

fn dagen_efter(t: Tidspunkt) -> Tidspunkt {
    // Noon of the next day falls on it also when a day has 23 or 25 hours.
    let middag = t.plus_mikros(36 * 3600 * 1_000_000);
    middag.dansk_dato().and_then(|(aar, maaned, dag)| Tidspunkt::dansk_midnat(aar, maaned, dag)).unwrap_or(t)
}

impl IdentifikationKriterie {
    fn laes(self) -> Result<Identifikation, Fejl> {
        let noegler = self.brugervendt_noegle_kriterie.and_then(|k| k.brugervendt_noegle_kriterie);
        match (self.klassifikation_identifikation, self.facet_identifikation, self.klasse_identifikation, noegler) {
            (Some(u), None, None, None) => Ok(Identifikation::Klassifikation(u.0)),
            (None, Some(u), None, None) => Ok(Identifikation::Facet(u.0)),
            (None, None, Some(t), None) => grund::id::laes_uuid(&t.0)
                .map(Identifikation::Klasse)
                .ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("klasseIdentifikation")),
            (None, None, None, Some(n)) => Ok(Identifikation::Noegle {
                klassifikation: n.klassifikation_brugervendt_noegle.0,
                facet: n.facet_brugervendt_noegle.map(|t| t.0),
                klasse: n.klasse_brugervendt_noegle.map(|t| t.0),
            }),
            _ => Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                .felt("identifikationKriterie")
                .ventet(("netop ét af dets felter", "exactly one of its fields"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i32_the_last_date_is_part_of_the_period() {
        let t = |d| laes_dato(d, "x").unwrap();
        for (dag, naeste) in
            [("2026-03-28", "2026-03-29"), ("2026-03-29", "2026-03-30"), ("2026-10-25", "2026-10-26"), ("2026-12-31", "2027-01-01")]
        {
            assert_eq!(dagen_efter(t(dag)), t(naeste), "{dag}");
        }
    }
}
