//! One municipality: its organisation, the tree of units with a past and a future, employees with users, persons, addresses and
//! functions (I.2, I.3).
use crate::Post;
use crate::faelles::{Typer, gyldig, kommando, med_rolle, ny, til};
use crate::kendte::*;
use crate::klasser::itsystem;
use crate::kle::{emne, gruppe, hovedgruppe, klasse_uuid};
use crate::navne::{self, EGNE, FORVALTNINGER, ITSYSTEMER, VEJE};
use crate::sager::{Behandler, Grundlag, Sagsenhed};
use crate::tid::dag;
use grund::slump::{Slump, uuid};
use grund::{Cvr, Fejl, Periode, Tidspunkt, UnikId, Uuid};
use register::{Egenskab, Historisk, Indhold, Kommando, Oensket, Relation, Vaerdi, Virkning};

const EVIGT: Tidspunkt = Tidspunkt::UENDELIG;
/// Days back to the day on which the organisation was entered.
const BEGYNDELSE: i64 = -3_000;

/// A unit of the plan.
#[derive(Clone, Debug)]
struct Enhed {
    uuid: Uuid,
    navn: String,
    /// Position of the unit above; none for the root.
    over: Option<usize>,
    /// 0 root, 1 administration, 2 department, 3 team.
    niveau: u8,
    /// Which administration, department and team it is, for its subjects and titles.
    plads: (usize, usize, usize),
    fra: Tidspunkt,
    lukkes: Tidspunkt,
    /// When it got the name that it has now (or will have), and what it was called before.
    foer: Option<(Tidspunkt, String)>,
    /// When it came under the unit above, and where it stood before.
    flyttet: Option<(Tidspunkt, usize)>,
}

struct Kommune<'a> {
    typer: &'a Typer,
    froe: u64,
    cvr: Cvr,
    navn: String,
    domaene: String,
    nu: Tidspunkt,
    start: Tidspunkt,
    enheder: Vec<Enhed>,
    /// Units from here on are projects that close.
    aabne: usize,
    /// Employees that stay: they have the cases.
    behandlere: Vec<Behandler>,
    ud: Vec<Post>,
}

/// The municipality as commands, and what its cases are tied to.
pub fn kommune(typer: &Typer, froe: u64, nr: usize, enheder: usize, ansatte: usize, nu: Tidspunkt) -> Result<(Vec<Post>, Grundlag), Fejl> {
    let navn = navne::kommune(nr);
    let domaene = format!("{}.example", navne::ascii(navn.trim_end_matches(" Kommune")));
    let mut k = Kommune {
        typer,
        froe,
        cvr: crate::kommune_cvr(nr),
        navn,
        domaene,
        nu,
        start: dag(nu, BEGYNDELSE),
        enheder: Vec::new(),
        aabne: 0,
        behandlere: Vec::new(),
        ud: Vec::new(),
    };
    k.planlaeg(enheder);
    k.organisation(nr)?;
    for i in 0..k.enheder.len() {
        k.enhed(i)?;
    }
    k.faelles_funktioner()?;
    for nr in 0..ansatte {
        k.ansat(nr)?;
    }
    k.ledere(ansatte)?;
    Ok(k.med_grundlag(nr))
}

