//! What has happened to a person, by comparing her before and after (J-1, J-4): the types of events as data, and how each is seen.
//!
//! CPR's own event codes (099) are not what is told: many of them are derived, some that matter (a death) have none. They go along for those who subscribe to them.
use crate::person::{Beskyttelse, Civilstand, Klarskrift, Person, Rettelse, Status};
use crate::tid::Tid;
use grund::Uuid;
use std::collections::BTreeSet;

/// Days after birth in which a person who is new in the extract counts as born, and not as come from elsewhere.
const NYFOEDT_DAGE: i32 = 120;
/// Denmark among CPR's country codes.
const DANMARK: u16 = 5_100;

/// A type of event.
#[derive(Debug, PartialEq, Eq)]
pub struct Art {
    /// Its stored number, never reused.
    pub nr: u16,
    /// Its name in identifiers.
    pub navn: &'static str,
    /// In Danish.
    pub tekst: &'static str,
    /// The UUID that is published (J-2); the others are ours, derived from the name [D].
    pub offentlig: Option<Uuid>,
}

impl Art {
    /// `ObjektHandling` of a message about it.
    pub fn handling(&self) -> Uuid {
        self.offentlig.unwrap_or_else(|| Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:cpr-haendelse:{}", self.navn).as_bytes()))
    }

    /// The type of such a message; ours [D].
    pub fn beskedtype(&self) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:beskedtype:cpr/{}", self.navn).as_bytes())
    }
}

macro_rules! arter {
    ($($id:ident $nr:literal $navn:literal $tekst:literal $($uuid:expr)?;)*) => {
        /// A type of event, by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Haendelsesart { $(#[doc = $tekst] $id = $nr),* }

        /// Every type of event, in order of number.
        pub const ARTER: &[Art] = &[$(Art { nr: $nr, navn: $navn, tekst: $tekst, offentlig: arter!(@ $($uuid)?) }),*];

        impl Haendelsesart {
            /// From the stored number.
            pub const fn fra_nr(nr: u16) -> Option<Self> {
                match nr { $($nr => Some(Self::$id),)* _ => None }
            }

            /// The line of the table.
            pub const fn art(self) -> &'static Art {
                match self { $(Self::$id => const { &Art { nr: $nr, navn: $navn, tekst: $tekst, offentlig: arter!(@ $($uuid)?) } }),* }
            }
        }
    };
    (@) => { None };
    (@ $uuid:expr) => { Some($uuid) };
}

