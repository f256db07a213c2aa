//! What part of a type's objects a call may see or change (C.6), and why an object is refused.
use super::Register;
use crate::haendelse::Side;
use crate::kommando::Handling;
use crate::model::Registrering;
use crate::objekttype::Objekttype;
use crate::syn::Syn;
use crate::{syn, udsnit};
use async_trait::async_trait;
use grund::afgraensning::Dimensioner;
use grund::afgraensning::saml;
use grund::graenser::{SYNSALTERNATIVER, SYNSENHEDER, SYNSKLASSER};
use grund::spor::{Afslag, Mangel};
use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Synsmaerke, Tidspunkt, UnikId};
use lager::{Krav, LagretObjekt, Synlig, Synsfelt};
use std::collections::BTreeMap;

/// Knows what is below a unit: a module fills it.
#[async_trait]
pub trait Enhedstrae: Send + Sync {
    /// The units themselves and every unit below them now, each once.
    async fn under(&self, register: &Register, myndighed: Cvr, nu: Tidspunkt, enheder: &[UnikId]) -> Result<Vec<UnikId>, Fejl>;
}

/// What a call sees of a type: everything, or what one of the alternatives lets see.
#[derive(Debug)]
pub(super) struct Omraade(Option<Vec<Afgraensning>>);

impl Register {
    /// What the call may reach of a type with that right: what the system may, within what the user behind it may (C-40, C-44).
    pub(super) async fn omraade(&self, kald: &Kaldekontekst, typen: &Objekttype, ret: Ret) -> Result<Omraade, Fejl> {
        if typen.syn.is_none() {
            return Ok(Omraade(None));
        }
        let systemets = kald.retter.omraader(typen.service, ret);
        let mut alternativer = match (systemets, kald.brugers.as_deref()) {
            (None, None) => return Ok(Omraade(None)),
            (Some(s), None) => self.med_underliggende(kald, s).await?,
            (None, Some(b)) => self.med_underliggende(kald, b.clone()).await?,
            (Some(s), Some(b)) => {
                let (s, b) = (self.med_underliggende(kald, s).await?, self.med_underliggende(kald, b.clone()).await?);
                s.iter().flat_map(|s| b.iter().filter_map(|b| s.snit(b))).collect()
            }
        };
        forenkl(&mut alternativer, !typen.syn.is_some_and(Syn::to_klasser));
        let enheder: usize = alternativer.iter().filter_map(|a| a.enheder.as_ref()).map(Vec::len).sum();
        let klasser: usize = alternativer.iter().filter_map(|a| a.klasser.as_ref()).map(Vec::len).sum();
        if alternativer.len() > SYNSALTERNATIVER || enheder > SYNSENHEDER || klasser > SYNSKLASSER {
            return Err(Fejl::ny(Fejlkode::ForMangeKriterier).felt("dataafgrænsning").ventet((
                format!("højst {SYNSALTERNATIVER} alternativer, {SYNSENHEDER} enheder, {SYNSKLASSER} intervaller af klasser"),
                format!("at most {SYNSALTERNATIVER} alternatives, {SYNSENHEDER} units, {SYNSKLASSER} intervals of classes"),
            )));
        }
        Ok(Omraade(Some(alternativer)))
    }

    /// Puts in what is below the units.
    async fn med_underliggende(&self, kald: &Kaldekontekst, mut alternativer: Vec<Afgraensning>) -> Result<Vec<Afgraensning>, Fejl> {
        let Some(trae) = &self.enhedstrae else { return Ok(alternativer) };
        for a in &mut alternativer {
            if let Some(e) = &mut a.enheder {
                *e = trae.under(self, kald.myndighed, kald.nu, e).await?;
            }
        }
        Ok(alternativer)
    }

