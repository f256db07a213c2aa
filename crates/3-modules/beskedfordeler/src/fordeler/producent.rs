//! What the registers have to tell: each event of the change feed becomes a message, in order, and how far that has come is laid down with the messages. So a crash
//! between loses and doubles nothing.
use super::Fordeler;
use crate::bog;
use crate::kuvert::{self, Kuvert, Objektregistrering, Relateret};
use crate::post::{Omtale, Post};
use crate::rettigheder::{Modtagere, klassificering, skjult};
use async_trait::async_trait;
use grund::ret::{Rettigheder, Tilladelse};
use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Ret, Synsmaerke, Tidspunkt, UnikId, Uuid, graenser};
use koe::{NyBesked, Stroemskridt};
use lager::{Haendelse, LagretObjekt, Objektnoegle, Registreringsvalg, Stroemlaeser, Stroemposition};
use register::{Haendelsesdata, Haendelsestype, Laesevalg, Objekt, Objektid, Objekttype};
use std::borrow::Cow;
use std::sync::Arc;

/// The name of this reader of the change feed.
pub const LAESER: &str = "beskedfordeler";
/// Events that are made messages of in one transaction.
const BID: usize = 500;
/// Copies of messages, one for each dueslag, from which a transaction is full.
const EKSEMPLARER: usize = 1_000;

/// Microseconds after which it is written how far the change feed is read, where nothing came of it.
const GEM_MIKROS: i64 = 1_000_000;

/// Where the reading of the change feed stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ved {
    /// What is written.
    gemt: Stroemposition,
    /// How far it is.
    laest: Stroemposition,
    /// When it was written.
    kl: Tidspunkt,
}

/// What a step of a replay has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Genafspilning {
    /// Events that were looked at.
    pub haendelser: usize,
    /// Messages that came of them, or would.
    pub beskeder: usize,
    /// Where to go on; `None` at the end.
    pub naeste: Option<Stroemposition>,
}

/// What a message about an object carries: XML elements that stand alone. A wire knows how the object's contract says it.
#[async_trait]
pub trait Beskedindhold: Send + Sync {
    /// The object's registration as its service publishes it (`RegistreringBesked`), or nothing.
    async fn indhold(&self, objekt: &Objekt) -> Result<Option<String>, Fejl>;
}

fn navngivet(slags: &str, navn: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:{slags}:{navn}").as_bytes())
}

/// The type of messages about objects of a type. The published ones are not known, so ours are derived from service and type [D].
pub fn beskedtype(typen: &Objekttype) -> Uuid {
    navngivet("beskedtype", &format!("{}/{}", typen.service, typen.sti))
}

/// Person, as the published sample has it (J-2).
const PERSON: Uuid = Uuid::from_u128(0xce7f_cf97_a8a2_447a_8690_d38a_a0f6_e23c);

/// `ObjektType` of an object type; that of persons is published (J-2), the others are derived [D].
pub fn objekttype_id(typen: &Objekttype) -> Uuid {
    if typen.service == "person" { PERSON } else { navngivet("objekttype", &format!("{}/{}", typen.service, typen.sti)) }
}

/// `ObjektHandling` of what was done; derived [D].
pub fn handling_id(handling: Haendelsestype) -> Uuid {
    navngivet("objekthandling", handling.aendring())
}

fn cvr_urn(c: Cvr) -> UnikId {
    UnikId::Urn(format!("urn:oio:cvr-nr:{c}"))
}

/// A class's digits as the number is written; other classes have none.
fn kle_urn(cifre: &str) -> UnikId {
    let dele: Vec<&str> = (0..cifre.len()).step_by(2).filter_map(|i| cifre.get(i..i + 2)).collect();
    UnikId::Urn(format!("urn:oio:kle:{}", dele.join(".")))
}

