//! The overview: one batch of questions to each register, all at once, each with its time; what did not answer is told.
//!
//! Cost: the party's identifiers, then one search each for cases, documents, grants and payments; one read of the documents that cases name, one search for each 64 grants' payments, three reads
//! of who to call. Nothing is asked once for each object. Limits: `grund::graenser` `SAPA_…`.
mod hop;
mod kilder;

use crate::bemaerkning::Bemaerkning;
use crate::indstilling::{Indstillinger, Skjulte};
use crate::rettigheder::Dele;
use crate::typer::*;
use crate::{Funktion, Kalder, Partsid, Sapa, kontakt, laes, tidslinje};
use futures::future::{join, join_all, join3, join5};
use grund::afgraensning::{klassenummer, niveau};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Synsmaerke, Tidspunkt, UnikId, Uuid, graenser};
use kilder::{Navne, Spurgt, spoerg};
use register::{Forespoergsel, Laesevalg, Objekt, Objekttype, Registreringsvalg, Relationskriterium, Side};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Asks a source with its time, for the other questions of the module.
pub(crate) async fn spurgt<T>(kilde: &'static str, svar: impl Future<Output = Result<T, Fejl>>) -> (Option<T>, Kilde) {
    spoerg(kilde, true, svar).await.del()
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oensket {
    /// Whose.
    pub part: Partsid,
    /// What was true then; now where nothing is said.
    pub virkning: Option<Tidspunkt>,
    /// As it was known then; as it is known now where nothing is said.
    pub registreret: Option<Tidspunkt>,
}

impl Oensket {
    /// What is true now, as it is known now.
    pub const fn nu(part: Partsid) -> Self {
        Self { part, virkning: None, registreret: None }
    }
}

/// A party whole, as far as the user may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Overblik {
    /// The identifier of now.
    pub part: String,
    /// All that lead to her, as far as that is certain (SAPA-24).
    pub numre: Vec<String>,
    /// What was true then is shown.
    #[serde(serialize_with = "crate::vis::maaske")]
    pub virkning: Option<Tidspunkt>,
    /// As it was known then.
    #[serde(serialize_with = "crate::vis::maaske")]
    pub registreret: Option<Tidspunkt>,
    /// Master data of a person.
    pub person: Option<Person>,
    /// A protected name and address can be shown by a click that is logged (SAPA-07).
    pub beskyttet_kan_vises: bool,
    /// Master data of a company.
    pub virksomhed: Option<Virksomhed>,
    /// Doctor.
    pub laege: Option<Laege>,
    /// Bemærkninger that hold.
    pub bemaerkninger: Vec<Bemaerkning>,
    /// Cases, the newest first.
    pub sager: Vec<Sag>,
    /// Cases that exist and lie outside the user's limits, where the municipality shows that (SAPA-06).
    pub skjulte_sager: Option<u64>,
    /// Documents, the newest first.
    pub dokumenter: Vec<Dokument>,
    /// Journal notes, the newest first.
    pub journalnotater: Vec<Journalnotat>,
    /// Grants.
    pub bevillinger: Vec<Bevilling>,
    /// Payments, the newest first.
    pub udbetalinger: Vec<Udbetaling>,
    /// What happened, the newest first.
    pub tidslinje: Vec<Begivenhed>,
    /// How each source answered.
    pub kilder: Vec<Kilde>,
}

/// The time of a look.
#[derive(Clone, Copy)]
struct Blikketid {
    /// What is true then.
    virkning: Tidspunkt,
    /// Only what had begun then.
    kun_begyndt: bool,
    registrering: Registreringsvalg,
}

impl Blikketid {
    fn af(o: &Oensket, nu: Tidspunkt) -> Self {
        Self {
            virkning: o.virkning.unwrap_or(nu),
            kun_begyndt: o.virkning.is_some(),
            registrering: o.registreret.map_or(Registreringsvalg::Aktuel, Registreringsvalg::Paa),
        }
    }