    /// Leaves those of the stored objects that the call sees, each with what lets see it. Asked after they were read, so that one that was raised
    /// meanwhile is not shown; one that was lowered is held against its own label ([`Seer::udsnit`]). What the call does not see looks as if it were
    /// not there; why, is noted for those entitled.
    pub(super) async fn synlige<'a>(
        &self,
        kald: &Kaldekontekst,
        typen: &'static Objekttype,
        omraade: &'a Omraade,
        objekter: Vec<LagretObjekt>,
    ) -> Result<Vec<(LagretObjekt, Seer<'a>)>, Fejl> {
        let (Some(felt), Some(syn), Some(alternativer)) = (omraade.synsfelt(kald, typen), typen.syn, &omraade.0) else {
            return Ok(objekter.into_iter().map(|o| (o, Seer(None))).collect());
        };
        if objekter.is_empty() {
            return Ok(Vec::new());
        }
        let numre: Vec<(Cvr, i64)> = objekter.iter().map(|o| (o.noegle.myndighed, o.oid)).collect();
        let mut pr_objekt: BTreeMap<i64, Vec<Synlig>> = BTreeMap::new();
        for s in self.lager.synlige(&felt, &numre).await? {
            pr_objekt.entry(s.oid).or_default().push(s);
        }
        pr_objekt.retain(|_, l| l.iter().any(|s| !s.alternativer.is_empty()));
        if let Some(skjult) = objekter.iter().find(|o| !pr_objekt.contains_key(&o.oid)) {
            let maerker = self.lager.maerker(skjult.noegle.myndighed, skjult.oid).await?;
            omraade.forklar(kald, typen, skjult.noegle.uuid, &maerker);
        }
        let egen = kald.system.map(UnikId::Uuid);
        let med = |o: LagretObjekt| {
            let ved = pr_objekt.remove(&o.oid)?;
            let myndighed = o.noegle.myndighed;
            Some((o, Seer(Some(Grund { typen, syn, alternativer, myndighed, ved, egen: egen.clone(), nu: kald.nu }))))
        };
        Ok(objekter.into_iter().filter_map(med).collect())
    }

    /// Refuses the change of an object that is not the caller's to change. One that it may see belongs to another master (C-10); one that it may
    /// not see is not there, except for an import, which would have to make it anew.
    pub(super) async fn maa_aendre(
        &self,
        kald: &Kaldekontekst,
        typen: &'static Objekttype,
        handling: Handling,
        omraade: &Omraade,
        forrige: &Registrering,
    ) -> Result<(), Fejl> {
        if omraade.naar(kald, typen, &syn::sagte_maerker(typen, forrige)?) {
            return Ok(());
        }
        let maerker = syn::maerker(typen, forrige)?;
        let laeser = self.omraade(kald, typen, Ret::Laes).await?;
        let ses = laeser.naar(kald, typen, &maerker);
        let import = matches!(handling, Handling::Indlaes | Handling::Importer | Handling::Erstat | Handling::Opret);
        let fejl = Fejl::ny(if ses || import { Fejlkode::AndenMaster } else { Fejlkode::FindesIkke });
        omraade.forklar(kald, typen, grund::Uuid::nil(), &maerker);
        Err(fejl.regel("C-10"))
    }
}

/// What lets a call see an object.
pub(super) struct Seer<'a>(Option<Grund<'a>>);

struct Grund<'a> {
    typen: &'static Objekttype,
    syn: &'static syn::Syn,
    alternativer: &'a [Afgraensning],
    myndighed: Cvr,
    /// The labels that it has now.
    ved: Vec<Synlig>,
    egen: Option<UnikId>,
    nu: Tidspunkt,
}

/// What is left of a registration.
pub(super) enum Udsnit {
    /// This.
    Set(Set),
    /// Nothing.
    Intet,
    /// It was the newest when it was read, and the object was then not there for the call: it has been lowered since, and what was read is from
    /// before. So nothing of the object is shown.
    Foraeldet,
}

/// What is seen of a registration.
pub(super) struct Set {
    /// The labels that are seen; none when everything is.
    pub(super) maerker: Option<Vec<Synsmaerke>>,
    /// Something was taken away.
    pub(super) delvis: bool,
}