arter! {
    Foedsel 1 "foedsel" "Fødsel" Uuid::from_u128(0x1e5b_b089_5445_44f8_9b65_bc85_4053_f423);
    Doed 2 "doed" "Død";
    DoedAnnulleret 3 "doed-annulleret" "Død annulleret";
    NyPerson 4 "ny-person" "Ny person i registeret";
    UdgaaetPerson 5 "udgaaet-person" "Personen er ikke længere i udtrækket";
    FlytningIKommunen 10 "flytning-i-kommunen" "Flytning inden for kommunen";
    Tilflytning 11 "tilflytning" "Tilflytning til kommunen";
    Fraflytning 12 "fraflytning" "Fraflytning fra kommunen";
    Udrejse 13 "udrejse" "Udrejse";
    Indrejse 14 "indrejse" "Indrejse";
    Forsvinding 15 "forsvinding" "Forsvinding";
    Genfunden 16 "genfunden" "Genfundet";
    AdresseRettet 17 "adresse-rettet" "Adressen skrives anderledes uden flytning";
    SupplerendeAdresse 18 "supplerende-adresse" "C/o-navn eller supplerende adresse ændret";
    Kontaktadresse 19 "kontaktadresse" "Kontaktadresse ændret";
    Udlandsadresse 20 "udlandsadresse" "Udlandsadresse ændret";
    Adressehistorik 21 "adressehistorik" "Tidligere adresser rettet";
    NytNummer 30 "nyt-personnummer" "Personen har fået et nyt personnummer";
    NummerAendret 31 "personnummer-aendret" "Personnummeret er afløst af et nyt";
    Dobbeltnummer 32 "dobbeltnummer" "Personnummeret er slettet som dobbeltnummer";
    NummerAnnulleret 33 "personnummer-annulleret" "Personnummeret er annulleret";
    NummerAfSkattehensyn 34 "personnummer-skat" "Personnummer uden bopæl af skattehensyn";
    StatusAendret 35 "status-aendret" "Status ændret";
    TidligereNumreRettet 36 "tidligere-numre-rettet" "Tidligere personnumre rettet";
    Navngivning 40 "navngivning" "Navngivning";
    Navneaendring 41 "navneaendring" "Navneændring";
    Adresseringsnavn 42 "adresseringsnavn" "Adresseringsnavn ændret";
    Navnehistorik 43 "navnehistorik" "Tidligere navne rettet";
    Vielse 50 "vielse" "Vielse";
    RegistreretPartnerskab 51 "registreret-partnerskab" "Registreret partnerskab";
    Skilsmisse 52 "skilsmisse" "Skilsmisse";
    OphaevetPartnerskab 53 "ophaevet-partnerskab" "Ophævet partnerskab";
    Enke 54 "enke" "Enke eller enkemand";
    LaengstlevendePartner 55 "laengstlevende-partner" "Længstlevende partner";
    CivilstandRettet 56 "civilstand-rettet" "Civilstand rettet";
    AegtefaelleAendret 57 "aegtefaelle-aendret" "Ægtefælle eller partner ændret";
    Civilstandshistorik 58 "civilstandshistorik" "Tidligere civilstande rettet";
    Separation 59 "separation" "Separation";
    SeparationOphoert 60 "separation-ophoert" "Separation ophørt";
    BarnTilfoejet 70 "barn-tilfoejet" "Barn tilføjet";
    BarnFjernet 71 "barn-fjernet" "Barn fjernet";
    MorAendret 72 "mor-aendret" "Mor ændret";
    FarAendret 73 "far-aendret" "Far ændret";
    ForaeldremyndighedTildelt 74 "foraeldremyndighed-tildelt" "Forældremyndighed tildelt";
    ForaeldremyndighedOphoert 75 "foraeldremyndighed-ophoert" "Forældremyndighed ophørt";
    ForaeldremyndighedAendret 76 "foraeldremyndighed-aendret" "Forældremyndighed ændret";
    VaergemaalIvaerksat 77 "vaergemaal-ivaerksat" "Værgemål iværksat";
    VaergemaalOphaevet 78 "vaergemaal-ophaevet" "Værgemål ophævet";
    VaergemaalAendret 79 "vaergemaal-aendret" "Værgemål ændret";
    DanskStatsborgerskab 80 "dansk-statsborgerskab" "Dansk statsborgerskab";
    StatsborgerskabAendret 81 "statsborgerskab-aendret" "Statsborgerskab ændret";
    BeskyttelseIndsat 90 "beskyttelse-indsat" "Navne- og adressebeskyttelse indsat";
    BeskyttelseOphoert 91 "beskyttelse-ophoert" "Navne- og adressebeskyttelse ophørt";
    Lokalvejviser 92 "lokalvejviserbeskyttelse" "Beskyttelse mod lokalvejviser ændret";
    Markedsfoering 93 "markedsfoeringsbeskyttelse" "Beskyttelse mod markedsføring ændret";
    Forskning 94 "forskningsbeskyttelse" "Beskyttelse mod forskning ændret";
    AndenBeskyttelse 95 "anden-beskyttelse" "Anden beskyttelse ændret";
    FolkekirkenInd 100 "folkekirken-ind" "Indmeldt i folkekirken";
    FolkekirkenUd 101 "folkekirken-ud" "Udmeldt af folkekirken";
    Folkekirkeforhold 102 "folkekirkeforhold" "Folkekirkeforhold ændret";
    KommunaleForhold 103 "kommunale-forhold" "Kommunale forhold ændret";
    Notat 104 "notat" "Notat ændret";
    Valgoplysning 105 "valgoplysning" "Valgoplysning ændret";
    Flyttepaabud 106 "flyttepaabud" "Flyttepåbud ændret";
    Stilling 107 "stilling" "Stilling ændret";
    FoedselsdatoRettet 108 "foedselsdato-rettet" "Fødselsdato rettet";
    KoenAendret 109 "koen-aendret" "Køn ændret";
    Foedested 110 "foedested" "Fødselsregistrering rettet";
    Andet 999 "andet" "Anden ændring";
}

/// What has happened between the two: nothing where they say the same. `dag` is the extract's.
pub fn afled(foer: Option<&Person>, efter: Option<&Person>, dag: Tid) -> BTreeSet<Haendelsesart> {
    let mut ud = BTreeSet::new();
    match (foer, efter) {
        (None, None) => {}
        (Some(_), None) => {
            ud.insert(Haendelsesart::UdgaaetPerson);
        }
        (None, Some(e)) => ny(e, dag, &mut ud),
        (Some(f), Some(e)) => {
            // What happened is told by CPR beside what is so; alone it changes nothing.
            let uden = |p: &Person| Person { haendelser: Vec::new(), ..p.clone() };
            if uden(f) != uden(e) {
                aendret(f, e, dag, &mut ud);
                if ud.is_empty() {
                    ud.insert(Haendelsesart::Andet);
                }
            }
        }
    }
    ud
}

