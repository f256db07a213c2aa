//! Organisations and their units.
use super::LISTE;
use super::henvendelsessted::Henvendelsessted;
use super::laes::{hent, navn};
use super::medlemskab::{OrganisationEnhedMedlemskab, af_slagsen};
use super::typer::*;
use crate::fejl::{ORGANISATION as KILDE, Svar, afvis, mangler};
use crate::indlaes::Indlaeser;
use crate::skalarer::Uuid;
use async_graphql::{Context, Object};
use grund::Fejl;
use organisation::numre::{felt, relation};
use organisation::objekttyper::{MYNDIGHED, ORGANISATION, ORGANISATIONENHED, ORGANISATIONFUNKTION, VIRKSOMHED};
use organisation::opslag::{self, Billede};
use std::collections::HashSet;

/// A legal entity, typically a municipality.
pub(crate) struct Organisation(pub Billede);

/// A legal entity, typically a municipality.
#[Object]
impl Organisation {
    async fn uuid(&self) -> Uuid {
        Uuid(self.0.uuid)
    }
    /// Its name; where it has none of its own, the company's.
    async fn organisationsnavn(&self, ctx: &Context<'_>) -> Svar<String> {
        if let Some(n) = self.0.tekst(felt::NAVN) {
            return Ok(n.to_owned());
        }
        let fra_cvr =
            hent(ctx, &VIRKSOMHED, self.0.uuid_i(relation::VIRKSOMHED)).await?.and_then(|v| v.tekst(felt::NAVN).map(str::to_owned));
        fra_cvr.or_else(|| navn(&self.0)).ok_or_else(|| mangler("Organisation/organisationsnavn", "I-1"))
    }
    async fn brugervendt_noegle(&self) -> Svar<String> {
        self.0.tekst(felt::BRUGERVENDTNOEGLE).map(str::to_owned).ok_or_else(|| mangler("Organisation/brugervendtNoegle", "I-2"))
    }
    /// The public authority.
    async fn myndighed(&self, ctx: &Context<'_>) -> Svar<Option<Myndighed>> {
        let Some(m) = hent(ctx, &MYNDIGHED, self.0.uuid_i(relation::MYNDIGHED)).await? else { return Ok(None) };
        Ok(m.tekst(felt::MYNDIGHEDSKODE).map(|k| Myndighed { uuid: Uuid(m.uuid), myndighedskode: k.to_owned() }))
    }
    /// The company, as registered in CVR.
    async fn virksomhed(&self, ctx: &Context<'_>) -> Svar<Virksomhed> {
        let fundet = hent(ctx, &VIRKSOMHED, self.0.uuid_i(relation::VIRKSOMHED)).await?;
        let cvr = |v: &Billede| v.tekst(felt::CVRNUMMER).or_else(|| v.tekst(felt::BRUGERVENDTNOEGLE))?.parse().ok();
        fundet
            .and_then(|v| Some(Virksomhed { uuid: Uuid(v.uuid), cvr_nummer_tekst: crate::skalarer::Cvr(cvr(&v)?) }))
            .ok_or_else(|| mangler("Organisation/virksomhed", "I-17"))
    }
    /// The root unit.
    async fn organisation_enhed(&self, ctx: &Context<'_>) -> Svar<Enhed> {
        let rod = match self.0.uuid_i(relation::OVERORDNET) {
            Some(u) => Enhed::hent(ctx, u).await?,
            None => None,
        };
        rod.ok_or_else(|| mangler("Organisation/organisationEnhed", "I-14"))
    }
}

/// An organisation unit: a center, department, section, team or institution.
pub(crate) struct Enhed(pub Billede);

impl Enhed {
    /// The unit, if it lives at the moment.
    pub(crate) async fn hent(ctx: &Context<'_>, uuid: grund::Uuid) -> Svar<Option<Self>> {
        let b = async { Indlaeser::af(ctx)?.en(&ORGANISATIONENHED, uuid).await };
        Ok(b.await.map_err(|f| afvis(&f, KILDE))?.map(Self))
    }

    async fn funktioner(&self, ctx: &Context<'_>) -> Result<std::sync::Arc<Vec<Billede>>, Fejl> {
        Indlaeser::af(ctx)?.pegere(&ORGANISATIONFUNKTION, relation::TILKNYTTEDEENHEDER, self.0.uuid).await
    }
}

