//! What a reader of the change feed is told of an event: it sees the object, must let go of it, or learns nothing.
//!
//! An object is decided on as it is now, by the code that reading goes by; labels before the change tell whether one that is not seen could have been. So a
//! reader that applies what it is told ends with what a search finds, however far behind it is, and an old event tells nothing that has been hidden
//! since. What follows without an event of its own follows too: objects that are seen through the changed one, and, at [`Foelger::igen`], labels whose virkning
//! begins or ends. What the caller itself may reach is part of its [`Kreds`]: when that changes, the reader reads anew.
use super::omraade::{Omraade, Seer, Udsnit};
use super::{Register, adgang, afkod_en};
use crate::haendelse::{self, Haendelsesdata, Haendelsesmaal, Haendelsestype, Part, Side, Tilstandsskift};
use crate::kommando::Registreringsvalg;
use crate::model::Registrering;
use crate::objekttype::Objekttype;
use crate::syn::Hvem;
use crate::{indeks, syn};
use grund::afgraensning::Dimensioner;
use grund::{Afgraensning, Cvr, Fejl, Kaldekontekst, Periode, Ret, Spor, Tidspunkt, UnikId, Uuid};
use lager::{Fortaeller, Haendelse, Kriterium, LagretObjekt, Noeglevalg, Objektnoegle, Soegning};
use std::collections::{BTreeMap, BTreeSet};

/// Objects that are looked at together.
const BID: usize = 200;

/// A reader of the feed at a time: its call, and what it may reach of each type.
#[derive(Debug)]
pub struct Kreds {
    kald: Kaldekontekst,
    /// Of each type whose objects are read, and what of them.
    omraader: BTreeMap<u16, (Vec<Cvr>, Omraade)>,
}

/// What a reader is told of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foelger {
    /// The object.
    pub noegle: Objektnoegle,
    /// What of it.
    pub hvad: Foelge,
    /// The object is to be looked at again ([`Register::foelg_igen`]) at this time, when something that it or others are seen by begins or ends. For the
    /// program that reads the feed, not for the one that it reads for: it is there for what is hidden too.
    pub igen: Option<Tidspunkt>,
}

/// See, let go, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foelge {
    /// The object is seen; of the change what the caller may see, or nothing when it sees the object but nothing of that registration, or another
    /// object's change is the cause.
    Se(Option<Box<Sethaendelse>>),
    /// The object is gone, or is seen no longer: whoever keeps it lets go of it.
    Slip,
    /// Nothing that concerns the caller.
    Intet,
}

/// What a caller sees of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sethaendelse {
    /// What was done.
    pub slags: Haendelsestype,
    /// The registration.
    pub nr: u32,
    /// Its time.
    pub tidspunkt: Tidspunkt,
    /// Subscribers are to be notified.
    pub notificeres: bool,
    /// Who did it, where that is still told.
    pub bruger: Option<UnikId>,
    /// What was seen of the object before; `None` when it was not there for the caller.
    pub foer: Option<Side>,
    /// What is seen of it after.
    pub efter: Side,
    /// States that changed, where both sides are seen.
    pub skift: Vec<Tilstandsskift>,
    /// Fingerprints of the parties that are seen.
    pub parter: Vec<Part>,
    /// The parties themselves, from the registration; none when it was rewritten or removed since.
    pub numre: Vec<UnikId>,
}

impl Kreds {
    /// A fingerprint of all that the caller may reach. A reader keeps it beside its position: with another one, what it has applied so far may be wrong, and
    /// it reads anew.
    pub fn aftryk(&self) -> [u8; 32] {
        let omraader: Vec<String> = self.omraader.iter().map(|(nr, (m, o))| format!("{nr} {m:?} {}", o.noejagtig())).collect();
        lager::sha256(format!("{:?} {omraader:?}", self.kald.system).as_bytes())
    }
}