impl Fordeler {
    /// Makes messages of what the change feed has since last time, at most 500 events. Returns how many there were: call again at once until it is none.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn foelg_registrene(&self) -> Result<usize, Fejl> {
        // One at a time; and where it stands is read once, and anew after anything went wrong.
        let mut ved = self.ved.lock().await;
        let nu = self.nu();
        let mut v = match ved.take() {
            Some(v) => v,
            None => {
                let gemt = match self.position().await? {
                    Some(p) => p,
                    None => self.begynd().await?,
                };
                Ved { gemt, laest: gemt, kl: nu }
            }
        };
        let haendelser = match self.o.register.lager().haendelser(None, v.laest, BID).await {
            Ok(h) => h,
            Err(f) if f.kode() == Fejlkode::StroempositionUgyldig => {
                tracing::error!(
                    "the change feed was cut off before Beskedfordeler had read it, or the store was restored: changes in between are told to nobody"
                );
                self.begynd().await?;
                return Ok(1);
            }
            Err(f) => return Err(f),
        };
        let (mut beskeder, mut eksemplarer) = (Vec::new(), 0);
        for h in &haendelser {
            if bog::er_vores(h.noegle.objekttype) {
                self.bog.genlaes(&self.o.register, h.noegle, nu).await?;
                // Where it is sent to may be another now.
                self.vaekning.meld([h.noegle.uuid]);
            } else if let Some(b) = self.besked_om(h, None).await? {
                eksemplarer += b.modtagere.len();
                beskeder.push(b);
            }
            v.laest = h.position;
            if eksemplarer >= EKSEMPLARER {
                self.gem(std::mem::take(&mut beskeder), &mut v).await?;
                eksemplarer = 0;
            }
        }
        // Where nothing came of the events, how far it has come is written now and then: to read them again would come to nothing again.
        let laenge = nu.mikros().saturating_sub(v.kl.mikros()) >= GEM_MIKROS;
        if !beskeder.is_empty() || (v.laest != v.gemt && laenge) {
            self.gem(beskeder, &mut v).await?;
            v.kl = nu;
        }
        *ved = Some(v);
        Ok(haendelser.len())
    }

    async fn gem(&self, beskeder: Vec<NyBesked>, v: &mut Ved) -> Result<(), Fejl> {
        let laeser = Stroemlaeser { navn: LAESER.into(), position: v.laest };
        self.laeg(beskeder, Some(Stroemskridt { laeser, fra: Some(v.gemt) })).await?;
        v.gemt = v.laest;
        Ok(())
    }

    /// Sends a dueslag what the change feed has had from a position on, up to another one, as if it had been there: messages have the ids that they had, and come
    /// behind what lies there, which may be the same messages. At most 500 events at a time. With `proev` nothing is sent.
    ///
    /// # Errors
    /// `FindesIkke`; [`Fejlkode::StroempositionUgyldig`]; those of the store.
    pub async fn genafspil(&self, dueslag: Uuid, fra: Stroemposition, til: Stroemposition, proev: bool) -> Result<Genafspilning, Fejl> {
        self.bog.dueslag(dueslag).ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("dueslag").regel("E-3"))?;
        let mut haendelser = self.o.register.lager().haendelser(None, fra, BID).await?;
        haendelser.retain(|h| h.position.nr <= til.nr);
        let mut beskeder = Vec::new();
        for h in haendelser.iter().filter(|h| !bog::er_vores(h.noegle.objekttype)) {
            beskeder.extend(self.besked_om(h, Some(dueslag)).await?);
        }
        let (antal, naeste) = (beskeder.len(), haendelser.last().map(|h| h.position).filter(|p| p.nr < til.nr));
        if !proev {
            self.laeg(beskeder, None).await?;
        }
        Ok(Genafspilning { haendelser: haendelser.len(), beskeder: antal, naeste })
    }

    /// The position such that every event after it is of that time or later, as far as the feed still holds them. Events of several writers on PostgreSQL may stand a
    /// moment out of order: from ten seconds before is safe.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn position_ved(&self, tid: Tidspunkt) -> Result<Stroemposition, Fejl> {
        let lager = self.o.register.lager();
        let status = lager.stroemstatus().await?;
        let (mut foer, mut efter) = (status.kant.nr, status.spids.nr);
        while foer < efter {
            let midt = foer + (efter - foer) / 2;
            let h = lager.haendelser(None, Stroemposition { nr: midt, ..status.kant }, 1).await?;
            match h.first() {
                Some(h) if h.tidspunkt < tid => foer = h.position.nr,
                _ => efter = midt,
            }
        }
        Ok(Stroemposition { nr: foer, ..status.kant })
    }

    /// The newest event that can be read.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn spids(&self) -> Result<Stroemposition, Fejl> {
        Ok(self.o.register.lager().stroemstatus().await?.spids)
    }

    async fn position(&self) -> Result<Option<Stroemposition>, Fejl> {
        let laesere = Stroemlaeser::alle(self.o.register.lager().as_ref()).await?;
        Ok(laesere.into_iter().find(|l| l.navn == LAESER).map(|l| l.position))
    }

    /// The first time, or after a store was restored: what has happened before is told to nobody, but the module's own objects are taken in.
    async fn begynd(&self) -> Result<Stroemposition, Fejl> {
        let lager = self.o.register.lager();
        let status = lager.stroemstatus().await?;
        let mut ved = status.kant;
        while ved.nr < status.spids.nr {
            let haendelser = lager.haendelser(None, ved, BID).await?;
            let Some(sidste) = haendelser.last() else { break };
            ved = sidste.position;
            for h in haendelser.iter().filter(|h| bog::er_vores(h.noegle.objekttype)) {
                self.bog.genlaes(&self.o.register, h.noegle, self.nu()).await?;
            }
        }
        let laeser = Stroemlaeser { navn: LAESER.into(), position: status.spids };
        self.o.koe.laeg(Vec::new(), Some(Stroemskridt { laeser, fra: None })).await?;
        Ok(status.spids)
    }

    /// The message about an event; `None` for one that nobody is to be told of, or that no dueslag gets.
    async fn besked_om(&self, h: &Haendelse, kun_dueslag: Option<Uuid>) -> Result<Option<NyBesked>, Fejl> {
        let Some(typen) = self.o.register.typer().nr(h.noegle.objekttype).filter(|_| h.notificeres) else { return Ok(None) };
        let Some(handling) = Haendelsestype::fra_nr(h.handling) else { return Ok(None) };
        if self.bog.abonnementer() == 0 {
            return Ok(None);
        }
        let data = self.o.register.haendelsesdata(h).await?;
        // Before anything is read of it: what is written after this makes the message be read again when it is delivered.
        let revision = self.o.register.lager().hent(&[h.noegle.myndighed], typen.nr, h.noegle.uuid, Registreringsvalg::Aktuel).await?;
        let omtale = Omtale { revision: revision.map(|o| o.revision), tidspunkt: h.tidspunkt, handling };
        // What is hidden at the time is its master's alone; what was hidden before, or is to be, is left out of what all are told.
        let maerker = maerker(handling, &data);
        let hemmelig = maerker.iter().find(|m| skjult(m) && m.virkning.indeholder(h.tidspunkt));
        let kun = hemmelig.map(|m| m.system.as_ref().and_then(UnikId::uuid).unwrap_or_default());
        let hel = kun.is_some() || !maerker.iter().any(skjult);
        let laest = self.omtalt(h.noegle, typen, omtale, hel).await?;
        let sete: Vec<&Synsmaerke> = maerker.iter().filter(|m| hel || !skjult(m)).collect();
        let k = kuvert_om(typen, handling, h, &sete, &data, laest.as_ref());
        let (tilladt, objekt) = (Modtagere::SomSkrevet, Some(h.noegle));
        let post = Post { fra_system: None, afsender: h.noegle.myndighed, tilladt, objekt, kun_for: kun, haendelse: Some(omtale) };
        if self.bog.modtagere(&k).is_empty() {
            return Ok(None);
        }
        let tekst = self.fortael(h.noegle, typen, omtale, &k, kun).await?;
        let mut maal = self.bog.modtagere(&k);
        maal.retain(|(dueslag, ..)| kun_dueslag.is_none_or(|u| u == *dueslag));
        let besked = self.besked(&k, &post, &tekst, None, maal).await?;
        Ok((!besked.modtagere.is_empty()).then_some(besked))
    }

    fn laesekald(&self, n: Objektnoegle) -> Kaldekontekst {
        Kaldekontekst::ubegraenset(n.myndighed, &[], UnikId::Uuid(adgang::ANONYM_BRUGER), self.nu(), Uuid::nil())
    }

    /// As a reader with these rights, whose own drafts are those of `master`, and whom no security profile names.
    fn laeserkald(&self, n: Objektnoegle, typen: &Objekttype, retter: &[Ret], master: Option<Uuid>) -> Kaldekontekst {
        let profil = if master.is_some() { None } else { Some(vec![UnikId::Uuid(Uuid::nil())]) };
        let afgraensning = Afgraensning { profil, ..Afgraensning::FRI };
        let tilladelse = Tilladelse { service: typen.service.into(), retter: retter.to_vec(), afgraensning };
        Kaldekontekst { system: master, retter: Arc::new(Rettigheder::Kun(vec![tilladelse])), ..self.laesekald(n) }
    }

    /// The object as the event left it; what is deleted says nothing any more, so as it was before. All of it, or without what is hidden at some virkning.
    async fn omtalt(&self, n: Objektnoegle, typen: &'static Objekttype, o: Omtale, hel: bool) -> Result<Option<Objekt>, Fejl> {
        let kald = if hel { self.laesekald(n) } else { self.laeserkald(n, typen, &[Ret::Laes, Ret::SeCpr], None) };
        self.o.register.laes(&kald, Objektid { objekttype: typen, uuid: n.uuid }, o.valg()).await
    }

    /// The message with what it carries: the object as its service publishes it, without what only those see who have the right for it (SeNavn, SeCPR), for a message
    /// is the same for all. Of the virkninger at which it is hidden only the `master` is told that it is for alone.
    async fn fortael(
        &self,
        n: Objektnoegle,
        typen: &'static Objekttype,
        o: Omtale,
        k: &Kuvert,
        master: Option<Uuid>,
    ) -> Result<String, Fejl> {
        let mut indhold = None;
        if let Some(i) = self.o.indhold.as_ref().filter(|_| o.handling != Haendelsestype::Slet) {
            let kald = self.laeserkald(n, typen, &[Ret::Laes], master);
            if let Some(o) = self.o.register.laes(&kald, Objektid { objekttype: typen, uuid: n.uuid }, o.valg()).await? {
                indhold = i.indhold(&o).await?;
            }
        }
        let tekst = kuvert::dan(k, indhold)?;
        // Of what is too large nothing is carried: the receiver reads it at its service, as it does what was said before.
        if tekst.len() > graenser::BESKED_BYTES { kuvert::dan(k, None) } else { Ok(tekst) }
    }

    /// The message as it may be told now. Where its object was written to since, it is read again as it was then: what was taken away for good, or rewritten (a person
    /// made anonymous, I-4), is told by no message that waited.
    pub(super) async fn som_nu<'t>(
        &self,
        p: &Post,
        nu: Option<&LagretObjekt>,
        k: Kuvert,
        tekst: &'t str,
    ) -> Result<(Kuvert, Cow<'t, str>), Fejl> {
        let Some(n) = p.objekt else { return Ok((k, tekst.into())) };
        let uden = |k: Kuvert| {
            let k = Kuvert { relaterede: Vec::new(), ..k };
            kuvert::dan(&k, None).map(|t| (k, t.into()))
        };
        let Some(nu) = nu else { return uden(k) };
        // Of messages of earlier versions nothing is known but whether the object is there.
        let Some(o) = p.haendelse else { return Ok((k, tekst.into())) };
        if o.revision == Some(nu.revision) {
            return Ok((k, tekst.into()));
        }
        let typen = self.o.register.typer().nr(n.objekttype);
        let Some((typen, laest)) = (match typen {
            Some(t) => self.omtalt(n, t, o, p.kun_for.is_some()).await?.map(|l| (t, l)),
            None => None,
        }) else {
            return uden(k);
        };
        let k = Kuvert { relaterede: relaterede(typen, &laest, o.tidspunkt), ..k };
        let tekst = self.fortael(n, typen, o, &k, p.kun_for).await?;
        Ok((k, tekst.into()))
    }
}