    fn er_nu(&self) -> bool {
        !self.kun_begyndt && self.registrering == Registreringsvalg::Aktuel
    }

    fn valg(&self) -> Laesevalg {
        Laesevalg { virkning: Periode::ALTID, registrering: self.registrering }
    }

    fn begyndt(&self, o: &Objekt) -> bool {
        let foerste = o.nyeste().and_then(|r| r.billede.egenskaber.iter().map(|e| e.virkning.periode.fra).min());
        !self.kun_begyndt || foerste.is_none_or(|t| t <= self.virkning)
    }
}

/// Objects, and whether there are more than the limit.
type Bunke = (Vec<Objekt>, bool);

/// Payments and grants of an authority, read.
#[derive(Default)]
struct Penge {
    bevillinger: Vec<Bevilling>,
    udbetalinger: Vec<Udbetaling>,
    afkortet: bool,
}

impl Sapa {
    /// Whose numbers are whose: the identifiers of the party, and the CPR number of now.
    pub(crate) async fn numre(&self, kald: &Kaldekontekst, part: &Partsid) -> Result<(Vec<UnikId>, Option<UnikId>), Fejl> {
        match &self.porte.identiteter {
            Some(i) if part.kan_vaere_person() => i.alle(kald, part.id()).await,
            _ => Ok((vec![part.id().clone()], None)),
        }
    }

    /// A party whole (SAPA-01). The look-up stands in the log with the call, whose purpose the wire has noted (SAPA-14).
    ///
    /// # Errors
    /// `IngenBrugerret`; those of the store as far as the party and the settings can't be read. A source that fails is told in the answer.
    pub async fn overblik(&self, k: Kalder<'_>, o: &Oensket) -> Result<Overblik, Fejl> {
        k.kraev(Funktion::Overblik)?;
        let valg = self.indstillinger(k.kald.myndighed).await?;
        let (numre, nu) = self.numre(k.kald, &o.part).await?;
        let cpr = numre.iter().map(|n| Partsid::af(n.clone())).find_map(|p| p.cpr_cifre().map(str::to_owned));
        let cpr = nu.as_ref().and_then(|n| Partsid::af(n.clone()).cpr_cifre().map(str::to_owned)).or(cpr);
        let cvr = o.part.cvr_nummer();
        for n in numre.iter().map(|n| Partsid::af(n.clone())) {
            n.cpr_cifre().into_iter().for_each(|c| k.kald.spor.person(c));
        }
        let tid = Blikketid::af(o, k.kald.nu);
        let kald = k.som(Funktion::Overblik);
        let straks = k.retter.har(Funktion::BeskyttetStraks);
        let (sager, dokumenter, penge, udk, stam) = join5(
            spoerg(Navne::SAGER, self.findes("SagIndeks"), self.find(&kald, "SagIndeks", "sagspart", &numre, tid, graenser::SAPA_SAGER)),
            spoerg(
                Navne::DOKUMENTER,
                self.findes("DokumentIndeks"),
                self.find(&kald, "DokumentIndeks", "dokumentpart", &numre, tid, graenser::SAPA_DOKUMENTER),
            ),
            self.ydelser(k, &numre, tid),
            self.fra_udk(k, &valg, &numre, tid),
            join3(
                self.stamdata(cpr.as_deref(), cvr, straks, k.kald.nu),
                self.laegen(cpr.as_deref(), k.kald.nu),
                self.bemaerkninger_om(k.kald.myndighed, &numre, k.kald.nu),
            ),
        )
        .await;
        let ((person, virksomhed, stamkilder), (laege, laegekilde), bemaerkninger) = stam;
        let mut kilder: Vec<Kilde> = stamkilder.into_iter().chain(laegekilde).collect();
        if !tid.er_nu() {
            kilder.iter_mut().filter(|x| x.svar == Kildesvar::Svarede).for_each(|x| x.svar = Kildesvar::KunNu);
        }
        let (sagsobjekter, sagskilde) = sager.bunke();
        let mere = sagskilde.svar == Kildesvar::Afkortet;
        kilder.push(sagskilde);
        let mut ud = Overblik {
            part: nu.as_ref().unwrap_or(o.part.id()).to_string(),
            numre: numre.iter().map(ToString::to_string).collect(),
            virkning: o.virkning,
            registreret: o.registreret,
            beskyttet_kan_vises: person.as_ref().is_some_and(|p| p.skjult) && k.retter.har(Funktion::BeskyttetKlik),
            person,
            virksomhed,
            laege,
            bemaerkninger: bemaerkninger?,
            sager: sagsobjekter.iter().filter(|o| tid.begyndt(o)).filter_map(|o| laes::sag(o, tid.virkning, &numre)).collect(),
            ..Overblik::default()
        };
        let (egne, dokkilde) = dokumenter.bunke();
        self.dokumenter(&kald, &mut ud, egne, dokkilde, &mut kilder, tid).await;
        let ((penge, pengekilde), (udksager, udkpenge, udkkilde)) = (penge, udk);
        kilder.extend(pengekilde.into_iter().chain(udkkilde));
        ud.sager.extend(udksager);
        for p in [penge, udkpenge] {
            ud.bevillinger.extend(p.bevillinger);
            ud.udbetalinger.extend(p.udbetalinger);
        }
        self.relationer(&kald, &mut ud, tid).await;
        let (skjulte, ()) = join(self.skjulte(k, &valg, &numre, tid, mere, sagsobjekter.len()), self.hjaelp(k, &mut ud, &mut kilder)).await;
        ud.skjulte_sager = skjulte;
        ordn(&mut ud);
        ud.kilder = kilder;
        Ok(ud)
    }