impl Seer<'_> {
    /// Nothing is hidden from the call.
    pub(super) fn ser_alt(&self) -> bool {
        self.0.is_none()
    }

    /// Takes out of a registration what the call does not see (C-40, C-43): the newest label has decided that the object is there; the registration,
    /// and each virkning of it, must pass by its own. What it is seen through is as it is now.
    pub(super) fn udsnit(&self, r: &mut Registrering) -> Result<Udsnit, Fejl> {
        let Some(g) = &self.0 else { return Ok(Udsnit::Set(Set { maerker: None, delvis: false })) };
        let alle = syn::maerker(g.typen, r)?;
        let antal = alle.len();
        let profil = syn::profil(g.typen, r);
        let maerker: Vec<Synsmaerke> = alle.into_iter().filter(|m| g.ses(m, &profil)).collect();
        if r.registreret.til == Tidspunkt::UENDELIG && !maerker.iter().any(|m| m.virkning.indeholder(g.nu)) {
            return Ok(Udsnit::Foraeldet);
        }
        if maerker.is_empty() {
            return Ok(Udsnit::Intet);
        }
        let mut delvis = false;
        if maerker.len() < antal {
            let foer = udsnit::dele(&r.billede);
            if let Some(skjul) = g.syn.skjul {
                skjul(r, &maerker);
            }
            let perioder: Vec<grund::Periode> = maerker.iter().map(|m| m.virkning).collect();
            udsnit::begraens_til(&mut r.billede, &perioder);
            delvis = udsnit::dele(&r.billede) < foer;
        }
        Ok(Udsnit::Set(Set { maerker: Some(maerker), delvis }))
    }

    /// What the call sees of a side of an event: nothing of it when none of its labels is seen.
    pub(super) fn af_side(&self, side: &Side) -> Option<Side> {
        let Some(g) = &self.0 else { return Some(side.clone()) };
        let maerker: Vec<Synsmaerke> = side.maerker.iter().filter(|m| g.ses(m, &side.profil)).cloned().collect();
        let profil = side.profil.iter().filter(|(p, _)| maerker.iter().any(|m| m.virkning.overlapper(*p))).cloned().collect();
        (!maerker.is_empty()).then_some(Side { livscyklus: side.livscyklus, maerker, profil })
    }
}

impl Grund<'_> {
    /// The label of a registration passes by one of the alternatives.
    fn ses(&self, m: &Synsmaerke, profil: &Profil) -> bool {
        let udkast = self.syn.udkast && m.udkast && (self.egen.is_none() || m.system != self.egen);
        let mut egne = self.alternativer.iter().enumerate().filter(|(_, a)| !a.er_tom() && af(a, self.myndighed));
        !udkast && egne.any(|(nr, a)| self.tillader(nr, a, m, profil))
    }

    fn tillader(&self, nr: usize, a: &Afgraensning, m: &Synsmaerke, profil: &Profil) -> bool {
        let egen = |d: Dimensioner| lader_se(self.syn, a, d, m, profil);
        let Some(g) = self.syn.gennem.as_ref().filter(|g| a.graenser(g.deres)) else { return egen(Dimensioner::ALLE) };
        let via = |s: &Synlig| !matches!(g.hvem, syn::Hvem::Herfra { .. }) || m.via == s.via;
        let Some(s) = self.ved.iter().find(|s| s.gennem.contains(&nr) && via(s)) else { return false };
        egen(match g.krav {
            Krav::Altid => g.eget,
            Krav::Erstatter if s.andre => g.eget,
            Krav::Erstatter | Krav::HvisNogen => Dimensioner::ALLE,
        })
    }
}

/// Whom a security profile names, and when.
type Profil = [(grund::Periode, UnikId)];

/// The alternative lets see the label, in these dimensions; where it has a security profile, that of its time names one of those whom the alternative is for.
fn lader_se(syn: &syn::Syn, a: &Afgraensning, d: Dimensioner, m: &Synsmaerke, profil: &Profil) -> bool {
    let navnt = |l: &Vec<UnikId>| profil.iter().any(|(p, id)| p.overlapper(m.virkning) && l.contains(id));
    a.tillader(d, m) && (!d.profil || !m.profil || syn.profil.is_none() || a.profil.as_ref().is_none_or(navnt))
}

impl Omraade {
    /// All of it in words, the same for what lets see the same.
    pub(super) fn noejagtig(&self) -> String {
        let mut alternativer = self.0.clone();
        for a in alternativer.iter_mut().flatten() {
            a.enheder.iter_mut().chain(&mut a.systemer).chain(&mut a.profil).for_each(|l| l.sort());
        }
        format!("{alternativer:?}")
    }