type Ud = BTreeSet<Haendelsesart>;

fn ny(e: &Person, dag: Tid, ud: &mut Ud) {
    ud.insert(match e.status {
        _ if !e.tidligere_numre.is_empty() => Haendelsesart::NytNummer,
        Status::ANNULLERET => Haendelsesart::NummerAnnulleret,
        Status::DOBBELT => Haendelsesart::Dobbeltnummer,
        Status::AENDRET => Haendelsesart::NummerAendret,
        Status(20) => Haendelsesart::NummerAfSkattehensyn,
        _ if e.foedt.is_some_and(|f| (0..=NYFOEDT_DAGE).contains(&dage(f, dag))) => Haendelsesart::Foedsel,
        _ => Haendelsesart::NyPerson,
    });
}

/// Days between, by a calendar of months of 31 days: near enough for a limit of months.
fn dage(fra: Tid, til: Tid) -> i32 {
    let n = |t: Tid| i32::from(t.aar) * 372 + i32::from(t.maaned) * 31 + i32::from(t.dag);
    n(til) - n(fra)
}

fn aendret(f: &Person, e: &Person, dag: Tid, ud: &mut Ud) {
    status(f, e, ud);
    bopael(f, e, ud);
    navn(f, e, ud);
    civilstand(f, e, ud);
    familie(f, e, ud);
    beskyttelse(f, e, dag, ud);
    andet(f, e, ud);
}

fn hvis(ud: &mut Ud, h: Haendelsesart, ja: bool) {
    if ja {
        ud.insert(h);
    }
}

fn status(f: &Person, e: &Person, ud: &mut Ud) {
    use Haendelsesart as H;
    let nye_numre = e.tidligere_numre.iter().any(|n| !f.tidligere_numre.iter().any(|g| g.nummer == n.nummer));
    hvis(ud, H::NytNummer, nye_numre);
    hvis(ud, H::TidligereNumreRettet, !nye_numre && f.tidligere_numre != e.tidligere_numre);
    if f.status == e.status {
        hvis(ud, H::NummerAendret, f.gaeldende != e.gaeldende && e.gaeldende.is_some() && e.status == Status::AENDRET);
        return;
    }
    ud.insert(match (f.status, e.status) {
        (_, Status::DOED) => H::Doed,
        (Status::DOED, s) if s.er_aktiv() => H::DoedAnnulleret,
        (_, Status::ANNULLERET) => H::NummerAnnulleret,
        (_, Status::DOBBELT) => H::Dobbeltnummer,
        (_, Status::AENDRET) => H::NummerAendret,
        (_, Status::FORSVUNDET) => H::Forsvinding,
        (_, Status::UDREJST) => H::Udrejse,
        (Status::UDREJST, s) if s.er_aktiv() => H::Indrejse,
        (Status::FORSVUNDET, s) if s.er_aktiv() => H::Genfunden,
        (_, Status(20)) => H::NummerAfSkattehensyn,
        _ => H::StatusAendret,
    });
}

