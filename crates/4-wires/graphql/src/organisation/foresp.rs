//! The five questions of the schema.
use super::bruger::Bruger;
use super::enhed::{Enhed, Organisation};
use super::typer::{PageInfo, TilstandStatus};
use crate::fejl::{ORGANISATION as KILDE, Svar, afvis, meld};
use crate::indlaes::Indlaeser;
use crate::sider::{Side, markoer};
use crate::skalarer::{Cpr, Cvr, Kle, Markoer, Uuid};
use ::klassifikation::objekttyper::KLASSE;
use async_graphql::{Context, InputObject, Object, SimpleObject};
use grund::graenser::{LISTE_UUID, SOEGEKRITERIER};
use grund::{Fejl, Fejlkode};
use organisation::objekttyper::{BRUGER, ORGANISATIONENHED};
use organisation::opslag::{Billede, Brugerfilter, Enhedsfilter};
use register::Objekttype;

/// Tasks by KLE number, and by role if one is named.
#[derive(InputObject)]
pub(crate) struct KleFilter {
    /// Role of the task; when left out, any.
    rolle: Option<Uuid>,
    /// Any of these numbers; `*` at the end of one stands for anything.
    kle_nummer: Vec<Kle>,
}

/// An address by role and text.
#[derive(InputObject)]
pub(crate) struct AdresseRolleFilter {
    /// Role from Klassifikation, for instance a user's e-mail address.
    rolle: Uuid,
    /// The whole text, without regard to case.
    tekst: String,
}

/// The person behind a user.
#[derive(InputObject)]
pub(crate) struct PersonFilter {
    navn: Option<String>,
    cpr: Option<Cpr>,
}

/// Users; every filled part must hold. Texts are compared whole, without regard to case.
#[derive(InputObject)]
pub(crate) struct BrugerFilter {
    brugernavn: Option<String>,
    adresse_rolle_filter: Option<AdresseRolleFilter>,
    bruger_type_uuid: Option<Uuid>,
    person_filter: Option<PersonFilter>,
}

/// A page of units.
#[derive(SimpleObject)]
pub(crate) struct OrganisationEnhedConnection {
    edges: Option<Vec<Option<OrganisaionEnhedEdge>>>,
    page_info: PageInfo,
}

/// A unit in a list. The spelling of the name is that of the published schema.
#[derive(SimpleObject)]
pub(crate) struct OrganisaionEnhedEdge {
    cursor: Option<Markoer>,
    node: Enhed,
}

/// A page of users.
#[derive(SimpleObject)]
pub(crate) struct BrugerConnection {
    edges: Option<Vec<Option<BrugerEdge>>>,
    page_info: PageInfo,
}

/// A user in a list.
#[derive(SimpleObject)]
pub(crate) struct BrugerEdge {
    cursor: Option<Markoer>,
    node: Bruger,
}

/// Questions to the organisation.
pub(crate) struct Query;

/// Questions to the organisation: what is true now, or at the time that the headers name.
#[Object]
impl Query {
    /// The organisation of the company with that CVR number.
    async fn organisation(&self, ctx: &Context<'_>, cvr: Cvr) -> Svar<Option<Organisation>> {
        Ok(organisation_eller_meld(ctx, cvr).await.map_err(|f| afvis(&f, KILDE))?.map(Organisation))
    }