    /// For the store; `None` when everything is seen.
    pub(super) fn synsfelt(&self, kald: &Kaldekontekst, typen: &Objekttype) -> Option<Synsfelt> {
        let (alternativer, syn) = (self.0.as_ref()?, typen.syn?);
        Some(syn.felt(typen, alternativer.clone(), kald.system.map(UnikId::Uuid), kald.nu))
    }

    /// Parts of the type's objects may have to be hidden, which a search of the index alone can't tell.
    pub(super) fn skjuler_dele(&self, typen: &Objekttype) -> bool {
        let helt = |a: &Afgraensning| a.ejere.is_none() && !a.graenser(Dimensioner::ALLE);
        typen.syn.is_some_and(|s| s.skjul.is_some()) && self.0.as_ref().is_some_and(|l| !l.iter().any(helt))
    }

    /// Some of what has a class that begins so may be seen.
    pub(super) fn naar_klasse(&self, begyndelse: &str) -> bool {
        let rammer = |i: &grund::Klasseinterval| i.indeholder(begyndelse) || i.fra.starts_with(begyndelse);
        self.0.as_ref().is_none_or(|l| l.iter().any(|a| a.klasser.as_ref().is_none_or(|k| k.iter().any(rammer))))
    }

    /// An object with these labels could be seen at some virkning, as far as its own labels tell, where `gennem` says what one alternative could let see of what it
    /// is seen through. Never says no to what is seen.
    pub(super) fn kunne_ses(
        &self,
        kald: &Kaldekontekst,
        typen: &Objekttype,
        myndighed: Cvr,
        side: &Side,
        gennem: impl Fn(&Afgraensning, Dimensioner) -> bool,
    ) -> bool {
        let (Some(alternativer), Some(syn)) = (&self.0, typen.syn) else { return true };
        let egen = kald.system.map(UnikId::Uuid);
        let en = |a: &Afgraensning, m: &Synsmaerke| {
            let eget = |d: Dimensioner| lader_se(syn, a, d, m, &side.profil);
            match syn.gennem.as_ref().filter(|g| a.graenser(g.deres)) {
                Some(g) if g.krav == Krav::Altid => eget(g.eget) && gennem(a, g.deres),
                // Alone it is seen by its own.
                Some(g) if g.krav == Krav::Erstatter => eget(Dimensioner::ALLE) || (eget(g.eget) && gennem(a, g.deres)),
                _ => eget(Dimensioner::ALLE),
            }
        };
        side.maerker.iter().filter(|m| !(syn.udkast && m.udkast && (egen.is_none() || m.system != egen))).any(|m| {
            let mut egne = alternativer.iter().filter(|a| !a.er_tom() && af(a, myndighed));
            egne.any(|a| en(a, m))
        })
    }

    /// Every label from now on lies within an alternative, as far as the type's own labels tell.
    fn naar(&self, kald: &Kaldekontekst, typen: &Objekttype, maerker: &[Synsmaerke]) -> bool {
        let (Some(alternativer), Some(syn)) = (&self.0, typen.syn) else { return true };
        let egen = kald.system.map(UnikId::Uuid);
        let mut frem = maerker.iter().filter(|m| m.virkning.til > kald.nu);
        frem.all(|m| {
            let udkast = m.udkast && egen.is_some() && m.system != egen;
            !udkast && alternativer.iter().any(|a| af(a, kald.myndighed) && a.tillader(syn.baerer, m))
        })
    }

    /// Refuses a registration that says what its writer may not say: another master than itself (C-10), or what lies outside its agreement.
    pub(super) fn maa_sige(&self, kald: &Kaldekontekst, typen: &Objekttype, maerker: &[Synsmaerke]) -> Result<(), Fejl> {
        if self.naar(kald, typen, maerker) {
            return Ok(());
        }
        self.forklar(kald, typen, grund::Uuid::nil(), maerker);
        let egne = kald.system.map(UnikId::Uuid);
        match egne.filter(|e| maerker.iter().any(|m| m.system.as_ref() != Some(e))) {
            Some(e) => Err(Fejl::ny(Fejlkode::AndenMaster).felt("relationer/itsystem").regel("C-10").ventet(format!("Master {e}"))),
            None => Err(Fejl::ny(Fejlkode::UdenForAfgraensning).regel("C-40").ventet(self.tekst())),
        }
    }

