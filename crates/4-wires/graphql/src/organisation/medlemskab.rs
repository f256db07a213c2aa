//! Memberships: a unit and a user by a function, seen from either end.
use super::bruger::Bruger;
use super::enhed::Enhed;
use super::laes::{hent, titel};
use crate::fejl::Svar;
use crate::skalarer::{DatoTid, Uuid};
use async_graphql::{Context, Interface, Object};
use organisation::numre::felt;
use organisation::objekttyper::ORGANISATIONENHED;
use organisation::opslag;

/// That a user belongs to a unit.
#[allow(clippy::duplicated_attributes)] // the lint reads the fields' attributes as if they were one list
#[derive(Interface)]
#[graphql(
    field(name = "uuid", ty = "Uuid", desc = "UUID of the function behind."),
    field(name = "medlemskab_rolle_titel", ty = "Option<String>", desc = "Typically a job title."),
    field(name = "brugervendt_noegle", ty = "Option<String>", desc = "Externally given key."),
    field(name = "funktions_type_uuid", ty = "Option<Uuid>", desc = "The kind of membership, a class."),
    field(name = "funktions_type_titel", ty = "Svar<Option<String>>", desc = "Enhedsrolle, Ansat i, Lederrolle."),
    field(name = "start", ty = "Option<DatoTid>", desc = "From, including that time."),
    field(name = "slut", ty = "Option<DatoTid>", desc = "Until, excluding that time.")
)]
pub(crate) enum Medlemskab {
    Bruger(BrugerMedlemskab),
    Enhed(OrganisationEnhedMedlemskab),
}

/// That the user belongs to a unit.
pub(crate) struct BrugerMedlemskab(pub opslag::Medlemskab);

/// That the user belongs to a unit.
#[Object]
impl BrugerMedlemskab {
    /// UUID of the function behind.
    pub(crate) async fn uuid(&self) -> Uuid {
        Uuid(self.0.funktion.uuid)
    }
    /// Typically a job title.
    pub(crate) async fn medlemskab_rolle_titel(&self) -> Option<String> {
        self.0.funktion.tekst(felt::NAVN).map(str::to_owned)
    }
    /// Externally given key.
    pub(crate) async fn brugervendt_noegle(&self) -> Option<String> {
        self.0.funktion.tekst(felt::BRUGERVENDTNOEGLE).map(str::to_owned)
    }
    /// The kind of membership, a class.
    pub(crate) async fn funktions_type_uuid(&self) -> Option<Uuid> {
        self.0.funktionstype.map(Uuid)
    }
    /// Enhedsrolle, Ansat i, Lederrolle.
    pub(crate) async fn funktions_type_titel(&self, ctx: &Context<'_>) -> Svar<Option<String>> {
        titel(ctx, self.0.funktionstype).await
    }
    /// From, including that time.
    pub(crate) async fn start(&self) -> Option<DatoTid> {
        DatoTid::af(self.0.periode.fra)
    }
    /// Until, excluding that time.
    pub(crate) async fn slut(&self) -> Option<DatoTid> {
        DatoTid::af(self.0.periode.til)
    }
    /// The unit.
    async fn medlem_af(&self, ctx: &Context<'_>) -> Svar<Option<Enhed>> {
        Ok(hent(ctx, &ORGANISATIONENHED, Some(self.0.enhed)).await?.map(Enhed))
    }
}

/// That a user belongs to the unit.
pub(crate) struct OrganisationEnhedMedlemskab(pub opslag::Medlemskab);

/// That a user belongs to the unit.
#[Object]
impl OrganisationEnhedMedlemskab {
    /// UUID of the function behind.
    pub(crate) async fn uuid(&self) -> Uuid {
        Uuid(self.0.funktion.uuid)
    }
    /// Typically a job title.
    pub(crate) async fn medlemskab_rolle_titel(&self) -> Option<String> {
        self.0.funktion.tekst(felt::NAVN).map(str::to_owned)
    }
    /// Externally given key.
    pub(crate) async fn brugervendt_noegle(&self) -> Option<String> {
        self.0.funktion.tekst(felt::BRUGERVENDTNOEGLE).map(str::to_owned)
    }
    /// The kind of membership, a class.
    pub(crate) async fn funktions_type_uuid(&self) -> Option<Uuid> {
        self.0.funktionstype.map(Uuid)
    }
    /// Enhedsrolle, Ansat i, Lederrolle.
    pub(crate) async fn funktions_type_titel(&self, ctx: &Context<'_>) -> Svar<Option<String>> {
        titel(ctx, self.0.funktionstype).await
    }
    /// From, including that time.
    pub(crate) async fn start(&self) -> Option<DatoTid> {
        DatoTid::af(self.0.periode.fra)
    }
    /// Until, excluding that time.
    pub(crate) async fn slut(&self) -> Option<DatoTid> {
        DatoTid::af(self.0.periode.til)
    }
    /// The user.
    async fn bruger(&self, ctx: &Context<'_>) -> Svar<Option<Bruger>> {
        Ok(hent(ctx, &organisation::objekttyper::BRUGER, Some(self.0.bruger)).await?.map(Bruger))
    }
}

/// Whether a membership is of one of the kinds.
pub(crate) fn af_slagsen(m: &opslag::Medlemskab, slags: Option<&[Uuid]>) -> bool {
    slags.is_none_or(|l| m.funktionstype.is_some_and(|t| l.contains(&Uuid(t))))
}
