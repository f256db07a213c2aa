//! The small types of the schema.
use super::laes::{klasse, navn, titel};
use crate::fejl::{ORGANISATION as KILDE, Svar, afvis};
use crate::indlaes::Indlaeser;
use crate::skalarer::{Cvr, DatoTid, Kle, Uuid};
use ::klassifikation::opslag;
use async_graphql::{Context, Enum, SimpleObject, TypeDirective};
use organisation::numre::felt;
use organisation::objekttyper::ADRESSE;
use organisation::opslag::Billede;
use register::Relation;

/// Marks a field whose content depends on the service agreement ("SeNavn", "SeCPR-nummer").
#[TypeDirective(name = "PersonDataConstraint", location = "FieldDefinition")]
pub(crate) fn person_data_constraint(constraint: PersonDataConstraintType) {}

/// The data restrictions of the service agreement.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PersonDataConstraintType {
    /// Names of persons may be seen.
    #[graphql(name = "SENAVN")]
    SeNavn,
    /// CPR numbers may be seen.
    #[graphql(name = "SECPR")]
    SeCpr,
}

/// The valid states.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TilstandStatus {
    /// The object exists in the business sense.
    Aktiv,
    /// It does not.
    Inaktiv,
}

/// Where a page of a list begins and ends.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    /// Cursor of the first element.
    pub start_cursor: Option<crate::skalarer::Markoer>,
    /// Cursor of the last element.
    pub end_cursor: Option<crate::skalarer::Markoer>,
    /// There are elements after the last one.
    pub has_next_page: bool,
    /// There are elements before the first one.
    pub has_previous_page: bool,
}

/// The public authority behind an organisation.
#[derive(SimpleObject)]
pub(crate) struct Myndighed {
    pub uuid: Uuid,
    /// Number of three or four digits that identifies the authority.
    pub myndighedskode: String,
}

/// The company behind an organisation, as registered in CVR.
#[derive(SimpleObject)]
pub(crate) struct Virksomhed {
    pub uuid: Uuid,
    /// CVR number.
    pub cvr_nummer_tekst: Cvr,
}

/// The state of an object, and when it is in effect: [fraTidspunkt, tilTidspunkt[.
#[derive(SimpleObject)]
pub(crate) struct Tilstand {
    pub status: TilstandStatus,
    /// In effect from, including that time; null when always.
    pub fra_tidspunkt: Option<DatoTid>,
    /// In effect until, excluding that time; null when there is no end.
    pub til_tidspunkt: Option<DatoTid>,
}

impl Tilstand {
    /// An object that says nothing about its Gyldighed at the moment is Inaktiv (I-3).
    pub(crate) fn af(b: &Billede) -> Self {
        match b.gyldighed() {
            Some((aktiv, p)) => Self {
                status: if aktiv { TilstandStatus::Aktiv } else { TilstandStatus::Inaktiv },
                fra_tidspunkt: DatoTid::af(p.fra),
                til_tidspunkt: DatoTid::af(p.til),
            },
            None => Self { status: TilstandStatus::Inaktiv, fra_tidspunkt: None, til_tidspunkt: None },
        }
    }
}

/// How a reference is classified: its type, its role, and what tells it from others of the same role.
#[derive(SimpleObject, Clone)]
pub(crate) struct KlassifikationRelation {
    /// Type: which kind of object refers.
    #[graphql(name = "type")]
    pub slags: Uuid,
    /// Role: which kind of reference it is.
    pub rolle: Uuid,
    pub indeks: String,
}

impl KlassifikationRelation {
    /// `None` when the reference lacks type or role, or has URNs there.
    pub(crate) fn af(r: &Relation) -> Option<Self> {
        let uuid = |m: &Option<register::Maerke>| m.as_ref()?.id.uuid().map(Uuid);
        Some(Self { slags: uuid(&r.slags)?, rolle: uuid(&r.rolle)?, indeks: r.indeks.clone().unwrap_or_default() })
    }
}

/// An address of any kind: post, e-mail, telephone.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Adresse {
    pub uuid: Uuid,
    /// The address, for instance "Halfdansgade 10, 2., 2300 København S".
    pub adresse_tekst: String,
    pub brugervendt_noegle: Option<String>,
    pub klassifikation: KlassifikationRelation,
}

#[async_graphql::ComplexObject]
impl Adresse {
    /// Title of the role in Klassifikation, for instance "Postadresse"; null with a warning when it can't be looked up.
    async fn adresse_rolle_titel(&self, ctx: &Context<'_>) -> Svar<Option<String>> {
        titel(ctx, Some(self.klassifikation.rolle.0)).await
    }
}