    fn findes(&self, navn: &str) -> bool {
        self.register.typer().navn(navn).is_some()
    }

    /// One case, as the overview shows it, with its documents and who to call; absent when it may not be seen.
    ///
    /// # Errors
    /// `IngenBrugerret`, `FindesIkke`, and those of the store.
    pub async fn sag(&self, k: Kalder<'_>, uuid: Uuid) -> Result<Overblik, Fejl> {
        k.kraev(Funktion::Overblik)?;
        let ukendt = || Fejl::ny(Fejlkode::FindesIkke).felt("uuid");
        let typen = self.register.typer().navn("SagIndeks").ok_or_else(ukendt)?;
        let kald = k.som(Funktion::Overblik);
        let fundne = self.register.list(&kald, typen, &[uuid], Laesevalg::AKTUEL).await?;
        let mut ud = Overblik { sager: fundne.iter().filter_map(|o| laes::sag(o, k.kald.nu, &[])).collect(), ..Overblik::default() };
        if ud.sager.is_empty() {
            return Err(ukendt());
        }
        let mut kilder = Vec::new();
        let tid = Blikketid { virkning: k.kald.nu, kun_begyndt: false, registrering: Registreringsvalg::Aktuel };
        self.dokumenter(&kald, &mut ud, Vec::new(), Kilde::svarede(Navne::DOKUMENTER), &mut kilder, tid).await;
        self.relationer(&kald, &mut ud, tid).await;
        self.hjaelp(k, &mut ud, &mut kilder).await;
        ordn(&mut ud);
        ud.kilder = kilder;
        Ok(ud)
    }

