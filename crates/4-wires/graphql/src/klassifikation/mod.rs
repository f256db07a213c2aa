//! KlassifikationListeHent (SF1510) over GraphQL: the published names; the rules stand in `klassifikation::listehent`.
//!
//! The published schema cannot be built. Two repairs, no more: the type `…_BrugervendtNoegleKriterie`, which stands in an input, is an
//! input; and there is a `Query`, which GraphQL demands, with one field.
mod input;
mod output;
mod skalarer;

use crate::fejl::{KLASSIFIKATION, Svar, meld};
use crate::indlaes::Indlaeser;
use ::klassifikation::listehent;
use async_graphql::{Context, EmptySubscription, Object, Schema};
use grund::graenser::{GRAPHQL_DYBDE, GRAPHQL_KOMPLEKSITET};

/// The schema of the service.
pub(crate) type Skema = Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema, with the limits on a query's depth and size.
pub(crate) fn skema() -> Skema {
    Schema::build(Query, Mutation, EmptySubscription).limit_depth(GRAPHQL_DYBDE).limit_complexity(GRAPHQL_KOMPLEKSITET).finish()
}

/// Not in the published schema; GraphQL demands a Query type with a field.
pub(crate) struct Query;

/// Not in the published schema; GraphQL demands a Query type with a field.
#[Object]
impl Query {
    /// The published version that is offered.
    async fn version(&self) -> &'static str {
        "1.0"
    }
}

/// The published schema asks through a mutation; nothing is changed by it.
pub(crate) struct Mutation;

/// The published schema asks through a mutation; nothing is changed by it.
#[Object]
impl Mutation {
    /// Classifications with their facets and classes.
    #[graphql(name = "klassifikationListeHentGQL")]
    async fn klassifikation_liste_hent_gql(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "klassifikationListeHent_I")] spoergsmaal: input::ListeHentI,
    ) -> Svar<Option<output::ListeHentO>> {
        let svar = async {
            let oejeblik = &Indlaeser::af(ctx)?.oejeblik;
            listehent::hent(oejeblik.register(), oejeblik.kald(), &spoergsmaal.kriterier()?).await
        };
        Ok(match svar.await {
            Ok(l) => Some(output::ListeHentO::af(l)),
            Err(f) => {
                meld(ctx, &f, KLASSIFIKATION, None);
                None
            }
        })
    }
}
