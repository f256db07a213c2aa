//! OrganisationHent (SF1500): the published schema, type by type, over the questions in `organisation::opslag`.
mod bruger;
mod enhed;
mod foresp;
mod henvendelsessted;
mod laes;
mod medlemskab;
mod typer;

use async_graphql::{EmptyMutation, EmptySubscription, Schema};
use grund::graenser::{GRAPHQL_DYBDE, GRAPHQL_KOMPLEKSITET};

pub(crate) use foresp::Query;

/// The schema of the service.
pub(crate) type Skema = Schema<Query, EmptyMutation, EmptySubscription>;

/// What a list field without paging counts for, in elements, when a query's size is estimated: units have fewer addresses, tasks,
/// members and children on average.
const LISTE: usize = 10;

/// Builds the schema, with the limits on a query's depth and size.
pub(crate) fn skema() -> Skema {
    Schema::build(Query, EmptyMutation, EmptySubscription)
        .register_output_type::<medlemskab::Medlemskab>()
        .limit_depth(GRAPHQL_DYBDE)
        .limit_complexity(GRAPHQL_KOMPLEKSITET)
        .finish()
}