impl Kommune<'_> {
    fn id(&self, navn: &str) -> Uuid {
        uuid(self.froe, &format!("{}/{navn}", self.cvr))
    }

    fn slump(&self, navn: &str) -> Slump {
        Slump::ny(self.froe, &format!("{}/{navn}", self.cvr))
    }

    fn tag(&mut self, o: Oensket) -> Result<(), Fejl> {
        self.ud.push(Post::ny(self.cvr, kommando(o)?));
        Ok(())
    }

    fn med_grundlag(self, nr: usize) -> (Vec<Post>, Grundlag) {
        let enhed = |e: &Enhed| Sagsenhed { uuid: e.uuid, navn: e.navn.clone(), forvaltning: e.plads.0 };
        let tom = || Sagsenhed { uuid: Uuid::nil(), navn: String::new(), forvaltning: 0 };
        let g = Grundlag {
            nr,
            cvr: self.cvr,
            organisation: self.id("organisation"),
            betaler: self.enheder.get(self.betaler()).map_or_else(tom, enhed),
            enheder: self.enheder.iter().take(self.aabne).map(enhed).collect(),
            behandlere: self.behandlere,
            navn: self.navn,
        };
        (self.ud, g)
    }

    /// The tree: administrations, then departments, then teams in rounds; at last projects that close.
    fn planlaeg(&mut self, antal: usize) {
        let navn = self.navn.clone();
        self.plant(navn, None, 0, (0, 0, 0));
        let forvaltninger = FORVALTNINGER.len().min(antal.saturating_sub(1));
        for (f, forv) in FORVALTNINGER.iter().enumerate().take(forvaltninger) {
            self.plant(forv.navn.to_string(), Some(0), 1, (f, 0, 0));
        }
        let mut afdelinger = Vec::new();
        for a in 0..5 {
            for (f, forv) in FORVALTNINGER.iter().enumerate() {
                if let Some(navn) = forv.afdelinger.get(a).filter(|_| self.enheder.len() < antal) {
                    afdelinger.push(self.enheder.len());
                    self.plant((*navn).to_string(), Some(f + 1), 2, (f, a, 0));
                }
            }
        }
        let mut runde = 0;
        while self.enheder.len() < antal && !afdelinger.is_empty() {
            for over in &afdelinger {
                if self.enheder.len() >= antal {
                    break;
                }
                let egn = EGNE.get(runde % EGNE.len()).copied().unwrap_or_default();
                let nr = if runde < EGNE.len() { String::new() } else { format!(" {}", runde / EGNE.len() + 1) };
                self.under(*over, &format!("Team {{}} {egn}{nr}"), runde);
            }
            runde += 1;
        }
        self.aabne = self.enheder.len();
        self.historie(&afdelinger);
        for p in 0..(antal / 20).max(2) {
            let over = afdelinger.get(p * 7 % afdelinger.len().max(1)).copied().unwrap_or(0);
            self.under(over, &format!("Projekt {{}} {}", p + 1), p);
            let mut s = self.slump(&format!("projekt/{p}"));
            // The first one ends in the coming months, the others have ended.
            let dage = if p == 0 { 45 } else { -60 - i64::try_from(s.under(1_500)).unwrap_or(0) };
            let lukkes = dag(self.nu, dage);
            if let Some(e) = self.enheder.last_mut() {
                e.lukkes = lukkes;
            }
        }
    }

    fn plant(&mut self, navn: String, over: Option<usize>, niveau: u8, plads: (usize, usize, usize)) {
        let uuid = self.id(&format!("enhed/{}", self.enheder.len()));
        self.enheder.push(Enhed { uuid, navn, over, niveau, plads, fra: self.start, lukkes: EVIGT, foer: None, flyttet: None });
    }

    fn under(&mut self, over: usize, form: &str, nr: usize) {
        let (navn, (f, a, _)) = self.enheder.get(over).map_or(("", (0, 0, 0)), |e| (e.navn.as_str(), e.plads));
        let navn = form.replace("{}", navn);
        self.plant(navn, Some(over), 3, (f, a, nr));
    }

    /// Who was renamed and moved, and who will be.
    fn historie(&mut self, afdelinger: &[usize]) {
        let nu = self.nu;
        for i in 1..self.enheder.len() {
            let mut s = self.slump(&format!("historie/{i}"));
            let (terning, dage) = (s.under(100), i64::try_from(s.under(1_800)).unwrap_or(0));
            let ny_over = afdelinger.get(usize::try_from(s.under(afdelinger.len() as u64)).unwrap_or(0)).copied();
            let Some(e) = self.enheder.get_mut(i) else { continue };
            let foer = FORVALTNINGER.get(e.plads.0).and_then(|f| f.foer).filter(|_| e.niveau == 1);
            if let Some(gammelt) = foer {
                e.foer = Some((dag(nu, -200 - dage), gammelt.to_string()));
            } else if e.niveau == 2 && terning < 12 {
                e.foer = Some((dag(nu, -100 - dage), format!("{}afdelingen", e.navn)));
            } else if e.niveau == 2 && terning < 20 {
                let nyt = format!("{} og Udvikling", e.navn);
                let gammelt = std::mem::replace(&mut e.navn, nyt);
                e.foer = Some((dag(nu, 25 + dage % 120), gammelt));
            } else if e.niveau == 3 {
                match terning {
                    0..8 => e.foer = Some((dag(nu, -30 - dage), e.navn.replacen("Team", "Gruppe", 1))),
                    // Comes true in the weeks after the country's present.
                    8..11 => {
                        let nyt = format!("{} (samlet)", e.navn);
                        let gammelt = std::mem::replace(&mut e.navn, nyt);
                        e.foer = Some((dag(nu, 20 + dage % 100), gammelt));
                    }
                    11..18 => {
                        let t = dag(nu, if terning < 13 { 30 + dage % 90 } else { -40 - dage });
                        if let (Some(ny), Some(gammel)) = (ny_over, e.over)
                            && ny != gammel
                        {
                            e.flyttet = Some((t, gammel));
                            e.over = Some(ny);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn organisation(&mut self, nr: usize) -> Result<(), Fejl> {
        let (t, start, navn, cvr) = (self.typer, self.start, self.navn.clone(), self.cvr.to_string());
        let (virksomhed, myndighed) = (self.id("virksomhed"), self.id("myndighed"));
        let kode = (9_000 + nr).to_string();
        self.tag(
            ny(t.virksomhed, virksomhed, start)
                .tekst("brugervendtnoegle", &cvr)
                .felt("cvrnummer", Some(Vaerdi::Tekst(cvr.clone())))
                .tekst("navn", &navn),
        )?;
        self.tag(
            ny(t.myndighed, myndighed, start)
                .tekst("brugervendtnoegle", &kode)
                .felt("myndighedskode", Some(Vaerdi::Tekst(kode.clone())))
                .felt("cvrnummer", Some(Vaerdi::Tekst(cvr)))
                .tekst("navn", &navn),
        )?;
        let systemer = (0..ITSYSTEMER.len()).map(|i| til(itsystem(self.froe, i), start, EVIGT)).collect();
        let o = ny(t.organisation, self.id("organisation"), start)
            .tekst("brugervendtnoegle", &kort(&navn))
            .tekst("organisationsnavn", &navn)
            .en("overordnet", self.enheder.first().map(|e| UnikId::Uuid(e.uuid)))
            .en("virksomhed", Some(UnikId::Uuid(virksomhed)))
            .en("myndighed", Some(UnikId::Uuid(myndighed)))
            .fler("tilknyttedeitsystemer", None, systemer);
        self.tag(gyldig(o, start, EVIGT))
    }

    fn adresse(&mut self, navn: &str, tekst: &str, rolle: u128, slags: u128, fra: Tidspunkt) -> Result<Relation, Fejl> {
        let id = self.id(&format!("adresse/{navn}"));
        self.tag(ny(self.typer.adresse, id, fra).tekst("brugervendtnoegle", &kort(tekst)).tekst("adressetekst", tekst))?;
        Ok(med_rolle(til(id, fra, EVIGT), rolle, slags, id.to_string()))
    }

    fn enhed(&mut self, i: usize) -> Result<(), Fejl> {
        let Some(e) = self.enheder.get(i).cloned() else { return Ok(()) };
        let mut s = self.slump(&format!("enhed/{i}"));
        let mut adresser = Vec::new();
        let postkasse = format!("{}.{i}@{}", navne::ascii(&e.navn), self.domaene);
        adresser.push(self.adresse(&format!("enhed/{i}/email"), &postkasse, ENHED_EMAIL, TYPE_ENHED, e.fra)?);
        if e.niveau <= 2 {
            adresser.push(self.adresse(&format!("enhed/{i}/telefon"), &telefon(&mut s), ENHED_TELEFON, TYPE_ENHED, e.fra)?);
            let post = format!("{} {}, 0000 {}", s.en(VEJE), 1 + s.under(99), self.navn.trim_end_matches(" Kommune"));
            adresser.push(self.adresse(&format!("enhed/{i}/post"), &post, ENHED_POST, TYPE_ENHED, e.fra)?);
            adresser.push(self.adresse(&format!("enhed/{i}/ean"), &ean(&mut s), ENHED_EAN, TYPE_ENHED, e.fra)?);
        }
        if i == self.betaler() {
            adresser.push(self.adresse("los", &kort(&e.navn), ENHED_LOS, TYPE_ENHED, e.fra)?);
        }
        let (f, a, t) = e.plads;
        let nummer = match e.niveau {
            0 => None,
            1 => Some(hovedgruppe(f).to_owned()),
            2 => Some(gruppe(f, a)),
            _ => Some(emne(f, a, t)),
        };
        let opgaver = nummer
            .map(|nr| med_rolle(til(klasse_uuid(&nr), e.fra, e.lukkes), OPGAVE_ANSVARLIG, OPGAVE_KLASSE, "1".into()))
            .into_iter()
            .collect();
        let slags = if e.niveau == 3 { TEAM } else { AFDELING };
        let o = ny(self.typer.enhed, e.uuid, e.fra)
            .tekst("brugervendtnoegle", &kort(&e.navn))
            .tekst("enhedsnavn", &e.navn)
            .en("tilhoerer", Some(UnikId::Uuid(self.id("organisation"))))
            .en("enhedstype", (i > 0).then(|| UnikId::Uuid(Uuid::from_u128(slags))))
            .fler("adresser", None, adresser)
            .fler("opgaver", None, opgaver)
            .fler("tilknyttedefunktioner", None, self.tilknyttet(i, &e));
        let mut k = kommando(gyldig(o, e.fra, e.lukkes))?;
        self.fortid(&e, &mut k);
        self.ud.push(Post::ny(self.cvr, k));
        Ok(())
    }

    /// Name and superior over time, and what the register said before it was told of a change.
    fn fortid(&self, e: &Enhed, k: &mut Kommando) {
        let t = self.typer.enhed;
        let over = t.relation("overordnet").map_or(0, |r| r.nr);
        let plads = |i: usize, fra: Tidspunkt, slut: Tidspunkt| self.enheder.get(i).map(|o| til(o.uuid, fra, slut));
        if let Some(nu) = e.over {
            let perioder: Vec<Relation> = match e.flyttet {
                Some((d, foer)) => [plads(foer, e.fra, d), plads(nu, d, e.lukkes)].into_iter().flatten().collect(),
                None => plads(nu, e.fra, e.lukkes).into_iter().collect(),
            };
            k.indhold.relationer.insert(over, perioder);
        }
        if let Some((d, gammelt)) = &e.foer {
            let felter = |navn: &str| {
                ["brugervendtnoegle", "enhedsnavn"]
                    .iter()
                    .filter_map(|f| Some((t.felt(f)?.nr, Vaerdi::Tekst(if *f == "enhedsnavn" { navn.to_string() } else { kort(navn) }))))
                    .collect()
            };
            let periode = |fra, slut, navn: &str| Egenskab { virkning: Virkning::i(Periode::ny(fra, slut)), felter: felter(navn) };
            k.indhold.egenskaber = Some(vec![periode(e.fra, *d, gammelt), periode(*d, EVIGT, &e.navn)]);
            if *d <= self.nu {
                // Registered on the day of entry; the change was registered with what the command says.
                let foer = Indhold { egenskaber: Some(vec![periode(e.fra, EVIGT, gammelt)]), ..k.indhold.clone() };
                k.historik.push(Historisk { tidspunkt: e.fra, note: Some("Oprettet".into()), bruger: None, indhold: foer });
                k.note = Some(format!("Omdøbt fra {gammelt}"));
            }
        }
    }

    /// The unit that pays: Økonomi, or the root in a small municipality.
    fn betaler(&self) -> usize {
        self.enheder.iter().position(|e| e.navn == "Økonomi og Personale").unwrap_or(0)
    }

    /// Administrations with a contact point for their subjects; each function stands in that administration.
    fn kontaktsteder(&self) -> Vec<usize> {
        [1usize, 4, 5].into_iter().filter(|i| self.enheder.get(*i).is_some_and(|e| e.niveau == 1)).collect()
    }

    fn tilknyttet(&self, i: usize, e: &Enhed) -> Vec<Relation> {
        let mut ud = Vec::new();
        if e.niveau == 1 || i == self.betaler() {
            ud.push(til(self.id("funktion/betaler"), e.fra, e.lukkes));
        }
        // One contact point for each class: a unit is linked to that of its own administration only (I-12).
        for k in self.kontaktsteder() {
            if e.niveau == 2 && e.over == Some(k) {
                ud.push(til(self.id(&format!("funktion/kontakt/{k}")), e.fra, e.lukkes));
            }
        }
        ud
    }

    /// A function; its relations end with it (I-6).
    fn funktion(
        &mut self,
        navn: &str,
        bvn: &str,
        titel: &str,
        slags: u128,
        periode: Periode,
        relationer: &[(&str, Vec<Uuid>)],
    ) -> Result<(), Fejl> {
        let (fra, slut) = (periode.fra, periode.til);
        let mut o = ny(self.typer.funktion, self.id(&format!("funktion/{navn}")), fra)
            .tekst("brugervendtnoegle", bvn)
            .tekst("funktionsnavn", titel)
            .en("organisatoriskfunktionstype", Some(UnikId::Uuid(Uuid::from_u128(slags))))
            .fler("tilknyttedeorganisationer", None, vec![til(self.id("organisation"), fra, EVIGT)]);
        for (relation, uuider) in relationer {
            o = o.fler(relation, None, uuider.iter().map(|u| til(*u, fra, slut)).collect());
        }
        self.tag(gyldig(o, fra, slut))
    }

    fn faelles_funktioner(&mut self) -> Result<(), Fejl> {
        let altid = Periode::ny(self.start, EVIGT);
        let enhed = |k: &Self, i: usize| k.enheder.get(i).map(|e| e.uuid).unwrap_or_default();
        let betaler = enhed(self, self.betaler());
        self.funktion("betaler", "Udbetalende enhed", "Udbetalende enhed", UDBETALENDE, altid, &[("tilknyttedeenheder", vec![betaler])])?;
        for i in self.kontaktsteder() {
            let Some(e) = self.enheder.get(i).cloned() else { continue };
            let klasse = klasse_uuid(hovedgruppe(e.plads.0));
            let navn = kort(&format!("Henvendelse: {}", e.navn));
            let relationer = [("tilknyttedeenheder", vec![e.uuid]), ("opgaver", vec![klasse])];
            self.funktion(&format!("kontakt/{i}"), &navn, &navn, HENVENDELSESSTED, altid, &relationer)?;
        }
        for (nr, system) in ITSYSTEMER.iter().enumerate() {
            let mut brugt: Vec<Uuid> =
                (0..3).map(|n| 1 + (nr + n * 3) % FORVALTNINGER.len()).filter(|i| *i < self.aabne).map(|i| enhed(self, i)).collect();
            if brugt.is_empty() {
                brugt.push(enhed(self, 0));
            }
            let navn = kort(&format!("Systemrolle {system}"));
            let relationer = [("tilknyttedeenheder", brugt), ("tilknyttedeitsystemer", vec![itsystem(self.froe, nr)])];
            self.funktion(&format!("system/{nr}"), &navn, &navn, SYSTEMROLLE, altid, &relationer)?;
        }
        // Positions that nobody holds (I-10).
        for i in (9..self.aabne).step_by(20) {
            let uuid = enhed(self, i);
            self.funktion(
                &format!("ledig/{i}"),
                &format!("ledig-{i}"),
                "Ledig stilling",
                ENHEDSROLLE,
                altid,
                &[("tilknyttedeenheder", vec![uuid])],
            )?;
        }
        Ok(())
    }

    /// User name of an employee: letters of the municipality and a number.
    fn brugernavn(&self, nr: usize) -> String {
        let kort: String = self.domaene.chars().take(3).collect();
        format!("{kort}{nr:05}")
    }

    fn ansat(&mut self, nr: usize) -> Result<(), Fejl> {
        let mut s = self.slump(&format!("ansat/{nr}"));
        let navn = navne::person(&mut s);
        let brugernavn = self.brugernavn(nr);
        let leder = nr < self.aabne;
        // Leaders hold every unit from the first day; of the others some have left and some are yet to come.
        let fra = dag(self.nu, if leder { BEGYNDELSE } else { -2_900 + i64::try_from(s.under(2_800)).unwrap_or(0) });
        let (fra, slut) = match s.under(100) {
            0..5 if !leder => (fra, dag(self.nu, -1 - i64::try_from(s.under(90)).unwrap_or(0))),
            5..7 if !leder => (dag(self.nu, 14 + i64::try_from(s.under(60)).unwrap_or(0)), EVIGT),
            7..9 if !leder => (fra, dag(self.nu, 30 + i64::try_from(s.under(60)).unwrap_or(0))),
            _ => (fra, EVIGT),
        };
        let person = self.id(&format!("person/{nr}"));
        self.tag(
            ny(self.typer.person, person, fra)
                .tekst("brugervendtnoegle", &brugernavn)
                .tekst("navn", &navn)
                .felt("cprnummer", Some(Vaerdi::Tekst(cpr(&mut s)))),
        )?;
        let mut adresser =
            vec![self.adresse(&format!("bruger/{nr}/email"), &format!("{brugernavn}@{}", self.domaene), BRUGER_EMAIL, TYPE_BRUGER, fra)?];
        if s.procent(60) {
            adresser.push(self.adresse(&format!("bruger/{nr}/telefon"), &telefon(&mut s), BRUGER_TELEFON, TYPE_BRUGER, fra)?);
        }
        let bruger = self.id(&format!("bruger/{nr}"));
        let o = ny(self.typer.bruger, bruger, fra)
            .tekst("brugervendtnoegle", &brugernavn)
            .tekst("brugernavn", &brugernavn)
            .en("tilhoerer", Some(UnikId::Uuid(self.id("organisation"))))
            .fler("tilknyttedepersoner", None, vec![til(person, fra, EVIGT)])
            .fler("adresser", None, adresser);
        self.tag(gyldig(o, fra, slut))?;

        let i = if leder { nr } else { usize::try_from(s.under(self.aabne as u64)).unwrap_or(0) };
        let Some(e) = self.enheder.get(i).cloned() else { return Ok(()) };
        if fra <= self.nu && slut == EVIGT {
            self.behandlere.push(Behandler { uuid: bruger, navn, enhed: i, fra });
        }
        let titel = match e.niveau {
            0 if nr == 0 => "Kommunaldirektør",
            1 if leder => "Direktør",
            2 if leder => "Afdelingschef",
            3 if leder => "Teamleder",
            _ => s.en(FORVALTNINGER.get(e.plads.0).map_or(&[][..], |f| f.stillinger)),
        };
        self.funktion(
            &format!("ansat/{nr}"),
            &format!("{brugernavn}-1"),
            titel,
            ENHEDSROLLE,
            Periode::ny(fra, slut),
            &[("tilknyttedeenheder", vec![e.uuid]), ("tilknyttedebrugere", vec![bruger])],
        )?;
        // Some of those who stayed work, or worked, on a project beside.
        let projekter = self.enheder.len() - self.aabne;
        let p = self.aabne + nr % projekter.max(1);
        if let Some(projekt) = self.enheder.get(p).cloned().filter(|p| nr % 10 == 3 && fra < p.lukkes && slut == EVIGT) {
            self.funktion(
                &format!("projekt/{nr}"),
                &format!("{brugernavn}-2"),
                "Projektmedarbejder",
                ENHEDSROLLE,
                Periode::ny(fra, projekt.lukkes),
                &[("tilknyttedeenheder", vec![projekt.uuid]), ("tilknyttedebrugere", vec![bruger])],
            )?;
        }
        Ok(())
    }

    /// A leader for each unit; where the employees do not suffice the post is vacant (I-10).
    fn ledere(&mut self, ansatte: usize) -> Result<(), Fejl> {
        for i in 0..self.aabne {
            let Some(e) = self.enheder.get(i).cloned() else { continue };
            let mut relationer = vec![("tilknyttedeenheder", vec![e.uuid])];
            if i < ansatte {
                relationer.push(("tilknyttedebrugere", vec![self.id(&format!("bruger/{i}"))]));
            }
            self.funktion(&format!("leder/{i}"), &format!("leder-{i}"), "Leder", LEDERROLLE, Periode::ny(e.fra, e.lukkes), &relationer)?;
        }
        Ok(())
    }
}

/// A text as a brugervendtnoegle: at most 50 characters.
fn kort(tekst: &str) -> String {
    tekst.chars().take(50).collect()
}

/// A telephone number that no subscriber has: Danish numbers never begin with 0.
fn telefon(s: &mut Slump) -> String {
    format!("+45 0{} {:02} {:02} {:02}", s.under(10), s.under(100), s.under(100), s.under(100))
}

/// An EAN (GLN) with a right control digit, in the range for use inside a company (prefix 29), so that it is nobody's.
fn ean(s: &mut Slump) -> String {
    let tal = 290_000_000_000 + s.under(10_000_000_000);
    let sum: u64 = (0..12).map(|i| tal / 10u64.pow(i) % 10 * if i % 2 == 0 { 3 } else { 1 }).sum();
    format!("{tal}{}", (10 - sum % 10) % 10)
}

/// A CPR number that can be nobody's: the day is 61 to 88 (CPR-05).
fn cpr(s: &mut Slump) -> String {
    format!("{:02}{:02}{:02}{:04}", 61 + s.under(28), 1 + s.under(12), 55 + s.under(45), s.under(4_000))
}
