//! Loading an extract: read to its end first, then written in parts that nobody sees, and seen at once when it is whole. A load that is killed goes on where its last
//! part was; the same extract again changes nothing; one that does not follow on the last is refused by name.
use crate::bestand::{
    Bestand, Indlaest, Raekke, SAMLING, Stand, efter_personer, foer_personer, henvisning_noegle, igang_noegle, nummer_bytes,
    person_af_noegle, person_noegle, skrives, skrives_over, stand_noegle, udbakke_noegle,
};
use crate::bopael;
use crate::format::{HAENDELSE, PERSON, TIDLIGERE_NUMMER};
use crate::haendelse::afled;
use crate::igang::{Igang, Optaelling};
use crate::model;
use crate::pakning::{pak, pak_ud};
use crate::person::Personnummer;
use crate::tid::Tid;
use crate::udbakke::{Haendelse, Ufortalt, optaget};
use crate::udtraek::{Blok, Blokke, Kontrol, Start, kontroller};
use grund::graenser::RAEKKER_PR_SKRIVNING;
use grund::{Fejl, Fejlkode, Fremskridt, Melder, Tidspunkt};
use lager::{Raekkeskrivning, Skrivefejl, Skrivning};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead, Seek, SeekFrom};

/// Persons that are written in one transaction.
const BID: usize = 4_000;
/// Rows that are looked through at a time for those who are in the extract no more.
const SIDE: usize = 4_000;

/// How an extract is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Valg {
    /// It is a whole one, whatever its start record says: who is not in it is gone, however many they are.
    pub fuldt: bool,
    /// Events are told also of the first extract of a task.
    pub haendelser: bool,
    /// The newest day that an extract may be of: today, where days are those of the clock. One that is of a later day would make every right one after it too old.
    pub hoejst: Option<Tid>,
}

/// What a load did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rapport {
    /// What was in the file.
    pub kontrol: Kontrol,
    /// The same extract was loaded before: nothing was done.
    pub kendt: bool,
    /// A load that had been broken off was gone on with.
    pub fortsat: bool,
    /// What became of the persons.
    pub tal: Optaelling,
}

impl fmt::Display for Rapport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = &self.kontrol.start;
        write!(f, "CPR extract of {} (task {}), ", s.dato, s.opgave)?;
        match s.forrige {
            Some(d) => writeln!(f, "after that of {d}")?,
            None => writeln!(f, "a whole one")?,
        }
        for (nr, navn, n) in self.kontrol.pr_type() {
            writeln!(f, "  {nr:03} {navn}: {n}")?;
        }
        if self.kendt {
            return write!(f, "loaded before: nothing was changed");
        }
        let t = &self.tal;
        write!(
            f,
            "{}{} persons: {} new, {} changed, {} unchanged, {} gone; {} with events",
            if self.fortsat { "went on where it stood; " } else { "" },
            t.nye + t.aendrede + t.uaendrede,
            t.nye,
            t.aendrede,
            t.uaendrede,
            t.fjernede,
            t.haendelser
        )
    }
}

/// Loads an extract. `kilde` is read twice; `ialt` is its length, for the progress. `nu` is noted as the time of the load.
///
/// # Errors
/// Those of [`kontroller`]; `UdtraekRaekkefoelge` for one that does not follow on the last; `Optaget` where another loads; those of the store.
pub async fn indlaes<K: BufRead + Seek + Send>(
    bestand: &Bestand,
    kilde: &mut K,
    valg: Valg,
    nu: Tidspunkt,
    meld: &mut Melder<'_>,
) -> Result<Rapport, Fejl> {
    let fejl = |e: std::io::Error| Fejl::ny(Fejlkode::UbrugeligtSted).detalje(e);
    let ialt = kilde.seek(SeekFrom::End(0)).map_err(fejl)?;
    kilde.rewind().map_err(fejl)?;
    let kontrol = kontroller(kilde, ialt, meld)?;
    // Of a population that an earlier version has loaded.
    bestand.ordn_adresser(meld).await?;
    let Some((stand, igang, fortsat)) = begynd(bestand, &kontrol, valg).await? else {
        return Ok(Rapport { kontrol, kendt: true, fortsat: false, tal: Optaelling::default() });
    };
    let mut l = Indlaesning { bestand, start: kontrol.start, stand, foer: igang.clone(), igang, fuld: kontrol.bytes };
    kilde.seek(SeekFrom::Start(l.igang.bytes)).map_err(fejl)?;
    l.personer(kilde, meld).await?;
    l.gaaede(meld).await?;
    if !valg.fuldt {
        l.er_det_helt()?;
    }
    let tal = l.afslut(&kontrol, nu).await?;
    Ok(Rapport { kontrol, kendt: false, fortsat, tal })
}

