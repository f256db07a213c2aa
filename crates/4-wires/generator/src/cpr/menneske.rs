//! A person of the country as she is on a day, with what was before, and what CPR tells of her.
use crate::veje::{Adressefelter, Hjem};
use ::cpr::format::PERSON;
use ::cpr::linje::Linjebygger;
use ::cpr::person::{Koen, Personnummer};
use ::cpr::tid::Tid;

/// Lines of history of one kind that a person gets here: what would be more does not happen to her.
pub(super) const HISTORIK: usize = 30;

/// A name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Navn {
    /// Empty until a child is named.
    pub fornavn: String,
    pub efternavn: String,
    pub siden: Tid,
}

/// A marriage, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Civilstand {
    /// U, G, F, E or D.
    pub kode: &'static str,
    /// To the other adult of the household.
    pub gift: bool,
    pub siden: Tid,
}

/// Where she lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bopael {
    pub hjem: Hjem,
    pub siden: Tid,
    pub kommune_siden: Tid,
    /// With whom.
    pub co: Option<&'static str>,
}

/// A stay abroad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Udland {
    pub land: &'static str,
    pub siden: Tid,
}

/// A person.
#[derive(Clone, Debug)]
pub(super) struct Menneske {
    pub nummer: Personnummer,
    /// The number before, and the day that it went.
    pub gammelt: Option<(Personnummer, Tid)>,
    /// This number went: the one after it, and the day.
    pub afloest: Option<(Personnummer, Tid)>,
    pub navn: Navn,
    /// With the day that each ended, as the other lists.
    pub navne: Vec<(Navn, Tid)>,
    /// CPR's status: 01, 70, 80 or 90.
    pub status: &'static str,
    pub status_siden: Tid,
    pub civil: Civilstand,
    pub civile: Vec<(Civilstand, Tid)>,
    /// `None`: dead, abroad or missing.
    pub bopael: Option<Bopael>,
    pub boet: Vec<(Bopael, Tid)>,
    pub udland: Option<Udland>,
    pub udlande: Vec<(Udland, Tid)>,
    pub savnet: Option<Tid>,
    pub savn: Vec<(Tid, Tid)>,
    /// Protected name and address (0001), and from marketing (0003), since.
    pub beskyttet: Option<Tid>,
    pub reklamefri: Option<Tid>,
    pub kirke: (&'static str, Tid),
    pub borger: (&'static str, Tid),
    pub borger_foer: Option<(&'static str, Tid, Tid)>,
    pub vaerge: Option<Tid>,
    pub kontakt: Option<(u64, Tid)>,
    /// CPR's code of what happened to her last, until it is told.
    pub kode: &'static str,
}

/// Those whom her records name.
#[derive(Clone, Debug)]
pub(super) struct Slaegt {
    /// The other adult of the household.
    pub anden: Option<Personnummer>,
    pub boern: Vec<Personnummer>,
    /// Mother and father, of a child of the household.
    pub foraeldre: Option<(Personnummer, Personnummer)>,
    pub separeret: Option<Tid>,
}

pub(super) fn dag8(t: Tid) -> String {
    format!("{:04}{:02}{:02}", t.aar, t.maaned, t.dag)
}

fn kl(t: Tid) -> String {
    format!("{}1200", dag8(t))
}

fn koen(n: Personnummer) -> &'static str {
    if n.koen() == Koen::Mand { "M" } else { "K" }
}

/// Greenland, the Faroe Islands and the rest as CPR's country codes: those that are used here.
pub(super) const DANMARK: &str = "5100";
pub(super) const SVERIGE: &str = "5120";
pub(super) const LANDE: &[&str] = &[SVERIGE, "5110", "5180", "5160"];

impl Menneske {
    /// Lives in the country, at a known address.
    pub fn er_bosat(&self) -> bool {
        self.bopael.is_some()
    }

    pub fn alder(&self, dag: Tid) -> u16 {
        self.nummer.foedselsdag().alder(dag).unwrap_or_default()
    }

    /// Leaves her address.
    pub fn fraflyt(&mut self, dag: Tid) {
        if let Some(b) = self.bopael.take() {
            self.boet.push((b, dag));
        }
    }

    /// Lives there from that day.
    pub fn flyt(&mut self, hjem: Hjem, dag: Tid) {
        let foer = self.bopael.as_ref().filter(|b| b.hjem.kommune == hjem.kommune);
        let kommune_siden = foer.map_or(dag, |b| b.kommune_siden);
        self.fraflyt(dag);
        self.bopael = Some(Bopael { hjem, siden: dag, kommune_siden, co: None });
        self.kode = "A05";
    }

    /// Has another status from that day.
    pub fn bliver(&mut self, status: &'static str, dag: Tid) {
        (self.status, self.status_siden) = (status, dag);
    }

    pub fn hedder(&mut self, fornavn: String, efternavn: String, dag: Tid) {
        let foer = std::mem::replace(&mut self.navn, Navn { fornavn, efternavn, siden: dag });
        if !foer.fornavn.is_empty() {
            self.navne.push((foer, dag));
        }
        self.kode = "A31";
    }

    pub fn er_nu(&mut self, kode: &'static str, gift: bool, dag: Tid) {
        let foer = std::mem::replace(&mut self.civil, Civilstand { kode, gift, siden: dag });
        self.civile.push((foer, dag));
    }

    /// What CPR goes on saying under a number that went: all that was so, but that she lives somewhere.
    pub fn under_gammelt_nummer(mut self, nyt: Personnummer, dag: Tid) -> Self {
        self.fraflyt(dag);
        self.bliver("60", dag);
        (self.afloest, self.kode) = (Some((nyt, dag)), "");
        self
    }

    fn r(&self, nr: u16) -> Linjebygger {
        Linjebygger::ny(nr, Some(self.nummer))
    }

    /// What an extract says of a number that went before the country began.
    pub fn gammelt_nummer(&self) -> Option<(Personnummer, Vec<Linjebygger>)> {
        let (gammelt, til) = self.gammelt?;
        let stam = Linjebygger::ny(PERSON, Some(gammelt))
            .felt("PNRGAELD", &self.nummer.to_string())
            .felt("STATUS", "60")
            .felt("STATUSHAENSTART", &format!("{}0900", dag8(til)))
            .felt("KOEN", koen(gammelt))
            .felt("FOED_DT", &gammelt.foedselsdag().som_dato())
            .felt("SLUT_DT-PERSON", &til.som_dato());
        // The name that she had when it went.
        let navn = self.navne.first().map_or(&self.navn, |(n, _)| n);
        let navn = Linjebygger::ny(8, Some(gammelt)).felt("FORNVN", &navn.fornavn).felt("EFTERNVN", &navn.efternavn);
        Some((gammelt, vec![stam, navn]))
    }

    /// What an extract says of her.
    pub fn records(&self, froe: u64, slaegt: &Slaegt) -> Vec<Linjebygger> {
        let foedt = self.nummer.foedselsdag();
        let dato = foedt.som_dato();
        let stam =
            self.r(PERSON).felt("STATUS", self.status).felt("STATUSHAENSTART", &kl(self.status_siden)).felt("KOEN", koen(self.nummer));
        let stam = stam.felt("FOED_DT", &dato).felt("START_DT-PERSON", &dato);
        let mut ud = vec![match self.afloest {
            Some((nyt, til)) => stam.felt("PNRGAELD", &nyt.to_string()).felt("SLUT_DT-PERSON", &til.som_dato()),
            None => stam,
        }];
        self.sted(froe, &mut ud);
        if let Some(t) = self.savnet {
            ud.push(self.r(7).felt("FORSVINDDTO", &kl(t)));
        }
        let n = &self.navn;
        if !n.efternavn.is_empty() {
            ud.push(self.navnerecord(n));
        }
        ud.push(self.r(9).felt("START_MYNKOD-FOEDESTED", "9000"));
        ud.push(self.r(10).felt("LANDEKOD", self.borger.0).felt("HAENSTART-STATSBORGERSKAB", &kl(self.borger.1)));
        ud.push(self.r(11).felt("FKIRK", self.kirke.0).felt("START_DT-FOLKEKIRKE", &self.kirke.1.som_dato()));
        self.familie(slaegt, &mut ud);
        if let Some(t) = self.vaerge {
            let vaerge = slaegt.anden.map(|n| n.to_string()).unwrap_or_default();
            ud.push(self.r(17).felt("START_DT-UMYNDIG", &t.som_dato()).felt("UMYN_RELTYP", "0001").felt("RELPNR", &vaerge));
        }
        if let Some((gammelt, til)) = self.gammelt {
            let r = self.r(22).felt("PNRGAMMELT", &gammelt.to_string());
            ud.push(r.felt("START_DT-PERSON", &dato).felt("SLUT_DT-PERSON", &til.som_dato()));
        }
        self.historik(froe, slaegt, &mut ud);
        ud
    }

    /// 002–006: where she is, and who may know.
    fn sted(&self, froe: u64, ud: &mut Vec<Linjebygger>) {
        if let Some(b) = &self.bopael {
            let a = Adressefelter::af(froe, b.hjem);
            let co = b.co.unwrap_or_default();
            let r = a.sted(self.r(2)).felt("CONVN", co);
            ud.push(r.felt("TILFLYDTO", &kl(b.siden)).felt("TILFLYKOMDTO", &kl(b.kommune_siden)));
            ud.push(a.klarskrift(self.r(3)).felt("CONVN", co).felt("ADRNVN", &self.adresseringsnavn()));
        }
        for (type_, siden) in [("0001", self.beskyttet), ("0003", self.reklamefri)] {
            if let Some(t) = siden {
                ud.push(self.r(4).felt("BESKYTTYPE", type_).felt("START_DT-BESKYTTELSE", &t.som_dato()));
            }
        }
        if let Some(u) = &self.udland {
            ud.push(self.r(5).felt("UDR_LANDEKOD", u.land).felt("UDRDTO", &kl(u.siden)).felt("UDLANDADR1", "Storgatan 1"));
        }
        if let Some((boks, t)) = self.kontakt {
            ud.push(self.r(6).felt("ADR1-KONTAKTADR", &format!("Postboks {boks}")).felt("START_DT-ADRTXT", &t.som_dato()));
        }
    }

    fn adresseringsnavn(&self) -> String {
        format!("{} {}", self.navn.fornavn, self.navn.efternavn).trim().to_owned()
    }

    fn navnerecord(&self, n: &Navn) -> Linjebygger {
        let r = self.r(8).felt("FORNVN", &n.fornavn).felt("EFTERNVN", &n.efternavn);
        r.felt("NVNHAENSTART", &kl(n.siden)).felt("ADRNVN", &self.adresseringsnavn())
    }

    /// 012–016: marriage, children of an adult; of a child its parents, and who has custody.
    fn familie(&self, slaegt: &Slaegt, ud: &mut Vec<Linjebygger>) {
        let dato = self.nummer.foedselsdag().som_dato();
        let aegtefaelle = |r: Linjebygger, c: &Civilstand| match slaegt.anden.filter(|_| c.gift) {
            Some(a) => r.felt("AEGTEPNR", &a.to_string()),
            None => r,
        };
        let c = &self.civil;
        ud.push(aegtefaelle(self.r(12).felt("CIVST", c.kode).felt("HAENSTART-CIVILSTAND", &kl(c.siden)), c));
        if let Some(t) = slaegt.separeret.filter(|_| c.kode == "G") {
            ud.push(self.r(13).felt("START_DT-SEPARATION", &t.som_dato()));
        }
        ud.extend(slaegt.boern.iter().map(|b| self.r(14).felt("PNRBARN", &b.to_string())));
        let foraeldre = self.r(15).felt("MOR_DT", &dato).felt("FAR_DT", &dato);
        match slaegt.foraeldre {
            Some((mor, far)) => {
                ud.push(foraeldre.felt("PNRMOR", &mor.to_string()).felt("PNRFAR", &far.to_string()));
                let myndighed = |art: &str| self.r(16).felt("RELTYP-FORAELDREMYN", art).felt("START_DT-FORAELDREMYN", &dato);
                ud.extend([myndighed("0003"), myndighed("0004")]);
            }
            None => ud.push(foraeldre),
        }
    }

    /// 023–029: what was.
    fn historik(&self, froe: u64, slaegt: &Slaegt, ud: &mut Vec<Linjebygger>) {
        for (b, til) in &self.boet {
            let r = Adressefelter::af(froe, b.hjem).sted(self.r(23)).felt("CONVN", b.co.unwrap_or_default());
            ud.push(r.felt("TILFLYDTO", &kl(b.siden)).felt("FRAFLYDTO", &kl(*til)));
        }
        for (u, til) in &self.udlande {
            let r = self.r(24).felt("UDR_LANDEKOD", u.land).felt("UDRDTO", &kl(u.siden));
            ud.push(r.felt("INDR_LANDEKOD", u.land).felt("INDRDTO", &kl(*til)).felt("UDLANDADR1", "Storgatan 1"));
        }
        ud.extend(self.savn.iter().map(|(fra, til)| self.r(25).felt("FORSVINDDTO", &kl(*fra)).felt("GENFINDDTO", &kl(*til))));
        for (n, til) in &self.navne {
            let r = self.r(26).felt("FORNVN", &n.fornavn).felt("EFTERNVN", &n.efternavn);
            ud.push(r.felt("NVNHAENSTART", &kl(n.siden)).felt("NVNHAENSLUT", &kl(*til)));
        }
        if let Some((land, fra, til)) = self.borger_foer {
            let r = self.r(27).felt("LANDEKOD", land).felt("HAENSTART-STATSBORGERSKAB", &kl(fra));
            ud.push(r.felt("HAENSLUT-STATSBORGERSKAB", &kl(til)));
        }
        for (c, til) in &self.civile {
            let r = self.r(29).felt("CIVST", c.kode).felt("HAENSTART-CIVILSTAND", &kl(c.siden)).felt("HAENSLUT-CIVILSTAND", &kl(*til));
            ud.push(match slaegt.anden.filter(|_| c.gift) {
                Some(a) => r.felt("AEGTEPNR", &a.to_string()),
                None => r,
            });
        }
    }
}