impl Omtale {
    fn valg(self) -> Laesevalg {
        let slettet = self.handling == Haendelsestype::Slet;
        let paa = if slettet { self.tidspunkt.plus_mikros(-1) } else { self.tidspunkt };
        Laesevalg { virkning: Periode::ALTID, registrering: Registreringsvalg::Paa(paa) }
    }
}

/// The object's parties.
fn relaterede(typen: &Objekttype, o: &Objekt, tidspunkt: Tidspunkt) -> Vec<Relateret> {
    let parter = typen.syn.and_then(|s| o.nyeste()?.billede.relationer.get(&s.parter));
    let mut ud: Vec<Relateret> = Vec::new();
    for id in parter.into_iter().flatten().filter(|r| r.virkning.periode.til > tidspunkt).filter_map(|r| r.reference.clone()) {
        let r = Relateret { id, objekttype: UnikId::Uuid(PERSON), rolle: None };
        if !ud.contains(&r) && ud.len() < graenser::KUVERT_GENTAGELSER {
            ud.push(r);
        }
    }
    ud
}

/// The labels that the message goes by: those after the change, and of what is gone those before it.
fn maerker(handling: Haendelsestype, data: &Haendelsesdata) -> &[Synsmaerke] {
    let (foer, efter) = (data.foer.as_ref(), data.efter.as_ref());
    let side = if handling == Haendelsestype::Slet { foer.or(efter) } else { efter.or(foer) };
    side.map_or(&[], |s| &s.maerker)
}