fn raekkefoelge(start: &Start, dansk: String, engelsk: String) -> Fejl {
    Fejl::ny(Fejlkode::UdtraekRaekkefoelge).felt(format!("CPR-udtræk {} (opgave {})", start.dato, start.opgave)).detalje((dansk, engelsk))
}

/// Whether it follows on what is there; `false` for one that is loaded already.
fn foelger(stand: &Stand, k: &Kontrol, valg: Valg) -> Result<bool, Fejl> {
    let s = &k.start;
    if let Some(h) = valg.hoejst.filter(|h| s.dato > *h) {
        return Err(raekkefoelge(
            s,
            format!("det er fra en dag, der ikke er kommet: i dag er {h} (--tillad-fremtid tager det alligevel)"),
            format!("it is of a day that has not come: today is {h} (--tillad-fremtid takes it all the same)"),
        ));
    }
    let Some(sidste) = stand.opgaver.iter().find(|o| o.opgave == s.opgave) else { return Ok(true) };
    if sidste.dato == s.dato {
        if sidste.aftryk == k.aftryk {
            return Ok(false);
        }
        return Err(raekkefoelge(
            s,
            "et andet udtræk fra den samme dag er indlæst".into(),
            "another extract of the same day is loaded".into(),
        ));
    }
    if s.dato < sidste.dato {
        return Err(raekkefoelge(
            s,
            format!("det er ældre end det, der er indlæst: {}", sidste.dato),
            format!("it is older than the one that is loaded: {}", sidste.dato),
        ));
    }
    match s.forrige {
        Some(f) if f != sidste.dato && !valg.fuldt => Err(raekkefoelge(
            s,
            format!("det følger på udtrækket fra {f}, og det seneste indlæste er fra {}: indlæs det, der mangler, først", sidste.dato),
            format!("it follows on the extract of {f}, and the last one loaded is of {}: load what is missing first", sidste.dato),
        )),
        _ => Ok(true),
    }
}

/// Begins a load, or goes on with it; `None` when it was loaded before.
async fn begynd(b: &Bestand, k: &Kontrol, valg: Valg) -> Result<Option<(Stand, Igang, bool)>, Fejl> {
    for _ in 0..10 {
        let foer = b.stand().await?;
        match begynd_en(b, k, valg).await {
            // Events of an earlier load are told meanwhile, which writes the state too; nobody else has begun one.
            Err(f) if f.kode() == Fejlkode::Optaget => {
                let nu = b.stand().await?;
                if nu == foer || nu.naeste != foer.naeste {
                    return Err(f);
                }
            }
            svar => return svar,
        }
    }
    Err(optaget())
}

