//! Contact points.
use super::enhed::Enhed;
use super::laes::navn;
use super::typer::Opgave;
use crate::fejl::Svar;
use crate::skalarer::Uuid;
use async_graphql::Context;
use organisation::opslag::Billede;

/// Where a citizen turns to about a task: a unit, through a function (I-12).
pub(crate) struct Henvendelsessted {
    pub funktion: Billede,
    pub enhed: grund::Uuid,
    pub opgave: Option<grund::Uuid>,
}

/// Where a citizen turns to about a task. A contact point for several tasks stands once for each.
#[async_graphql::Object]
impl Henvendelsessted {
    /// UUID of the function behind.
    async fn uuid(&self) -> Uuid {
        Uuid(self.funktion.uuid)
    }
    async fn navn(&self) -> Svar<String> {
        navn(&self.funktion).ok_or_else(|| crate::fejl::mangler("Henvendelsessted/navn", "I-1"))
    }
    async fn henvendelses_organisation_enhed(&self, ctx: &Context<'_>) -> Svar<Enhed> {
        Enhed::hent(ctx, self.enhed).await?.ok_or_else(|| crate::fejl::mangler("henvendelsesOrganisationEnhed", "I-12"))
    }
    async fn opgave(&self) -> Option<Opgave> {
        self.opgave.map(|uuid| Opgave { uuid, rolle: None, klassifikation: None })
    }
}