fn bopael(f: &Person, e: &Person, ud: &mut Ud) {
    use Haendelsesart as H;
    match (f.kommune(), e.kommune()) {
        (Some(a), Some(b)) if a != b => ud.extend([H::Fraflytning, H::Tilflytning]),
        (None, Some(_)) => hvis(ud, H::Tilflytning, true),
        // Who is dead, abroad or missing has left no municipality for another.
        (Some(_), None) => hvis(ud, H::Fraflytning, e.status.er_aktiv()),
        _ => {}
    }
    let samme_kommune = f.kommune().is_some() && f.kommune() == e.kommune();
    if let (Some(a), Some(b), true) = (&f.adresse, &e.adresse, samme_kommune) {
        let flyttet = a.tilflyttet != b.tilflyttet;
        hvis(ud, H::FlytningIKommunen, flyttet && a.sted != b.sted);
        hvis(ud, H::AdresseRettet, (a.sted != b.sted) != flyttet);
        hvis(
            ud,
            H::SupplerendeAdresse,
            (&a.conavn, &a.supplerende, a.supplerende_periode) != (&b.conavn, &b.supplerende, b.supplerende_periode),
        );
    }
    let uden_navn = |p: &Person| p.klarskrift.clone().map(|k| Klarskrift { adresseringsnavn: String::new(), ..k });
    let samme_sted = f.adresse.as_ref().map(|a| &a.sted) == e.adresse.as_ref().map(|a| &a.sted);
    hvis(ud, H::AdresseRettet, samme_sted && uden_navn(f) != uden_navn(e));
    hvis(ud, H::Kontaktadresse, f.kontaktadresse != e.kontaktadresse);
    match (&f.udrejse, &e.udrejse) {
        (Some(a), Some(b)) => hvis(ud, H::Udlandsadresse, a != b),
        (None, Some(_)) => hvis(ud, H::Udrejse, true),
        (Some(_), None) => hvis(ud, H::Indrejse, e.status.er_aktiv()),
        (None, None) => {}
    }
    match (f.forsvundet, e.forsvundet) {
        (None, Some(_)) => hvis(ud, H::Forsvinding, true),
        (Some(_), None) => hvis(ud, H::Genfunden, e.status.er_aktiv()),
        _ => {}
    }
    let rettet = |a: &[crate::person::TidligereAdresse], b: &[crate::person::TidligereAdresse]| historik_rettet(a, b, |t| t.rettelse);
    hvis(ud, H::Adressehistorik, rettet(&f.tidligere_adresser, &e.tidligere_adresser));
}

/// History was corrected: a line of it is gone or another one, or a new one says that something never was so. A line that came because something ended is no correction.
fn historik_rettet<T: PartialEq>(foer: &[T], efter: &[T], rettelse: fn(&T) -> Rettelse) -> bool {
    foer.iter().any(|f| !efter.contains(f)) || efter.iter().any(|e| rettelse(e) != Rettelse::Ingen && !foer.contains(e))
}

fn navn(f: &Person, e: &Person, ud: &mut Ud) {
    use Haendelsesart as H;
    let dele = |p: &Person| p.navn.clone().map(|n| [n.fornavn, n.mellemnavn, n.efternavn]);
    let tomt = |d: &Option<[String; 3]>| d.as_ref().is_none_or(|d| d.iter().all(String::is_empty));
    let (a, b) = (dele(f), dele(e));
    hvis(ud, H::Navngivning, tomt(&a) && !tomt(&b));
    hvis(ud, H::Navneaendring, !tomt(&a) && a != b);
    let paa_brevet = |p: &Person| p.navn.as_ref().map(|n| n.adresseringsnavn.clone());
    // A clear-text address that comes or goes is a move.
    let i_klarskrift = |(a, b): (&Klarskrift, &Klarskrift)| a.adresseringsnavn != b.adresseringsnavn;
    let andet = paa_brevet(f) != paa_brevet(e) || f.klarskrift.as_ref().zip(e.klarskrift.as_ref()).is_some_and(i_klarskrift);
    hvis(ud, H::Adresseringsnavn, a == b && andet);
    hvis(ud, H::Navnehistorik, historik_rettet(&f.tidligere_navne, &e.tidligere_navne, |n| n.rettelse));
}

fn civilstand(f: &Person, e: &Person, ud: &mut Ud) {
    use Haendelsesart as H;
    let kode = |c: &Option<Civilstand>| c.as_ref().map(|c| c.kode.clone()).unwrap_or_default();
    if kode(&f.civilstand) == kode(&e.civilstand) {
        let hvem = |p: &Person| p.civilstand.as_ref().and_then(|c| c.aegtefaelle.clone());
        hvis(ud, H::AegtefaelleAendret, hvem(f) != hvem(e));
        hvis(ud, H::CivilstandRettet, hvem(f) == hvem(e) && f.civilstand != e.civilstand);
    } else {
        match kode(&e.civilstand).as_str() {
            "G" => hvis(ud, H::Vielse, true),
            "P" => hvis(ud, H::RegistreretPartnerskab, true),
            "F" => hvis(ud, H::Skilsmisse, true),
            "O" => hvis(ud, H::OphaevetPartnerskab, true),
            "E" => hvis(ud, H::Enke, true),
            "L" => hvis(ud, H::LaengstlevendePartner, true),
            // A death, which the status tells (J-4).
            "D" => hvis(ud, H::Doed, f.status != Status::DOED),
            _ => hvis(ud, H::CivilstandRettet, true),
        }
    }
    hvis(ud, H::Civilstandshistorik, historik_rettet(&f.tidligere_civilstande, &e.tidligere_civilstande, |c| c.rettelse));
    match (&f.separation, &e.separation) {
        (None, Some(_)) => hvis(ud, H::Separation, true),
        (Some(_), None) => hvis(ud, H::SeparationOphoert, true),
        (a, b) => hvis(ud, H::Separation, a != b),
    }
}