async fn begynd_en(b: &Bestand, k: &Kontrol, valg: Valg) -> Result<Option<(Stand, Igang, bool)>, Fejl> {
    let gammel = b.lager.raekke(SAMLING, &stand_noegle()).await?;
    let stand = gammel.as_deref().map(Stand::laes).transpose()?.unwrap_or_default();
    if !foelger(&stand, k, valg)? {
        return Ok(None);
    }
    let foer = b.lager.raekke(SAMLING, &igang_noegle()).await?;
    let igang = foer.as_deref().map(Igang::laes).transpose()?;
    if let Some(i) = igang.clone().filter(|i| i.aftryk == k.aftryk) {
        return Ok(Some((stand, i, true)));
    }
    let foerste = !stand.opgaver.iter().any(|o| o.opgave == k.start.opgave);
    let mut efter = stand.clone();
    if let Some(i) = igang {
        // Another file's, which is given up: nobody has seen it.
        efter.opgiv(i.load)?;
        b.ryd_udbakke(i.load).await?;
    }
    let load = efter.naeste.max(1);
    efter.naeste = load + 1;
    let ny = Igang {
        load,
        aftryk: k.aftryk,
        fuldt: valg.fuldt || k.start.forrige.is_none(),
        haendelser: valg.haendelser || !foerste,
        skrevet: false,
        bytes: 0,
        linje: 0,
        set_til: Vec::new(),
        tal: Optaelling::default(),
    };
    let raekke = skrives_over(igang_noegle(), foer, Some(ny.skriv()));
    b.skriv_stand(gammel.is_some().then_some(&stand), &efter, vec![raekke]).await?;
    Ok(Some((efter, ny, false)))
}

struct Indlaesning<'b> {
    bestand: &'b Bestand,
    start: Start,
    stand: Stand,
    /// The row as it was written last.
    foer: Igang,
    igang: Igang,
    fuld: u64,
}