    /// Units of an organisation, a page at a time. The root, if it is among them, is the first.
    #[graphql(complexity = "Side::laengde(first, last) * (1 + child_complexity)")]
    #[allow(clippy::too_many_arguments)]
    async fn organisation_enhed_liste(
        &self,
        ctx: &Context<'_>,
        cvr: Cvr,
        status: TilstandStatus,
        opgaver: Option<KleFilter>,
        it_systemer: Option<Vec<Uuid>>,
        first: Option<i32>,
        last: Option<i32>,
        after: Option<Markoer>,
        before: Option<Markoer>,
    ) -> Svar<Option<OrganisationEnhedConnection>> {
        let svar = async {
            let Some(o) = organisation_eller_meld(ctx, cvr).await? else { return Ok(None) };
            let ind = Indlaeser::af(ctx)?;
            let opgaver = match opgaver {
                Some(f) => Some((kle_klasser(ind, &f.kle_nummer).await?, f.rolle.map(|r| r.0))),
                None => None,
            };
            if it_systemer.as_ref().is_some_and(|l| l.len() > SOEGEKRITERIER) {
                return Err(Fejl::ny(Fejlkode::ForMangeKriterier)
                    .felt("itSystemer")
                    .ventet(grund::sagt::hoejst(SOEGEKRITERIER, grund::sagt::STYK)));
            }
            let itsystemer = it_systemer.map(|l| l.into_iter().map(|u| u.0).collect());
            let filter = Enhedsfilter { aktiv: status == TilstandStatus::Aktiv, opgaver, itsystemer };
            let alle = ind.oejeblik.enheder(&o, &filter).await?;
            let (side, page_info) = hent_side(ind, &ORGANISATIONENHED, &alle, &Side { first, last, after, before }).await?;
            let edges = side.into_iter().map(|(c, b)| Some(OrganisaionEnhedEdge { cursor: Some(c), node: Enhed(b) })).collect();
            Ok(Some(OrganisationEnhedConnection { edges: Some(edges), page_info }))
        };
        ellers_null(ctx, svar.await)
    }

    /// Units by UUID, in the order asked; null for one that is not found.
    #[graphql(complexity = "uuid.len() * (1 + child_complexity)")]
    async fn organisation_enhed(&self, ctx: &Context<'_>, uuid: Vec<Uuid>) -> Svar<Option<Vec<Option<Enhed>>>> {
        let l = efter_uuid(ctx, &ORGANISATIONENHED, &uuid).await;
        Ok(ellers_null(ctx, l.map(Some))?.map(|l| l.into_iter().map(|b| b.map(Enhed)).collect()))
    }

    /// Users by UUID, in the order asked; null for one that is not found.
    #[graphql(complexity = "uuid.len() * (1 + child_complexity)")]
    async fn bruger(&self, ctx: &Context<'_>, uuid: Vec<Uuid>) -> Svar<Option<Vec<Option<Bruger>>>> {
        let l = efter_uuid(ctx, &BRUGER, &uuid).await;
        Ok(ellers_null(ctx, l.map(Some))?.map(|l| l.into_iter().map(|b| b.map(Bruger)).collect()))
    }

    /// Users of an organisation, a page at a time.
    #[graphql(complexity = "Side::laengde(first, last) * (1 + child_complexity)")]
    #[allow(clippy::too_many_arguments)]
    async fn bruger_liste(
        &self,
        ctx: &Context<'_>,
        cvr: Cvr,
        status: TilstandStatus,
        bruger_filter: Option<BrugerFilter>,
        first: Option<i32>,
        last: Option<i32>,
        after: Option<Markoer>,
        before: Option<Markoer>,
    ) -> Svar<Option<BrugerConnection>> {
        let svar = async {
            let Some(o) = organisation_eller_meld(ctx, cvr).await? else { return Ok(None) };
            let ind = Indlaeser::af(ctx)?;
            let mut filter = Brugerfilter { aktiv: status == TilstandStatus::Aktiv, ..Brugerfilter::default() };
            if let Some(f) = bruger_filter {
                filter.brugernavn = f.brugernavn;
                filter.adresse = f.adresse_rolle_filter.map(|a| (a.rolle.0, a.tekst));
                filter.brugertype = f.bruger_type_uuid.map(|u| u.0);
                if let Some(p) = f.person_filter {
                    filter.personnavn = p.navn;
                    filter.cpr = p.cpr.map(|c| c.0);
                }
            }
            let alle = ind.oejeblik.brugere(o.uuid, &filter).await?;
            let (side, page_info) = hent_side(ind, &BRUGER, &alle, &Side { first, last, after, before }).await?;
            let edges = side.into_iter().map(|(c, b)| Some(BrugerEdge { cursor: Some(c), node: Bruger(b) })).collect();
            Ok(Some(BrugerConnection { edges: Some(edges), page_info }))
        };
        ellers_null(ctx, svar.await)
    }
}

