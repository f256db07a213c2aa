//! In-query errors as the published service writes them: HTTP 200, `errors[].extensions {message, kildeId, id, type, classification}`.
use async_graphql::{Context, Error, ErrorExtensions, Response, ServerError};
use grund::graenser::{GRAPHQL_FEJL, GRAPHQL_FEJL_TEGN};
use grund::{Fejl, Fejlkode};

/// What a selection of the query could not be answered with.
pub(crate) type Svar<T> = Result<T, Error>;

/// `type` of an error.
#[derive(Clone, Copy)]
enum Alvor {
    Error,
    Warning,
}

/// Where an error came from: `kildeId` of the service, with its misspelling.
#[derive(Clone, Copy)]
pub(crate) struct Kilde(pub &'static str);

/// The Organisation service; the spelling is part of the wire.
pub(crate) const ORGANISATION: Kilde = Kilde("GrapqhQL Organisation");
/// KlassifikationListeHent; nothing is published, so it is named after the other one, spelled right.
pub(crate) const KLASSIFIKATION: Kilde = Kilde("GraphQL Klassifikation");

/// The classification of a catalogued refusal.
fn klasse(kode: Fejlkode) -> &'static str {
    match kode {
        Fejlkode::FindesIkke | Fejlkode::IntetFundet | Fejlkode::Slettet => "NotFound",
        Fejlkode::IngenAdgang | Fejlkode::ManglerMyndighed => "Unauthorized",
        Fejlkode::ManglerObligatorisk => "NullValueInNonNullableField",
        Fejlkode::Intern | Fejlkode::Optaget | Fejlkode::Tidsudloeb => "ServerError",
        _ => "ValidationError",
    }
}

fn lav(fejl: &Fejl, kilde: Kilde, alvor: Alvor) -> Error {
    if fejl.kode() == Fejlkode::Intern {
        tracing::error!(aarsag = fejl.aarsagen().unwrap_or(""), "GraphQL");
    }
    Error::new(fejl.engelsk()).extend_with(|_, e| {
        e.set("message", fejl.dansk());
        e.set("kildeId", kilde.0);
        e.set("id", fejl.kode().to_string());
        e.set(
            "type",
            match alvor {
                Alvor::Error => "ERROR",
                Alvor::Warning => "WARNING",
            },
        );
        e.set("classification", klasse(fejl.kode()));
    })
}

/// The refusal as the answer of a field: takes the field's parent with it, up to the next one that may be null.
pub(crate) fn afvis(fejl: &Fejl, kilde: Kilde) -> Error {
    lav(fejl, kilde, Alvor::Error)
}

/// A field that must be there is not: names the field and the rule that says so.
pub(crate) fn mangler(felt: &str, regel: &'static str) -> Error {
    afvis(&Fejl::ny(Fejlkode::ManglerObligatorisk).felt(felt).regel(regel), ORGANISATION)
}

fn tilfoej(ctx: &Context<'_>, fejl: Error, indeks: Option<usize>) {
    let mut fejl = ctx.set_error_path(fejl.into_server_error(ctx.item.pos));
    fejl.path.extend(indeks.map(async_graphql::PathSegment::Index));
    ctx.add_error(fejl);
}

/// Reports a refusal beside the answer; the field itself is null, or the element `indeks` of its list.
pub(crate) fn meld(ctx: &Context<'_>, fejl: &Fejl, kilde: Kilde, indeks: Option<usize>) {
    tilfoej(ctx, lav(fejl, kilde, Alvor::Error), indeks);
}

/// Reports that something could not be looked up; the rest of the answer stands.
pub(crate) fn advar(ctx: &Context<'_>, fejl: &Fejl) {
    tilfoej(ctx, lav(fejl, ORGANISATION, Alvor::Warning), None);
}

/// What the parser says, without the query's lines and the arrows below them.
fn uden_tegning(besked: &str) -> &str {
    if besked.contains("-->") { besked.rsplit("= ").next().unwrap_or(besked).trim() } else { besked }
}

/// Gives the errors that the query engine itself found the form of the service, as many and as much as is told of them. `syntaks`: the query could not be
/// read at all.
pub(crate) fn udfyld(svar: &mut Response, kilde: Kilde, syntaks: bool) {
    let mut egne = 0;
    svar.errors.retain_mut(|f| {
        if f.extensions.is_some() {
            return true;
        }
        egne += 1;
        f.locations.truncate(GRAPHQL_FEJL);
        if let Some((slut, _)) = f.message.char_indices().nth(GRAPHQL_FEJL_TEGN) {
            f.message.truncate(slut);
            f.message.push('…');
        }
        egne <= GRAPHQL_FEJL
    });
    let kode = Fejlkode::UgyldigForespoergsel;
    let klasse = if syntaks { "InvalidSyntax" } else { "ValidationError" };
    for fejl in svar.errors.iter_mut().filter(|f| f.extensions.is_none()) {
        let sted = fejl.locations.first().map(|p| (p.line, p.column));
        // The engine speaks English only; the Danish text says where.
        let dansk = Fejl::ny(kode);
        let dansk = match sted {
            Some((l, k)) => dansk.detalje((format!("linje {l}, kolonne {k}"), format!("line {l}, column {k}"))),
            None => dansk,
        };
        let dansk = dansk.dansk();
        *fejl = ServerError {
            message: format!("{kode}: {}", uden_tegning(&fejl.message)),
            extensions: Error::new("")
                .extend_with(|_, e| {
                    e.set("message", dansk);
                    e.set("kildeId", kilde.0);
                    e.set("id", kode.to_string());
                    e.set("type", "ERROR");
                    e.set("classification", klasse);
                })
                .extensions,
            ..fejl.clone()
        };
    }
}