impl Indlaesning<'_> {
    /// The next part, with how far it is: whoever has written the row meanwhile has taken over.
    async fn skriv(&mut self, mut raekker: Vec<Raekkeskrivning>) -> Result<(), Fejl> {
        raekker.push(skrives_over(igang_noegle(), Some(self.foer.skriv()), Some(self.igang.skriv())));
        match self.bestand.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await {
            Ok(_) => {}
            Err(Skrivefejl::RaekkeAndet(_)) => return Err(optaget()),
            Err(f) => return Err(f.into()),
        }
        self.foer = self.igang.clone();
        Ok(())
    }

    async fn personer(&mut self, kilde: &mut (dyn BufRead + Send), meld: &mut Melder<'_>) -> Result<(), Fejl> {
        let mut blokke = Blokke::ny(kilde, self.igang.bytes, self.igang.linje);
        while !self.igang.skrevet {
            meld(Fremskridt { fase: "Indlæser personer", gjort: self.igang.bytes, ialt: self.fuld });
            let mut bid: BTreeMap<Personnummer, Blok> = BTreeMap::new();
            while bid.len() < BID {
                let Some(b) = blokke.naeste()? else {
                    self.igang.skrevet = true;
                    break;
                };
                match bid.entry(b.nummer) {
                    std::collections::btree_map::Entry::Occupied(mut o) if !b.er_hel() => o.get_mut().flet(b),
                    std::collections::btree_map::Entry::Occupied(mut o) => {
                        o.insert(b);
                    }
                    std::collections::btree_map::Entry::Vacant(v) => {
                        v.insert(b);
                    }
                }
            }
            (self.igang.bytes, self.igang.linje) = blokke.sted();
            let (mut raekker, mut adresser) = (Vec::with_capacity(bid.len() * 3), Vec::with_capacity(bid.len()));
            for blok in bid.into_values() {
                self.person(blok, &mut raekker, &mut adresser).await?;
            }
            if raekker.len() + adresser.len() < RAEKKER_PR_SKRIVNING {
                raekker.append(&mut adresser);
            } else {
                self.bestand.skriv_adresser(adresser).await?;
            }
            self.skriv(raekker).await?;
        }
        Ok(())
    }

    /// The rows that a person's records become, and those of her addresses.
    async fn person(&mut self, mut blok: Blok, ud: &mut Vec<Raekkeskrivning>, adresser: &mut Vec<Raekkeskrivning>) -> Result<(), Fejl> {
        let (load, nummer) = (self.igang.load, blok.nummer);
        let noegle = person_noegle(nummer);
        // A load into an empty store meets nobody, but for parts of persons that it has written itself.
        let gammel = match self.stand.synlig != 0 || !blok.er_hel() {
            true => self.bestand.raekke(&noegle).await?.unwrap_or_default(),
            false => Raekke::default(),
        };
        let synlig = gammel.synlig(&self.stand);
        // What this load has said of her already: where it said what was there, that is all that is kept.
        let sagt = (gammel.set == load).then(|| gammel.af_load(load).or(synlig)).flatten();
        if !blok.er_hel()
            && let Some(b) = sagt.or(synlig)
        {
            let mut hele = Blok { nummer, records: pak_ud(b)? };
            if sagt.is_none() {
                // What happened then is told.
                hele.records.retain(|r| r.nr != HAENDELSE);
            }
            hele.flet(blok);
            blok = hele;
        }
        let bytes = pak(&blok.records);
        match synlig {
            Some(foer) if foer == bytes => {}
            Some(foer) => adresser.extend(bopael::raekker(nummer, &blok.records, &pak_ud(foer)?)),
            None => adresser.extend(bopael::raekker(nummer, &blok.records, &[])),
        }
        let ny = self.haendelse(nummer, synlig, Some(&bytes))?;
        if let Some(foer) = sagt {
            let gammel = self.haendelse(nummer, synlig, Some(foer))?;
            self.taael(synlig, foer, gammel.is_some(), false);
            if ny.is_none() && gammel.is_some() {
                ud.push(skrives(udbakke_noegle(load, nummer), None));
            }
        }
        self.taael(synlig, &bytes, ny.is_some(), true);
        if let Some(h) = ny {
            ud.push(skrives(udbakke_noegle(load, nummer), Some(h.skriv())));
        }
        for gammelt in blok.nummer_i(TIDLIGERE_NUMMER, "PNRGAMMELT").filter(|g| *g != nummer) {
            self.henvis(gammelt, nummer, ud).await?;
        }
        if let Some(til) = blok.nummer_i(PERSON, "PNRGAELD").find(|g| *g != nummer) {
            self.henvis(nummer, til, ud).await?;
        }
        ud.push(skrives(noegle, Some(gammel.sig(&self.stand, load, self.start.opgave, bytes).skriv())));
        Ok(())
    }

    /// What there is to tell of her; nothing where she is as she was, and in a load that tells nothing.
    fn haendelse(&self, nummer: Personnummer, foer: Option<&[u8]>, efter: Option<&[u8]>) -> Result<Option<Haendelse>, Fejl> {
        if !self.igang.haendelser || foer == efter {
            return Ok(None);
        }
        let person = |b: &[u8]| pak_ud(b).map(|r| model::person(nummer, &r));
        let (foer, efter) = (foer.map(person).transpose()?, efter.map(person).transpose()?);
        let arter = afled(foer.as_ref(), efter.as_ref(), self.start.dato);
        // CPR's own codes are told to those who subscribe to them, also where nothing that we know of has changed.
        let sagt = !arter.is_empty() || efter.as_ref().is_some_and(|e| !e.haendelser.is_empty());
        let af = || Haendelse::af(nummer, foer.as_ref(), efter.as_ref(), arter, self.start.dato);
        Ok(sagt.then(af))
    }

    /// Counts a person, or takes her out again where more is told of her.
    fn taael(&mut self, synlig: Option<&[u8]>, bytes: &[u8], haendelse: bool, med: bool) {
        let t = &mut self.igang.tal;
        let n = match synlig {
            None => &mut t.nye,
            Some(s) if s == bytes => &mut t.uaendrede,
            Some(_) => &mut t.aendrede,
        };
        let skift = |n: &mut u64| *n = if med { *n + 1 } else { n.saturating_sub(1) };
        skift(n);
        if haendelse {
            skift(&mut t.haendelser);
        }
    }

    async fn henvis(&self, gammelt: Personnummer, til: Personnummer, ud: &mut Vec<Raekkeskrivning>) -> Result<(), Fejl> {
        let noegle = henvisning_noegle(gammelt);
        // A row may be written once in a transaction.
        if ud.iter().any(|r| r.noegle == noegle) {
            return Ok(());
        }
        let r = self.bestand.raekke(&noegle).await?.unwrap_or_default();
        ud.push(skrives(noegle, Some(r.sig(&self.stand, self.igang.load, self.start.opgave, nummer_bytes(til).to_vec()).skriv())));
        Ok(())
    }

    /// Of a whole extract: who was in one of the same task before, and is not in this one.
    async fn gaaede(&mut self, meld: &mut Melder<'_>) -> Result<(), Fejl> {
        if !self.igang.fuldt || self.stand.synlig == 0 {
            return Ok(());
        }
        let (load, mut gjort) = (self.igang.load, 0);
        loop {
            meld(Fremskridt { fase: "Finder udgåede", gjort, ialt: 0 });
            let fra = if self.igang.set_til.is_empty() { foer_personer() } else { [self.igang.set_til.as_slice(), &[0]].concat() };
            let side = self.bestand.lager.raekker(SAMLING, &fra, Some(&efter_personer()), SIDE).await?;
            let mut raekker = Vec::new();
            for (k, v) in &side {
                let (Some(nummer), r) = (person_af_noegle(k), Raekke::laes(v)?) else { continue };
                let synlig = r.synlig(&self.stand);
                if r.opgave != self.start.opgave || r.set == load || synlig.is_none() {
                    continue;
                }
                if let Some(h) = self.haendelse(nummer, synlig, None)? {
                    raekker.push(skrives(udbakke_noegle(load, nummer), Some(h.skriv())));
                    self.igang.tal.haendelser += 1;
                }
                self.igang.tal.fjernede += 1;
                raekker.push(skrives(k.clone(), Some(r.sig(&self.stand, load, r.opgave, Vec::new()).skriv())));
            }
            gjort += side.len() as u64;
            let Some((sidste, _)) = side.last() else { return Ok(()) };
            self.igang.set_til.clone_from(sidste);
            self.skriv(raekker).await?;
        }
    }

    /// A file of changes whose start record has lost the day of the one before it says that it is a whole extract: it isn't believed where more would be gone
    /// than stay. Nobody has seen the load, and it goes on when it is asked for with `fuldt`.
    fn er_det_helt(&self) -> Result<(), Fejl> {
        let t = &self.igang.tal;
        let bliver = t.nye + t.aendrede + t.uaendrede;
        if t.fjernede <= bliver {
            return Ok(());
        }
        let n = t.fjernede;
        Err(raekkefoelge(
            &self.start,
            format!(
                "PRODDTOFORRIG er tom, så det er et helt udtræk, men {n} personer ville udgå og {bliver} blive: er det rigtigt, så indlæs det med --fuldt"
            ),
            format!(
                "PRODDTOFORRIG is empty, which makes it a whole extract, but {n} persons would be gone and {bliver} stay: if that is right, load it with --fuldt"
            ),
        ))
    }

    /// The load is whole: it is seen from now on.
    async fn afslut(self, k: &Kontrol, nu: Tidspunkt) -> Result<Optaelling, Fejl> {
        let (s, i) = (&self.start, &self.igang);
        // Events of earlier loads may have been told meanwhile.
        for _ in 0..10 {
            let foer = self.bestand.stand().await?;
            let mut efter = foer.clone();
            efter.synlig = i.load;
            if i.haendelser {
                efter.ufortalte.push(Ufortalt { load: i.load, opgave: s.opgave, dato: s.dato, forrige: s.forrige, leveret: false });
            }
            efter.opgaver.retain(|o| o.opgave != s.opgave);
            efter.opgaver.push(Indlaest { opgave: s.opgave, dato: s.dato, aftryk: k.aftryk, indlaest: nu, personer: k.personer() });
            let raekke = skrives_over(igang_noegle(), Some(self.foer.skriv()), None);
            match self.bestand.skriv_stand(Some(&foer), &efter, vec![raekke]).await {
                Err(f) if f.kode() == Fejlkode::Optaget && self.bestand.stand().await? != foer => {}
                svar => return svar.map(|()| self.igang.tal),
            }
        }
        Err(optaget())
    }
}