fn familie(f: &Person, e: &Person, ud: &mut Ud) {
    use Haendelsesart as H;
    hvis(ud, H::BarnTilfoejet, e.boern.iter().any(|b| !f.boern.contains(b)));
    hvis(ud, H::BarnFjernet, f.boern.iter().any(|b| !e.boern.contains(b)));
    hvis(ud, H::MorAendret, f.mor != e.mor);
    hvis(ud, H::FarAendret, f.far != e.far);
    let arter = |p: &Person| p.foraeldremyndighed.iter().map(|m| (m.art, m.nummer)).collect::<BTreeSet<_>>();
    let (a, b) = (arter(f), arter(e));
    hvis(ud, H::ForaeldremyndighedTildelt, b.difference(&a).next().is_some());
    hvis(ud, H::ForaeldremyndighedOphoert, a.difference(&b).next().is_some());
    hvis(ud, H::ForaeldremyndighedAendret, a == b && f.foraeldremyndighed != e.foraeldremyndighed);
    match (&f.vaergemaal, &e.vaergemaal) {
        (None, Some(_)) => hvis(ud, H::VaergemaalIvaerksat, true),
        (Some(_), None) => hvis(ud, H::VaergemaalOphaevet, true),
        (a, b) => hvis(ud, H::VaergemaalAendret, a != b),
    }
}

fn beskyttelse(f: &Person, e: &Person, dag: Tid, ud: &mut Ud) {
    use Haendelsesart as H;
    match (f.er_beskyttet(dag), e.er_beskyttet(dag)) {
        (false, true) => hvis(ud, H::BeskyttelseIndsat, true),
        (true, false) => hvis(ud, H::BeskyttelseOphoert, true),
        _ => {}
    }
    let af = |p: &Person, art: Option<u16>| -> Vec<Beskyttelse> {
        let kendt = |a: u16| (Beskyttelse::NAVN_OG_ADRESSE..=Beskyttelse::FORSKNING).contains(&a);
        p.beskyttelser.iter().filter(|b| art.map_or(!kendt(b.art), |a| b.art == a)).copied().collect()
    };
    for (art, h) in [
        (Some(Beskyttelse::LOKALVEJVISER), H::Lokalvejviser),
        (Some(Beskyttelse::MARKEDSFOERING), H::Markedsfoering),
        (Some(Beskyttelse::FORSKNING), H::Forskning),
        (None, H::AndenBeskyttelse),
    ] {
        hvis(ud, h, af(f, art) != af(e, art));
    }
}

fn andet(f: &Person, e: &Person, ud: &mut Ud) {
    use Haendelsesart as H;
    let land = |p: &Person| p.statsborgerskab.map(|s| s.land);
    hvis(ud, H::DanskStatsborgerskab, land(f) != land(e) && land(e) == Some(DANMARK));
    hvis(ud, H::StatsborgerskabAendret, f.statsborgerskab != e.statsborgerskab && (land(f) == land(e) || land(e) != Some(DANMARK)));
    let medlem = |p: &Person| p.folkekirke.as_ref().map(|k| matches!(k.forhold.as_str(), "F" | "M"));
    match (medlem(f), medlem(e)) {
        (Some(false) | None, Some(true)) => hvis(ud, H::FolkekirkenInd, true),
        (Some(true), Some(false) | None) => hvis(ud, H::FolkekirkenUd, true),
        _ => hvis(ud, H::Folkekirkeforhold, f.folkekirke != e.folkekirke),
    }
    hvis(ud, H::KommunaleForhold, f.kommunale_forhold != e.kommunale_forhold);
    hvis(ud, H::Notat, f.notater != e.notater);
    hvis(ud, H::Valgoplysning, f.valg != e.valg);
    hvis(ud, H::Flyttepaabud, f.flyttepaabud != e.flyttepaabud);
    hvis(ud, H::Stilling, f.stilling != e.stilling);
    hvis(ud, H::FoedselsdatoRettet, f.foedt != e.foedt);
    hvis(ud, H::KoenAendret, f.koen != e.koen);
    hvis(ud, H::Foedested, f.foedested != e.foedested);
}

#[cfg(test)]
mod proever;