/// An object as it is now, and what lets the caller see it.
struct Vurdering<'a> {
    nr: u32,
    hel: Registrering,
    set: Option<(Registrering, Seer<'a>)>,
}

impl Register {
    /// What the caller may reach now, to follow the feed with. The call's time is that at which labels count; make one for each portion of events.
    ///
    /// # Errors
    /// Those of the units' tree.
    pub async fn kreds(&self, kald: &Kaldekontekst) -> Result<Kreds, Fejl> {
        let mut omraader = BTreeMap::new();
        for typen in self.typer.alle().filter(|t| kald.retter.har(t.service, Ret::Laes)) {
            omraader.insert(typen.nr, (self.laesere(kald, typen).into_owned(), self.omraade(kald, typen, Ret::Laes).await?));
        }
        Ok(Kreds { kald: kald.clone(), omraader })
    }

    /// What an event says, also one of an older version, of which the registrations that are still there tell the most.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn haendelsesdata(&self, h: &Haendelse) -> Result<Haendelsesdata, Fejl> {
        let (data, fuld) = haendelse::laes_data(&h.data)?;
        let Some(typen) = self.typer.nr(h.noegle.objekttype).filter(|_| !fuld) else { return Ok(data) };
        let paa = async |t: Tidspunkt| {
            let lagret = self.lager.hent(&[h.noegle.myndighed], typen.nr, h.noegle.uuid, Registreringsvalg::Paa(t)).await?;
            lagret.and_then(|o| o.registreringer.into_iter().next()).map(|r| Ok::<_, Fejl>((r.nr, afkod_en(&r)?))).transpose()
        };
        let efter = if h.nr == 0 { None } else { paa(h.tidspunkt).await?.filter(|(nr, _)| *nr == h.nr).map(|(_, r)| r) };
        let foer = match &efter {
            Some(_) => paa(h.tidspunkt.plus_mikros(-1)).await?.map(|(_, r)| r),
            None => None,
        };
        let lavet = self.haendelsesmaal().data(typen, h.noegle.myndighed, foer.as_ref(), efter.as_ref(), None);
        Ok(Haendelsesdata { bruger: data.bruger, ..lavet })
    }

    /// What the caller is told of an event: of its object, and of others that are seen through that.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn foelg(&self, kreds: &Kreds, h: &Haendelse) -> Result<Vec<Foelger>, Fejl> {
        let Some(typen) = self.typer.nr(h.noegle.objekttype).filter(|t| self.laesere(&kreds.kald, t).contains(&h.noegle.myndighed)) else {
            return Ok(Vec::new());
        };
        let data = self.haendelsesdata(h).await?;
        let mut ud = Vec::new();
        if let Some((_, omraade)) = kreds.omraader.get(&typen.nr) {
            let (mut hvad, igen, set) = self.selv(kreds, typen, omraade, h.noegle, data.foer.as_ref()).await?;
            if let Some(v) = set {
                hvad = Foelge::Se(self.sethaendelse(kreds, typen, h, &data, v).await?.map(Box::new));
            } else if h.nr == 0 && data.foer.is_none() {
                // An event of an older version, which does not tell what the object was.
                hvad = Foelge::Slip;
            }
            ud.push(Foelger { noegle: h.noegle, hvad, igen });
        }
        ud.extend(self.andre(kreds, typen, h.noegle, data.foer.as_ref(), data.nyt_syn(), data.andre.iter().copied().collect()).await?);
        Ok(ud)
    }

    /// The same of an object that was to be looked at again ([`Foelger::igen`]).
    ///
    /// # Errors
    /// Those of the store.
    pub async fn foelg_igen(&self, kreds: &Kreds, noegle: Objektnoegle) -> Result<Vec<Foelger>, Fejl> {
        let Some(typen) = self.typer.nr(noegle.objekttype).filter(|t| self.laesere(&kreds.kald, t).contains(&noegle.myndighed)) else {
            return Ok(Vec::new());
        };
        let nu = self.lager.hent(&[noegle.myndighed], typen.nr, noegle.uuid, Registreringsvalg::Aktuel).await?;
        let Some(nu) = nu.and_then(|o| o.registreringer.into_iter().next()) else { return Ok(Vec::new()) };
        let side = Side::af(typen, &afkod_en(&nu)?);
        let mut ud = Vec::new();
        if let Some((_, omraade)) = kreds.omraader.get(&typen.nr) {
            let (hvad, igen, set) = self.selv(kreds, typen, omraade, noegle, Some(&side)).await?;
            ud.push(Foelger { noegle, hvad: if set.is_some() { Foelge::Se(None) } else { hvad }, igen });
        }
        ud.extend(self.andre(kreds, typen, noegle, Some(&side), true, BTreeSet::new()).await?);
        Ok(ud)
    }

    /// Of the object itself: what follows when it is not seen, when to look again, and what is seen.
    async fn selv<'k>(
        &self,
        kreds: &'k Kreds,
        typen: &'static Objekttype,
        omraade: &'k Omraade,
        noegle: Objektnoegle,
        foer: Option<&Side>,
    ) -> Result<(Foelge, Option<Tidspunkt>, Option<Vurdering<'k>>), Fejl> {
        let v = self.vurder(kreds, typen, omraade, noegle.myndighed, &[noegle.uuid]).await?.remove(&noegle.uuid);
        let igen = v.as_ref().and_then(|v| naeste_skel(&self.haendelsesmaal(), typen, &v.hel, kreds.kald.nu));
        let kunne = foer.is_some_and(|f| omraade.kunne_ses(&kreds.kald, typen, noegle.myndighed, f, |_, _| true));
        let hvad = if kunne { Foelge::Slip } else { Foelge::Intet };
        Ok((hvad, igen, v.filter(|v| v.set.is_some())))
    }

    /// The objects as they are now, each with what the caller sees of it.
    async fn vurder<'k>(
        &self,
        kreds: &Kreds,
        typen: &'static Objekttype,
        omraade: &'k Omraade,
        myndighed: Cvr,
        uuider: &[Uuid],
    ) -> Result<BTreeMap<Uuid, Vurdering<'k>>, Fejl> {
        let mut ud = BTreeMap::new();
        // Why something is not seen is nobody's refusal here.
        let kald = Kaldekontekst { spor: Spor::default(), ..kreds.kald.clone() };
        for bid in uuider.chunks(BID) {
            let lagrede = self.lager.hent_flere(&[myndighed], typen.nr, bid, Registreringsvalg::Aktuel).await?;
            for o in &lagrede {
                let Some(r) = o.registreringer.first() else { continue };
                ud.insert(o.noegle.uuid, Vurdering { nr: r.nr, hel: afkod_en(r)?, set: None });
            }
            for (LagretObjekt { noegle, .. }, seer) in self.synlige(&kald, typen, omraade, lagrede).await? {
                let Some(v) = ud.get_mut(&noegle.uuid) else { continue };
                let mut r = v.hel.clone();
                // One that was lowered after it was read is told by that change's own event.
                if let Udsnit::Set(_) = seer.udsnit(&mut r)? {
                    v.set = Some((r, seer));
                }
            }
        }
        Ok(ud)
    }

    /// What the caller sees of the change of an object that it sees.
    async fn sethaendelse(
        &self,
        kreds: &Kreds,
        typen: &'static Objekttype,
        h: &Haendelse,
        data: &Haendelsesdata,
        v: Vurdering<'_>,
    ) -> Result<Option<Sethaendelse>, Fejl> {
        let (Some(slags), Some((nyeste, seer))) = (Haendelsestype::fra_nr(h.handling), v.set) else { return Ok(None) };
        let Some(efter) = data.efter.as_ref().and_then(|s| seer.af_side(s)) else { return Ok(None) };
        let foer = data.foer.as_ref().and_then(|s| seer.af_side(s));
        let r = if v.nr == h.nr { Some(nyeste) } else { self.registrering(h, &seer).await? };
        let i_efter = |p: Periode| set_i(typen, &efter, p);
        let i_foer = |p: Periode| foer.as_ref().map_or_else(Vec::new, |f| set_i(typen, f, p));
        let mut skift = Vec::new();
        for s in data.skift.iter().filter(|_| foer.is_some() || data.foer.is_none()) {
            for p in i_efter(s.virkning) {
                let sete = if foer.is_some() { i_foer(p) } else { vec![p] };
                skift.extend(sete.into_iter().map(|virkning| Tilstandsskift { virkning, ..*s }));
            }
        }
        let part = |p: &Part| Part {
            foer: p.foer && beroerer(typen, foer.as_ref(), p.virkning),
            efter: p.efter && beroerer(typen, Some(&efter), p.virkning),
            ..*p
        };
        let parter = data.parter.iter().map(part).filter(|p| p.foer || p.efter).collect();
        let numre: BTreeSet<UnikId> = match (&r, typen.syn) {
            (Some(r), Some(s)) => r.billede.relationer.get(&s.parter).into_iter().flatten().filter_map(|x| x.reference.clone()).collect(),
            _ => BTreeSet::new(),
        };
        kreds.kald.spor.objekt(typen.nr, h.noegle.uuid, 0);
        numre.iter().for_each(|n| adgang::person(&kreds.kald, n));
        Ok(Some(Sethaendelse {
            slags,
            nr: h.nr,
            tidspunkt: h.tidspunkt,
            notificeres: h.notificeres,
            bruger: data.bruger.clone().or_else(|| r.as_ref().map(|r| r.bruger.clone())),
            foer,
            efter,
            skift,
            parter,
            numre: numre.into_iter().collect(),
        }))
    }

    /// What is seen of the event's registration, if it is still there.
    async fn registrering(&self, h: &Haendelse, seer: &Seer<'_>) -> Result<Option<Registrering>, Fejl> {
        let valg = Registreringsvalg::Paa(h.tidspunkt);
        let lagret = self.lager.hent(&[h.noegle.myndighed], h.noegle.objekttype, h.noegle.uuid, valg).await?;
        let Some(r) = lagret.and_then(|o| o.registreringer.into_iter().find(|r| r.nr == h.nr)) else { return Ok(None) };
        let mut r = afkod_en(&r)?;
        Ok(matches!(seer.udsnit(&mut r)?, Udsnit::Set(_)).then_some(r))
    }

    /// Of the objects that are seen through this one: all of them when what lets see it is another, else those that it names on one side only.
    async fn andre(
        &self,
        kreds: &Kreds,
        typen: &'static Objekttype,
        noegle: Objektnoegle,
        foer: Option<&Side>,
        alle: bool,
        mut andre: BTreeSet<(u16, Uuid)>,
    ) -> Result<Vec<Foelger>, Fejl> {
        if alle {
            andre.extend(self.set_gennem(typen, noegle).await?);
        }
        let mut ud = Vec::new();
        for anden in self.typer.alle() {
            let uuider: Vec<Uuid> = andre.range((anden.nr, Uuid::nil())..=(anden.nr, Uuid::max())).map(|(_, u)| *u).collect();
            let (Some((_, omraade)), false) = (kreds.omraader.get(&anden.nr), uuider.is_empty()) else { continue };
            // This one as it was could let see them, or it could not.
            let gennem = |a: &Afgraensning, d: Dimensioner| foer.is_some_and(|f| f.maerker.iter().any(|m| a.tillader(d, m)));
            let m = noegle.myndighed;
            for (uuid, v) in self.vurder(kreds, anden, omraade, m, &uuider).await? {
                let kunne = || omraade.kunne_ses(&kreds.kald, anden, m, &Side::af(anden, &v.hel), gennem);
                let hvad = if v.set.is_some() {
                    Foelge::Se(None)
                } else if kunne() {
                    Foelge::Slip
                } else {
                    continue;
                };
                ud.push(Foelger { noegle: Objektnoegle { myndighed: m, objekttype: anden.nr, uuid }, hvad, igen: None });
            }
        }
        Ok(ud)
    }

    /// Every object that is seen through this one now.
    async fn set_gennem(&self, typen: &'static Objekttype, noegle: Objektnoegle) -> Result<BTreeSet<(u16, Uuid)>, Fejl> {
        let mut ud = BTreeSet::new();
        let genveje = || self.typer.alle().filter_map(|t| Some((t, t.syn?.gennem.as_ref()?.hvem)));
        if genveje().any(|(_, h)| matches!(h, Hvem::Hertil { objekttype, .. } if objekttype == typen.nr)) {
            let nu = self.lager.hent(&[noegle.myndighed], typen.nr, noegle.uuid, Registreringsvalg::Aktuel).await?;
            if let Some(r) = nu.and_then(|o| o.registreringer.into_iter().next()) {
                ud.extend(haendelse::navngivne(&self.typer, typen, &afkod_en(&r)?).into_iter().map(|(nr, u, _)| (nr, u)));
            }
        }
        for (anden, hvem) in genveje() {
            let Hvem::Herfra { objekttype, relation } = hvem else { continue };
            if objekttype != typen.nr {
                continue;
            }
            let noegler = vec![Noeglevalg::Lig(indeks::relation(anden, relation, &UnikId::Uuid(noegle.uuid)))];
            let mut s = Soegning {
                myndigheder: vec![noegle.myndighed],
                registreret: Periode::ny(Tidspunkt::fra_mikros(i64::MAX - 1), Tidspunkt::UENDELIG),
                kriterier: vec![Kriterium { noegler, virkning: None, fortaeller: Fortaeller::Intet }],
                aendret: None,
                syn: None,
                efter_oid: 0,
                spring_over: 0,
                antal: BID,
            };
            loop {
                let fundne = self.lager.soeg(&s).await?;
                let Some(sidste) = fundne.last() else { break };
                s.efter_oid = sidste.oid;
                ud.extend(fundne.iter().map(|f| (anden.nr, f.noegle.uuid)));
            }
        }
        Ok(ud)
    }
}