    /// The name and address of a protected person, for those who may see them by a click (SAPA-07). A call of its own, so that the click stands in the log.
    ///
    /// # Errors
    /// `IngenBrugerret`, `FindesIkke`, and those of the store.
    pub async fn beskyttet(&self, k: Kalder<'_>, part: &Partsid) -> Result<Person, Fejl> {
        k.kraev(Funktion::Overblik)?;
        if !k.retter.har(Funktion::BeskyttetStraks) {
            k.kraev(Funktion::BeskyttetKlik)?;
        }
        let (numre, nu) = self.numre(k.kald, part).await?;
        let alle = nu.iter().chain(&numre).map(|n| Partsid::af(n.clone()));
        let cpr = alle.filter_map(|p| p.cpr_cifre().map(str::to_owned)).next();
        let ukendt = || Fejl::ny(Fejlkode::FindesIkke).felt("part");
        let (Some(cpr), Some(port)) = (cpr, self.porte.folk.as_deref()) else { return Err(ukendt()) };
        k.kald.spor.person(&cpr);
        port.person(&cpr, true, k.kald.nu).await?.ok_or_else(ukendt)
    }

    /// Everything that names one of the identifiers by the relation, at any time; the newest where there is more than the limit.
    async fn find(
        &self,
        kald: &Kaldekontekst,
        typen: &str,
        relation: &str,
        enhver: &[UnikId],
        tid: Blikketid,
        maks: usize,
    ) -> Result<Bunke, Fejl> {
        let Some(typen) = self.register.typer().navn(typen) else { return Ok(Bunke::default()) };
        let Some(def) = typen.relation(relation) else { return Ok(Bunke::default()) };
        let mut ud = Bunke::default();
        for del in enhver.chunks(graenser::SOEGEKRITERIER) {
            let (objekter, mere) = self.find_del(kald, typen, def.nr, del, tid, maks).await?;
            let kendte: BTreeSet<Uuid> = ud.0.iter().map(|o| o.uuid).collect();
            ud.0.extend(objekter.into_iter().filter(|o| !kendte.contains(&o.uuid)));
            ud.1 |= mere;
        }
        Ok(ud)
    }

    async fn find_del(
        &self,
        kald: &Kaldekontekst,
        typen: &'static Objekttype,
        nr: u16,
        enhver: &[UnikId],
        tid: Blikketid,
        maks: usize,
    ) -> Result<Bunke, Fejl> {
        let mut f = forespoergsel(typen, nr, enhver, tid, kald.nu);
        f.side = Side { foerste: 0, antal: maks + 1 };
        let fundne = self.register.soeg_objekter(kald, &f, tid.valg()).await?;
        if fundne.len() <= maks {
            return Ok((fundne, false));
        }
        // Hits come in order of creation: the newest are at the end.
        let antal = self.register.antal(kald, &f).await?;
        f.side = Side { foerste: antal.saturating_sub(maks as u64), antal: maks };
        Ok((self.register.soeg_objekter(kald, &f, tid.valg()).await?, true))
    }

    /// Documents: those that name the party, and those that are filed on the cases.
    async fn dokumenter(
        &self,
        kald: &Kaldekontekst,
        ud: &mut Overblik,
        egne: Vec<Objekt>,
        kilde: Kilde,
        kilder: &mut Vec<Kilde>,
        tid: Blikketid,
    ) {
        let mut paa: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for s in &ud.sager {
            s.dokumenter.iter().for_each(|d| paa.entry(*d).or_default().push(s.uuid));
        }
        let kendte: BTreeSet<Uuid> = egne.iter().map(|o| o.uuid).collect();
        let mangler: Vec<Uuid> = paa.keys().copied().filter(|u| !kendte.contains(u)).take(graenser::SAPA_DOKUMENTER).collect();
        let mut objekter = egne;
        let mut kilde = kilde;
        if let Some(typen) = self.register.typer().navn("DokumentIndeks").filter(|_| !mangler.is_empty()) {
            let svar =
                spoerg(Navne::DOKUMENTER, true, async { Ok((self.register.list(kald, typen, &mangler, tid.valg()).await?, false)) }).await;
            let (fundne, anden) = svar.bunke();
            objekter.extend(fundne);
            if kilde.svar == Kildesvar::Svarede {
                kilde = anden;
            }
        }
        ud.dokumenter = objekter.iter().filter(|o| tid.begyndt(o)).filter_map(|o| laes::dokument(o, tid.virkning)).collect();
        for d in &mut ud.dokumenter {
            d.sager = paa.remove(&d.uuid).unwrap_or_default();
        }
        // What the user may not see is not named by the cases either.
        let sete: BTreeSet<Uuid> = ud.dokumenter.iter().map(|d| d.uuid).collect();
        ud.sager.iter_mut().for_each(|s| s.dokumenter.retain(|d| sete.contains(d)));
        kilder.push(kilde);
    }