    /// Notes why an object is refused.
    fn forklar(&self, kald: &Kaldekontekst, typen: &Objekttype, uuid: grund::Uuid, maerker: &[Synsmaerke]) {
        let har = |f: &dyn Fn(&Synsmaerke) -> String| {
            let mut ud: Vec<String> = maerker.iter().filter(|m| m.virkning.indeholder(kald.nu)).map(f).collect();
            ud.sort();
            ud.dedup();
            ud.join(", ")
        };
        let vis = |id: &Option<UnikId>| id.as_ref().map_or("ingen".to_owned(), ToString::to_string);
        let mut detaljer = vec![
            ("klasse", har(&|m| m.klasse.clone().unwrap_or("ingen".into()))),
            ("enhed", har(&|m| vis(&m.enhed))),
            ("følsomhed", har(&|m| m.niveau.to_string())),
            ("master", har(&|m| vis(&m.system))),
            ("afgrænsning", self.tekst()),
        ];
        if !uuid.is_nil() {
            detaljer.push(("objekt", format!("{} {uuid}", typen.navn)));
        }
        let forklaring = format!("Et objekt af typen {} ligger uden for dataafgrænsningen.", typen.navn);
        let raad = "Anmod om en serviceaftale, hvis dataafgrænsning omfatter objektet, eller udvid brugerens.";
        kald.spor.skriv(|s| s.afslag = Some(Afslag { mangler: Mangel::Dataafgraensning, forklaring, detaljer, raad }));
    }

    /// The alternatives in words.
    fn tekst(&self) -> String {
        let en = |a: &Afgraensning| {
            let mut ud = Vec::new();
            if let Some(k) = &a.klasser {
                ud.push(format!("KLE {}", k.iter().map(|i| format!("{}–{}", i.fra, i.til)).collect::<Vec<_>>().join(" ")));
            }
            ud.extend(a.enheder.as_ref().map(|e| format!("{} enheder", e.len())));
            ud.extend(a.niveau.map(|n| format!("følsomhed {n}")));
            ud.extend(a.systemer.as_ref().map(|s| format!("master {}", s.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))));
            if ud.is_empty() { "alt".to_owned() } else { ud.join(", ") }
        };
        match &self.0 {
            None => "alt".into(),
            Some(l) if l.is_empty() => "intet".into(),
            Some(l) => l.iter().map(en).collect::<Vec<_>>().join("; eller "),
        }
    }
}

/// The alternative is about that authority's objects.
fn af(a: &Afgraensning, myndighed: Cvr) -> bool {
    a.ejere.as_ref().is_none_or(|e| e.contains(&myndighed))
}

/// Takes away what adds nothing: alternatives that let see nothing and those that are beside one without limits; and, where that shows no more, makes one of those
/// that differ by class only.
fn forenkl(alternativer: &mut Vec<Afgraensning>, saml_klasser: bool) {
    alternativer.retain(|a| !a.er_tom());
    if alternativer.contains(&Afgraensning::FRI) {
        *alternativer = vec![Afgraensning::FRI];
        return;
    }
    if !saml_klasser {
        alternativer.iter_mut().for_each(|a| a.klasser = a.klasser.take().map(saml));
        return;
    }
    let mut ud: Vec<Afgraensning> = Vec::with_capacity(alternativer.len());
    for a in std::mem::take(alternativer) {
        let ens = |x: &&mut Afgraensning| Afgraensning { klasser: None, ..(**x).clone() } == Afgraensning { klasser: None, ..a.clone() };
        match ud.iter_mut().find(ens) {
            Some(x) => {
                x.klasser = match (x.klasser.take(), a.klasser) {
                    (Some(mut k), Some(mere)) => {
                        k.extend(mere);
                        Some(saml(k))
                    }
                    _ => None,
                }
            }
            None => ud.push(Afgraensning { klasser: a.klasser.map(saml), ..a }),
        }
    }
    *alternativer = ud;
}