/// What the envelope says of an event: one registration for each class that the object has in these labels, and its parties as related objects.
fn kuvert_om(
    typen: &Objekttype,
    handling: Haendelsestype,
    h: &Haendelse,
    maerker: &[&Synsmaerke],
    data: &Haendelsesdata,
    objekt: Option<&Objekt>,
) -> Kuvert {
    let mut klasser: Vec<Option<&str>> = maerker.iter().map(|m| m.klasse.as_deref()).collect();
    klasser.sort_unstable();
    klasser.dedup();
    if klasser.is_empty() {
        klasser.push(None);
    }
    let nyeste = objekt.and_then(Objekt::nyeste);
    // Who deleted it stands in a registration that is not read here.
    let af = if handling == Haendelsestype::Slet { None } else { nyeste.map(|r| &r.bruger) };
    let bruger = data.bruger.as_ref().or(af).and_then(UnikId::uuid);
    let id = |slags: &str| UnikId::Uuid(navngivet(slags, &h.position.to_string()));
    let registrering = |klasse: Option<&str>| Objektregistrering {
        id: Some(id("objektregistrering")),
        aktoer: bruger,
        tidspunkt: Some(h.tidspunkt),
        myndighed: Some(cvr_urn(h.noegle.myndighed)),
        objekt: Some(UnikId::Uuid(h.noegle.uuid)),
        objekttype: Some(UnikId::Uuid(objekttype_id(typen))),
        handling: Some(UnikId::Uuid(handling_id(handling))),
        emne: klasse.filter(|k| !k.is_empty()).map(kle_urn),
    };
    // A type without data restrictions says nothing of how sensitive it is.
    let niveau = maerker.iter().map(|m| m.niveau).max();
    Kuvert {
        relaterede: objekt.map(|o| relaterede(typen, o, h.tidspunkt)).unwrap_or_default(),
        registreringer: klasser.into_iter().map(registrering).collect(),
        dannet: Some(h.tidspunkt),
        sikkerhedsklassificering: niveau.map(klassificering),
        gyldig_fra: Some(h.tidspunkt).filter(|t| *t > Tidspunkt::MINUS_UENDELIG),
        ..Kuvert::ny(id("haendelse"), UnikId::Uuid(beskedtype(typen)))
    }
}