    /// Relations between cases: those of which the other side is seen too, whoever's it is (SAPA-10).
    async fn relationer(&self, kald: &Kaldekontekst, ud: &mut Overblik, tid: Blikketid) {
        let mut sete: BTreeMap<Uuid, Option<String>> = ud.sager.iter().map(|s| (s.uuid, s.titel.clone())).collect();
        let navngivne: BTreeSet<Uuid> =
            ud.sager.iter().flat_map(|s| &s.relationer).map(|r| r.sag).filter(|u| !sete.contains_key(u)).collect();
        let navngivne: Vec<Uuid> = navngivne.into_iter().take(graenser::LISTE_UUID).collect();
        if let Some(typen) = self.register.typer().navn("SagIndeks").filter(|_| !navngivne.is_empty()) {
            match self.register.list(kald, typen, &navngivne, tid.valg()).await {
                Ok(l) => sete.extend(l.iter().filter_map(|o| laes::sag(o, tid.virkning, &[])).map(|s| (s.uuid, s.titel))),
                Err(f) => tracing::warn!(fejl = %f, aarsag = f.aarsagen(), "related cases could not be read: they are left out"),
            }
        }
        for s in &mut ud.sager {
            s.relationer.retain(|r| sete.contains_key(&r.sag));
            s.relationer.iter_mut().for_each(|r| r.titel = sete.get(&r.sag).cloned().flatten());
        }
    }

    /// Grants and payments, where the user has the function.
    async fn ydelser(&self, k: Kalder<'_>, numre: &[UnikId], tid: Blikketid) -> (Penge, Option<Kilde>) {
        if !k.retter.har(Funktion::Ydelser) {
            return (Penge::default(), Some(Kilde::ikke_ret(Navne::YDELSER, Funktion::Ydelser)));
        }
        let kald = k.som(Funktion::Ydelser);
        let (penge, mut kilde) = spoerg(Navne::YDELSER, self.findes("BevillingIndeks"), self.penge(&kald, numre, tid)).await.del();
        let penge = penge.unwrap_or_default();
        if penge.afkortet {
            kilde.svar = Kildesvar::Afkortet;
        }
        (penge, Some(kilde))
    }