/// The next time after `nu` at which something that the object, or others through it, are seen by begins or ends.
fn naeste_skel(maal: &Haendelsesmaal<'_>, typen: &Objekttype, r: &Registrering, nu: Tidspunkt) -> Option<Tidspunkt> {
    let maerker = syn::maerker(typen, r).unwrap_or_default();
    let profil = syn::profil(typen, r);
    let navngivne = haendelse::navngivne(maal.typer, typen, r);
    let perioder = maerker.iter().map(|m| m.virkning).chain(profil.iter().map(|p| p.0)).chain(navngivne.iter().map(|n| n.2));
    perioder.flat_map(|p| [p.fra, p.til]).filter(|t| *t > nu && t.er_endelig()).min()
}

/// The parts of the period that a side shows.
fn set_i(typen: &Objekttype, side: &Side, p: Periode) -> Vec<Periode> {
    if typen.syn.is_none() {
        return vec![p];
    }
    let mut ud: Vec<Periode> = side.maerker.iter().filter_map(|m| m.virkning.faelles(p)).collect();
    ud.sort();
    ud.dedup();
    ud
}

/// The side shows something of the period.
fn beroerer(typen: &Objekttype, side: Option<&Side>, p: Periode) -> bool {
    side.is_some_and(|s| {
        typen.syn.is_none() || s.maerker.iter().any(|m| m.virkning.overlapper(p) || (p.er_tom() && m.virkning.indeholder(p.fra)))
    })
}