/// A refusal of a field that may be null is reported beside the rest of the answer.
fn ellers_null<T>(ctx: &Context<'_>, svar: Result<Option<T>, Fejl>) -> Svar<Option<T>> {
    Ok(svar.unwrap_or_else(|f| {
        meld(ctx, &f, KILDE, None);
        None
    }))
}

async fn organisation_eller_meld(ctx: &Context<'_>, cvr: Cvr) -> Result<Option<Billede>, Fejl> {
    let fundet = Indlaeser::af(ctx)?.oejeblik.organisation(cvr.0).await?;
    if fundet.is_none() {
        meld(ctx, &Fejl::ny(Fejlkode::FindesIkke).felt("cvr").detalje(cvr.0.to_string()), KILDE, None);
    }
    Ok(fundet)
}

/// The classes with one of the KLE numbers.
async fn kle_klasser(ind: &Indlaeser, numre: &[Kle]) -> Result<Vec<grund::Uuid>, Fejl> {
    if numre.len() > SOEGEKRITERIER {
        return Err(Fejl::ny(Fejlkode::ForMangeKriterier).felt("kleNummer").ventet(grund::sagt::hoejst(SOEGEKRITERIER, grund::sagt::STYK)));
    }
    let mut ud = Vec::new();
    for n in numre {
        let mut f = ind.oejeblik.forespoergsel(&KLASSE);
        f.egenskaber.push(klassifikation::opslag::kle_kriterium(&n.0)?);
        ud.extend(ind.oejeblik.find(&f).await?);
    }
    ud.sort_unstable();
    ud.dedup();
    Ok(ud)
}

async fn hent_side(
    ind: &Indlaeser,
    t: &'static Objekttype,
    alle: &[grund::Uuid],
    side: &Side,
) -> Result<(Vec<(Markoer, Billede)>, PageInfo), Fejl> {
    let valgt = side.vaelg(alle)?;
    let uuider = alle.get(valgt.clone()).unwrap_or_default();
    let objekter = ind.flere(t, uuider).await?;
    let ud: Vec<_> = objekter.into_iter().zip(valgt.clone()).filter_map(|(b, plads)| b.map(|b| (markoer(plads, b.uuid), b))).collect();
    let info = PageInfo {
        start_cursor: ud.first().map(|(c, _)| c.clone()),
        end_cursor: ud.last().map(|(c, _)| c.clone()),
        has_next_page: valgt.end < alle.len(),
        has_previous_page: valgt.start > 0,
    };
    Ok((ud, info))
}

async fn efter_uuid(ctx: &Context<'_>, t: &'static Objekttype, uuider: &[Uuid]) -> Result<Vec<Option<Billede>>, Fejl> {
    if uuider.len() > LISTE_UUID {
        return Err(Fejl::ny(Fejlkode::ForMange).felt("uuid").ventet(grund::sagt::hoejst(LISTE_UUID, grund::sagt::STYK)));
    }
    let rene: Vec<_> = uuider.iter().map(|u| u.0).collect();
    let fundne = Indlaeser::af(ctx)?.flere(t, &rene).await?;
    for (i, (b, u)) in fundne.iter().zip(&rene).enumerate() {
        if b.is_none() {
            meld(ctx, &Fejl::ny(Fejlkode::FindesIkke).felt(t.navn).detalje(u.to_string()), KILDE, Some(i));
        }
    }
    Ok(fundne)
}