    async fn penge(&self, kald: &Kaldekontekst, numre: &[UnikId], tid: Blikketid) -> Result<Penge, Fejl> {
        let (bevillinger, udbetalinger) = join(
            self.find(kald, "BevillingIndeks", "bevillingspart", numre, tid, graenser::SAPA_BEVILLINGER),
            self.find(kald, "OekonomiskEffektueringIndeks", "part", numre, tid, graenser::SAPA_UDBETALINGER),
        )
        .await;
        let ((bevillinger, b_mere), (mut udbetalinger, u_mere)) = (bevillinger?, udbetalinger?);
        // What is paid of her grants to somebody else.
        let af: Vec<UnikId> = bevillinger.iter().map(|o| UnikId::Uuid(o.uuid)).collect();
        let (andre, a_mere) =
            self.find(kald, "OekonomiskEffektueringIndeks", "oekonomiskydelseeffektuering", &af, tid, graenser::SAPA_UDBETALINGER).await?;
        let kendte: BTreeSet<Uuid> = udbetalinger.iter().map(|o| o.uuid).collect();
        udbetalinger.extend(andre.into_iter().filter(|o| !kendte.contains(&o.uuid)));
        let dele = Dele::af(kald, "ydelsesindeks");
        let bevillinger: Vec<Bevilling> =
            bevillinger.iter().filter(|o| tid.begyndt(o)).filter_map(|o| laes::bevilling(o, tid.virkning, |e, m| dele.ser(e, m))).collect();
        // A line is seen with its grant: by the grant's sensitivity, and by that its benefit is seen (C-43). Payments of grants that are not read here go by what the register shows.
        let kendte: BTreeMap<Uuid, &Bevilling> = bevillinger.iter().map(|b| (b.uuid, b)).collect();
        let hendes: BTreeSet<Uuid> = af.iter().filter_map(UnikId::uuid).collect();
        let ser = |ejer: Cvr, l: &Linje, s: &System| {
            let bevilling = l.bevilling.and_then(|b| kendte.get(&b).copied());
            if l.bevilling.is_some_and(|b| hendes.contains(&b)) {
                return bevilling.is_some_and(|b| l.ydelse.as_ref().is_none_or(|id| b.ydelser.iter().any(|y| y.id == *id)));
            }
            let klasse = l.kle.as_deref().and_then(|t| klassenummer(t.split_whitespace().next()?));
            let trin = bevilling.and_then(|b| b.foelsomhed.as_deref().and_then(niveau)).unwrap_or(Synsmaerke::UKENDT_NIVEAU);
            dele.ser(ejer, &Synsmaerke { klasse, niveau: trin, system: s.uuid.map(UnikId::Uuid), ..Synsmaerke::TOMT })
        };
        let udbetalinger = udbetalinger.iter().filter(|o| tid.begyndt(o)).filter_map(|o| laes::udbetaling(o, tid.virkning, ser)).collect();
        Ok(Penge { udbetalinger, bevillinger, afkortet: b_mere || u_mere || a_mere })
    }

    /// What Udbetaling Danmark shows to those with the role: grants, payments, and of cases no more than what they are (UDK-loven § 8; SAPA-09).
    async fn fra_udk(&self, k: Kalder<'_>, valg: &Indstillinger, numre: &[UnikId], tid: Blikketid) -> (Vec<Sag>, Penge, Option<Kilde>) {
        let Some(udk) = valg.udk() else { return Default::default() };
        if !k.retter.har(Funktion::Udk) {
            return (Vec::new(), Penge::default(), Some(Kilde::ikke_ret(Navne::UDK, Funktion::Udk)));
        }
        let kald = Kaldekontekst { laeser: vec![udk], ..k.som(Funktion::Udk) };
        let alt = async {
            let (sager, penge) =
                join(self.find(&kald, "SagIndeks", "sagspart", numre, tid, graenser::SAPA_SAGER), self.penge(&kald, numre, tid)).await;
            Ok((sager?, penge?))
        };
        let (svar, kilde) = spoerg(Navne::UDK, self.findes("BevillingIndeks"), alt).await.del();
        let ((sager, _), mut penge) = svar.unwrap_or_default();
        let smal = |s: Sag| Sag {
            uuid: s.uuid,
            sagsnummer: s.sagsnummer,
            kle: s.kle,
            kletitel: s.kletitel,
            fremdrift: s.fremdrift,
            forloeb: s.forloeb,
            ejer: s.ejer,
            partsrolle: s.partsrolle,
            system: s.system,
            udk: true,
            ..Sag::default()
        };
        let sager = sager.iter().filter(|o| tid.begyndt(o)).filter_map(|o| laes::sag(o, tid.virkning, numre)).map(smal).collect();
        penge.bevillinger.iter_mut().for_each(|b| b.udk = true);
        penge.udbetalinger.iter_mut().for_each(|u| u.udk = true);
        (sager, penge, Some(kilde))
    }

