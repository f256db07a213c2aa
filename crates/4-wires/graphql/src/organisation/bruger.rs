//! Users and the persons behind them.
use super::LISTE;
use super::laes::{hent, navn, titel};
use super::medlemskab::{BrugerMedlemskab, af_slagsen};
use super::typer::*;
use crate::fejl::{ORGANISATION as KILDE, Svar, afvis, mangler};
use crate::indlaes::Indlaeser;
use crate::skalarer::{Cpr, Uuid};
use async_graphql::{Context, Object, SimpleObject};
use organisation::numre::{felt, relation};
use organisation::objekttyper::{ORGANISATIONFUNKTION, PERSON};
use organisation::opslag::{self, Billede};

/// A user of it-systems: a person's or a robot's account.
pub(crate) struct Bruger(pub Billede);

/// A user of it-systems: a person's or a robot's account.
#[Object]
impl Bruger {
    async fn uuid(&self) -> Uuid {
        Uuid(self.0.uuid)
    }
    /// A name that is unique in the organisation, typically the user name in it-systems.
    async fn brugernavn(&self) -> Svar<String> {
        navn(&self.0).ok_or_else(|| mangler("Bruger/brugernavn", "I-1"))
    }
    /// Externally given key.
    async fn brugervendt_noegle(&self) -> Option<&str> {
        self.0.tekst(felt::BRUGERVENDTNOEGLE)
    }
    /// The kind of user, a class: internal, external, not a person.
    async fn bruger_type_uuid(&self) -> Option<Uuid> {
        self.0.uuid_i(relation::BRUGERTYPER).map(Uuid)
    }
    /// Title of the kind in Klassifikation.
    async fn bruger_type_titel(&self, ctx: &Context<'_>) -> Svar<Option<String>> {
        titel(ctx, self.0.uuid_i(relation::BRUGERTYPER)).await
    }
    /// Whether it is in use.
    async fn tilstand(&self) -> Tilstand {
        Tilstand::af(&self.0)
    }
    /// The person behind.
    async fn person(&self, ctx: &Context<'_>) -> Svar<Option<Person>> {
        let p = hent(ctx, &PERSON, opslag::person(&self.0)).await?;
        if p.is_some() {
            Indlaeser::af(ctx).map_err(|f| afvis(&f, KILDE))?.advar_om_skjulte(ctx, &PERSON);
        }
        Ok(p.map(|p| Person {
            uuid: Uuid(p.uuid),
            navn: p.tekst(felt::NAVN).map(str::to_owned),
            brugervendt_noegle: p.tekst(felt::BRUGERVENDTNOEGLE).map(str::to_owned),
            cpr: p.tekst(felt::CPRNUMMER).map(|c| Cpr(c.to_owned())),
        }))
    }
    /// Its addresses, in these roles if any are given.
    #[graphql(complexity = "LISTE * (1 + child_complexity)")]
    async fn adresser(&self, ctx: &Context<'_>, rolle: Option<Vec<Uuid>>) -> Svar<Vec<Adresse>> {
        adresser(ctx, self.0.relationer(relation::ADRESSER), rolle.as_deref()).await
    }
    /// The active memberships, of these kinds if any are given.
    #[graphql(complexity = "LISTE * (1 + child_complexity)")]
    async fn har_medlemskab(&self, ctx: &Context<'_>, rolle: Option<Vec<Uuid>>) -> Svar<Vec<BrugerMedlemskab>> {
        let funktioner = async { Indlaeser::af(ctx)?.pegere(&ORGANISATIONFUNKTION, relation::TILKNYTTEDEBRUGERE, self.0.uuid).await };
        let funktioner = funktioner.await.map_err(|f| afvis(&f, KILDE))?;
        let alle = funktioner.iter().flat_map(opslag::medlemskaber).filter(|m| m.bruger == self.0.uuid);
        Ok(alle.filter(|m| af_slagsen(m, rolle.as_deref())).map(BrugerMedlemskab).collect())
    }
}

/// The person behind a user. One person can have several users.
#[derive(SimpleObject)]
pub(crate) struct Person {
    pub uuid: Uuid,
    /// Name.
    #[graphql(directive = person_data_constraint::apply(PersonDataConstraintType::SeNavn))]
    pub navn: Option<String>,
    /// Externally given key.
    pub brugervendt_noegle: Option<String>,
    /// CPR number.
    #[graphql(directive = person_data_constraint::apply(PersonDataConstraintType::SeCpr))]
    pub cpr: Option<Cpr>,
}