/// The addresses among the references, in the given roles if any are given. Left out with a warning: those whose object is not known.
pub(crate) async fn adresser(ctx: &Context<'_>, relationer: &[Relation], roller: Option<&[Uuid]>) -> Svar<Vec<Adresse>> {
    let mut valgte = Vec::new();
    for r in relationer {
        let Some(klassifikation) = KlassifikationRelation::af(r) else { continue };
        let Some(uuid) = r.reference.as_ref().and_then(grund::UnikId::uuid) else { continue };
        if roller.is_none_or(|l| l.contains(&klassifikation.rolle)) {
            valgte.push((uuid, klassifikation));
        }
    }
    if valgte.is_empty() {
        return Ok(Vec::new());
    }
    let alle = async {
        let ind = Indlaeser::af(ctx)?;
        let uuider: Vec<_> = valgte.iter().map(|(u, _)| *u).collect();
        let mut ud = Vec::with_capacity(valgte.len());
        for (b, (uuid, klassifikation)) in ind.flere(&ADRESSE, &uuider).await?.into_iter().zip(valgte) {
            match b.as_ref().and_then(|b| Some((b, b.tekst(felt::NAVN)?))) {
                Some((b, tekst)) => ud.push(Adresse {
                    uuid: Uuid(uuid),
                    adresse_tekst: tekst.to_owned(),
                    brugervendt_noegle: b.tekst(felt::BRUGERVENDTNOEGLE).map(str::to_owned),
                    klassifikation,
                }),
                None => ind.savnet(ctx, &ADRESSE, uuid),
            }
        }
        Ok(ud)
    };
    alle.await.map_err(|f| afvis(&f, KILDE))
}

/// A task that a unit or contact point answers for, as a class of KLE.
pub(crate) struct Opgave {
    /// UUID of the class.
    pub uuid: grund::Uuid,
    /// Role of the task; not for contact points.
    pub rolle: Option<grund::Uuid>,
    pub klassifikation: Option<KlassifikationRelation>,
}

impl Opgave {
    /// From a reference; `None` when it is no UUID.
    pub(crate) fn af(r: &Relation, med_rolle: bool) -> Option<Self> {
        let uuid = r.reference.as_ref()?.uuid()?;
        let klassifikation = if med_rolle { KlassifikationRelation::af(r) } else { None };
        Some(Self { uuid, rolle: klassifikation.as_ref().map(|k| k.rolle.0), klassifikation })
    }
}

/// A task that a unit or contact point answers for, as a class of KLE.
#[async_graphql::Object]
impl Opgave {
    async fn uuid(&self) -> Uuid {
        Uuid(self.uuid)
    }
    /// KLE number, for instance "04.05.00"; null when the class can't be looked up or has no KLE number.
    async fn kle_emne_nummer(&self, ctx: &Context<'_>) -> Svar<Option<Kle>> {
        let klasse = klasse(ctx, self.uuid).await?;
        Ok(klasse.and_then(|k| k.tekst(opslag::NUMMER).filter(|t| opslag::er_kle(t)).map(|t| Kle(t.to_owned()))))
    }
    /// Title of the class, for instance "Hundetoiletter i almindelighed".
    async fn kle_emne_titel(&self, ctx: &Context<'_>) -> Svar<Option<String>> {
        titel(ctx, Some(self.uuid)).await
    }
    /// Title of the role: Ansvarlig, Udførende, Informeret; null for contact points.
    async fn opgave_rolle_titel(&self, ctx: &Context<'_>) -> Svar<Option<String>> {
        titel(ctx, self.rolle).await
    }
    /// Type, role and index of the reference; null for contact points.
    async fn klassifikation(&self) -> Option<&KlassifikationRelation> {
        self.klassifikation.as_ref()
    }
}

/// A logical it-system.
pub(crate) struct ItSystem(pub grund::Uuid);

/// A logical it-system.
#[async_graphql::Object]
impl ItSystem {
    async fn uuid(&self) -> Uuid {
        Uuid(self.0)
    }
    /// Its name; null with a warning when it can't be looked up.
    async fn it_system_navn(&self, ctx: &Context<'_>) -> Svar<Option<String>> {
        let b = async { Indlaeser::af(ctx)?.en_eller_advar(ctx, &organisation::objekttyper::ITSYSTEM, self.0).await };
        Ok(b.await.map_err(|f| afvis(&f, KILDE))?.and_then(|b| navn(&b)))
    }
}