    async fn stamdata(
        &self,
        cpr: Option<&str>,
        cvr: Option<Cvr>,
        straks: bool,
        nu: Tidspunkt,
    ) -> (Option<Person>, Option<Virksomhed>, Vec<Kilde>) {
        if let Some(cvr) = cvr {
            let port = self.porte.virksomheder.as_deref();
            let svar = async { if let Some(p) = port { p.virksomhed(cvr.tal(), nu).await } else { Ok(None) } };
            let (v, kilde) = spoerg(Navne::CVR, port.is_some(), svar).await.del();
            return (None, v.flatten(), vec![kilde]);
        }
        let Some(cpr) = cpr else { return (None, None, Vec::new()) };
        let port = self.porte.folk.as_deref();
        let svar = async { if let Some(p) = port { Ok((p.person(cpr, straks, nu).await?, p.stand().await?)) } else { Ok((None, None)) } };
        let (svar, mut kilde) = spoerg(Navne::CPR, port.is_some(), svar).await.del();
        let (person, stand) = svar.unwrap_or_default();
        if kilde.svar == Kildesvar::Svarede {
            kilde.forklaring = stand.map(|s| format!("som CPR så ud {s}"));
        }
        (person, None, vec![kilde])
    }

    async fn laegen(&self, cpr: Option<&str>, nu: Tidspunkt) -> (Option<Laege>, Option<Kilde>) {
        let (Some(cpr), Some(port)) = (cpr, self.porte.sundhed.as_deref()) else { return (None, None) };
        let (svar, mut kilde) = spoerg(Navne::LAEGE, true, port.laege(cpr, nu)).await.del();
        let laege = svar.flatten();
        kilde.simuleret = laege.as_ref().is_some_and(|l| l.simuleret);
        (laege, Some(kilde))
    }

    /// How many cases exist that the user does not see, where the municipality shows that (SAPA-06). The newest label decides, so of the past nothing is told.
    async fn skjulte(&self, k: Kalder<'_>, valg: &Indstillinger, numre: &[UnikId], tid: Blikketid, mere: bool, sete: usize) -> Option<u64> {
        let typen = self.register.typer().navn("SagIndeks").filter(|_| valg.skjulte_sager == Skjulte::Antal && tid.er_nu() && !mere)?;
        let f =
            forespoergsel(typen, typen.relation("sagspart")?.nr, numre.get(..graenser::SOEGEKRITERIER).unwrap_or(numre), tid, k.kald.nu);
        match self.register.antal(&k.kald.internt(), &f).await {
            Ok(alle) => Some(alle.saturating_sub(sete as u64)),
            Err(f) => {
                tracing::warn!(fejl = %f, aarsag = f.aarsagen(), "cases outside a user's limits could not be counted");
                None
            }
        }
    }

    /// Takes the names of protected persons out of the cases' parties, which are as the senders wrote them (CPR-07).
    async fn skjul_navne(&self, k: Kalder<'_>, ud: &mut Overblik) {
        let Some(port) = self.porte.folk.as_deref().filter(|_| !k.retter.har(Funktion::BeskyttetStraks)) else { return };
        let cpr = |p: &Part| Partsid::laes(&p.id).ok().and_then(|p| p.cpr_cifre().map(str::to_owned));
        let personer: BTreeSet<String> = ud.sager.iter().flat_map(|s| &s.parter).filter_map(cpr).collect();
        let personer: Vec<String> = personer.into_iter().collect();
        let skjules: Option<BTreeSet<String>> = match port.beskyttede(&personer, k.kald.nu).await {
            Ok(b) => Some(b),
            Err(f) => {
                tracing::warn!(fejl = %f, aarsag = f.aarsagen(), "whether parties are protected could not be looked up: no name is shown");
                None
            }
        };
        for p in ud.sager.iter_mut().flat_map(|s| &mut s.parter) {
            if let Some(c) = cpr(p)
                && skjules.as_ref().is_none_or(|s| s.contains(&c))
            {
                p.navn = None;
            }
        }
    }