/// An organisation unit: a center, department, section, team or institution.
#[Object(name = "OrganisationEnhed")]
impl Enhed {
    async fn uuid(&self) -> Uuid {
        Uuid(self.0.uuid)
    }
    /// Its name.
    async fn enhedsnavn(&self) -> Svar<String> {
        navn(&self.0).ok_or_else(|| mangler("OrganisationEnhed/enhedsnavn", "I-1"))
    }
    /// Externally given key.
    async fn brugervendt_noegle(&self) -> Option<&str> {
        self.0.tekst(felt::BRUGERVENDTNOEGLE)
    }
    /// The units right below.
    #[graphql(complexity = "LISTE * (1 + child_complexity)")]
    async fn underliggende_enheder(&self, ctx: &Context<'_>) -> Svar<Vec<Enhed>> {
        let b = async { Indlaeser::af(ctx)?.pegere(&ORGANISATIONENHED, relation::OVERORDNET, self.0.uuid).await };
        Ok(b.await.map_err(|f| afvis(&f, KILDE))?.iter().cloned().map(Self).collect())
    }
    /// The unit right above; null for the root.
    async fn overordnet_enhed(&self, ctx: &Context<'_>) -> Svar<Option<Enhed>> {
        let Some(u) = self.0.uuid_i(relation::OVERORDNET) else { return Ok(None) };
        Ok(hent(ctx, &ORGANISATIONENHED, Some(u)).await?.map(Self))
    }
    /// Whether it is in use.
    async fn tilstand(&self) -> Tilstand {
        Tilstand::af(&self.0)
    }
    /// The organisation that it is part of.
    async fn tilhoerer(&self, ctx: &Context<'_>) -> Svar<Organisation> {
        let o = hent(ctx, &ORGANISATION, self.0.uuid_i(relation::TILHOERER)).await?;
        o.map(Organisation).ok_or_else(|| mangler("OrganisationEnhed/tilhoerer", "I-14"))
    }
    /// Its addresses, in these roles if any are given.
    #[graphql(complexity = "LISTE * (1 + child_complexity)")]
    async fn adresser(&self, ctx: &Context<'_>, rolle: Option<Vec<Uuid>>) -> Svar<Vec<Adresse>> {
        adresser(ctx, self.0.relationer(relation::ADRESSER), rolle.as_deref()).await
    }
    /// The tasks that it answers for.
    #[graphql(complexity = "LISTE * (1 + child_complexity)")]
    async fn opgaver(&self) -> Vec<Opgave> {
        self.0.relationer(relation::OPGAVER).iter().filter_map(|r| Opgave::af(r, true)).collect()
    }
    /// The it-systems that it uses.
    #[graphql(complexity = "LISTE * (1 + child_complexity)")]
    async fn it_systemer(&self, ctx: &Context<'_>) -> Svar<Vec<ItSystem>> {
        let funktioner = self.funktioner(ctx).await.map_err(|f| afvis(&f, KILDE))?;
        let egne = self.0.uuider(relation::TILKNYTTEDEITSYSTEMER).map(|(u, _)| u);
        let mut set = HashSet::new();
        Ok(egne.chain(funktioner.iter().flat_map(opslag::itsystemer)).filter(|u| set.insert(*u)).map(ItSystem).collect())
    }
    /// The active memberships, of these kinds if any are given.
    #[graphql(complexity = "LISTE * (1 + child_complexity)")]
    async fn medlemskaber(&self, ctx: &Context<'_>, rolle: Option<Vec<Uuid>>) -> Svar<Vec<OrganisationEnhedMedlemskab>> {
        let funktioner = self.funktioner(ctx).await.map_err(|f| afvis(&f, KILDE))?;
        let alle = funktioner.iter().flat_map(opslag::medlemskaber).filter(|m| m.enhed == self.0.uuid);
        Ok(alle.filter(|m| af_slagsen(m, rolle.as_deref())).map(OrganisationEnhedMedlemskab).collect())
    }
    /// The contact points that it is linked to.
    #[graphql(complexity = "LISTE * (1 + child_complexity)")]
    async fn henvendelsessteder(&self, ctx: &Context<'_>) -> Svar<Vec<Henvendelsessted>> {
        let uuider: Vec<_> = self.0.uuider(relation::TILKNYTTEDEFUNKTIONER).map(|(u, _)| u).collect();
        if uuider.is_empty() {
            return Ok(Vec::new());
        }
        let funktioner = async { Indlaeser::af(ctx)?.flere(&ORGANISATIONFUNKTION, &uuider).await };
        let mut ud = Vec::new();
        for funktion in funktioner.await.map_err(|f| afvis(&f, KILDE))?.into_iter().flatten() {
            let Some(enhed) = opslag::henvendelsesenhed(&funktion) else { continue };
            let opgaver: Vec<_> = funktion.uuider(relation::OPGAVER).map(|(u, _)| u).collect();
            if opgaver.is_empty() {
                ud.push(Henvendelsessted { funktion, enhed, opgave: None });
            } else {
                ud.extend(opgaver.into_iter().map(|o| Henvendelsessted { funktion: funktion.clone(), enhed, opgave: Some(o) }));
            }
        }
        Ok(ud)
    }
}
