//! Looking up what is referred to; it knows no type of the schema.
use crate::fejl::{ORGANISATION as KILDE, Svar, afvis};
use crate::indlaes::Indlaeser;
use ::klassifikation::objekttyper::KLASSE;
use ::klassifikation::opslag;
use async_graphql::Context;
use organisation::numre::felt;
use organisation::opslag::Billede;

/// The object that is referred to; null with a warning when it is not there.
pub(crate) async fn hent(ctx: &Context<'_>, t: &'static register::Objekttype, uuid: Option<grund::Uuid>) -> Svar<Option<Billede>> {
    let Some(uuid) = uuid else { return Ok(None) };
    let b = async { Indlaeser::af(ctx)?.en_eller_advar(ctx, t, uuid).await };
    b.await.map_err(|f| afvis(&f, KILDE))
}

/// The class, or null with a warning.
pub(crate) async fn klasse(ctx: &Context<'_>, uuid: grund::Uuid) -> Svar<Option<Billede>> {
    let b = async { Indlaeser::af(ctx)?.en_eller_advar(ctx, &KLASSE, uuid).await };
    b.await.map_err(|f| afvis(&f, KILDE))
}

/// Title of the class, or null with a warning.
pub(crate) async fn titel(ctx: &Context<'_>, uuid: Option<grund::Uuid>) -> Svar<Option<String>> {
    let Some(uuid) = uuid else { return Ok(None) };
    Ok(klasse(ctx, uuid).await?.and_then(|k| k.tekst(opslag::TITEL).map(str::to_owned)))
}

/// The name, or brugervendtNoegle in its place: the two are the same for units and users (I.2).
pub(crate) fn navn(b: &Billede) -> Option<String> {
    b.tekst(felt::NAVN).or_else(|| b.tekst(felt::BRUGERVENDTNOEGLE)).map(str::to_owned)
}