    /// Who to call, and the ways into the case systems.
    async fn hjaelp(&self, k: Kalder<'_>, ud: &mut Overblik, kilder: &mut Vec<Kilde>) {
        self.skjul_navne(k, ud).await;
        let systemer: BTreeSet<Uuid> = ud.sager.iter().filter(|s| !s.udk).filter_map(|s| s.system.uuid).collect();
        let hop = self.hop(k.kald, systemer).await;
        for s in ud.sager.iter_mut().filter(|s| !s.udk) {
            s.hop = s.system.uuid.and_then(|u| hop::adresse(hop.get(&u)?, s));
        }
        let sagernes = ud.sager.iter_mut().flat_map(|s| [s.ansvarlig.as_mut(), s.behandler.as_mut()]).flatten();
        let alle: Vec<&mut Aktoer> = sagernes.chain(ud.bevillinger.iter_mut().filter_map(|b| b.ansvarlig.as_mut())).collect();
        if !alle.is_empty() {
            let findes = self.findes("OrganisationEnhed");
            kilder.push(spoerg(Navne::ORGANISATION, findes, kontakt::udfyld(&self.register, k.kald, alle)).await.del().1);
        }
    }

    /// Templates of the systems where the user has rights (SAPA-03).
    async fn hop(&self, kald: &Kaldekontekst, systemer: BTreeSet<Uuid>) -> BTreeMap<Uuid, String> {
        let Some(port) = self.porte.fagsystemer.as_deref() else { return BTreeMap::new() };
        let en = async |uuid: Uuid| {
            let skabelon = port.hop(uuid)?;
            match port.har_adgang(kald, uuid).await {
                Ok(true) => Some((uuid, skabelon)),
                Ok(false) => None,
                Err(f) => {
                    tracing::warn!(fejl = %f, aarsag = f.aarsagen(), system = %uuid, "whether a user has rights in a case system could not be looked up");
                    None
                }
            }
        };
        join_all(systemer.into_iter().map(en)).await.into_iter().flatten().collect()
    }
}

/// Everything that names one of them, at any time.
fn forespoergsel(typen: &'static Objekttype, nr: u16, enhver: &[UnikId], tid: Blikketid, nu: Tidspunkt) -> Forespoergsel {
    let k = Relationskriterium { nr, enhver: enhver.to_vec(), virkning: Some(Periode::ALTID), ..Relationskriterium::default() };
    Forespoergsel { virkning: Periode::ALTID, registrering: tid.registrering, relationer: vec![k], ..Forespoergsel::alle(typen, nu) }
}

/// Open cases before closed ones, the newest first; notes and the time line from what is shown.
fn ordn(ud: &mut Overblik) {
    let nyest = |s: &Sag| s.forloeb.iter().filter_map(|t| t.fra).max();
    ud.sager.sort_by_key(|s| std::cmp::Reverse((s.fremdrift != Some("Afsluttet"), nyest(s))));
    ud.dokumenter.sort_by_key(|d| std::cmp::Reverse(d.tid));
    ud.udbetalinger.sort_by_key(|u| std::cmp::Reverse(u.disposition));
    ud.journalnotater = ud.sager.iter().flat_map(|s| s.notater.iter().cloned()).collect();
    ud.journalnotater.sort_by_key(|n| std::cmp::Reverse(n.tid));
    ud.tidslinje = tidslinje::tidslinje(ud);
}

impl Spurgt<Bunke> {
    fn bunke(self) -> (Vec<Objekt>, Kilde) {
        let (svar, mut kilde) = self.del();
        let (objekter, mere) = svar.unwrap_or_default();
        if mere {
            kilde.svar = Kildesvar::Afkortet;
        }
        (objekter, kilde)
    }
}
