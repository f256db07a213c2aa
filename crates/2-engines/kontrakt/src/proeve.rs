//! Random instances of a contract, for the tests of the wires: every instance is right by the table, and reaches optional
//! parts, repeated parts, limits of length, both cases of UUIDs, zones and free content. The sequence of a seed never changes
//! within a build, so a failing seed can be repeated.
use crate::knude::Knude;
use crate::skema::{Base, Element, Hvad, Indbygget, Indholdsmodel, Partikel, Simpel, Type, Vilkaarlig};
use crate::skriver::skriv;
use crate::vaerdi::Form;

/// A seeded source of choices (splitmix64).
#[derive(Debug, Clone)]
pub struct Terning(u64);

impl Terning {
    /// From a seed.
    pub const fn ny(froe: u64) -> Self {
        Self(froe)
    }
    /// The next number.
    pub const fn tal(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// A number below the bound; 0 for the bound 0.
    pub fn under(&mut self, graense: usize) -> usize {
        let graense = u64::try_from(graense).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.tal() % graense).unwrap_or_default()
    }
    /// One of them.
    pub fn en<'l, T>(&mut self, liste: &'l [T]) -> Option<&'l T> {
        liste.get(self.under(liste.len()))
    }
    /// True so many times of a hundred.
    pub fn procent(&mut self, p: usize) -> bool {
        self.under(100) < p
    }
}

/// A random instance of an element.
pub fn tilfaeldig(element: &'static Element, terning: &mut Terning) -> Knude {
    Avler { terning, rod: element, rigdom: 75 }.element(element, None, 0)
}

/// The smallest instance of an element: mandatory parts only.
pub fn mindste(element: &'static Element, terning: &mut Terning) -> Knude {
    Avler { terning, rod: element, rigdom: 0 }.element(element, None, 0)
}

struct Avler<'t> {
    terning: &'t mut Terning,
    rod: &'static Element,
    /// Per cent of optional parts at the top; it falls with the depth.
    rigdom: usize,
}

impl Avler<'_> {
    fn element(&mut self, e: &'static Element, register: Option<&'static str>, dybde: usize) -> Knude {
        let mut k = Knude { register, ..Knude::ny(e) };
        match e.slags {
            Type::Simpel(s) => k.tekst = Some(e.fast.map_or_else(|| self.tekst(s), Into::into).into()),
            Type::Kompleks(t) => {
                if !t.afledte.is_empty() {
                    k.som = self.terning.en(t.afledte).copied();
                }
                let t = k.som.unwrap_or(t);
                k.tekst = t.tekst.map(|s| self.tekst(s).into());
                for lag in t.lag() {
                    self.indhold(lag, &mut k, dybde);
                }
                for a in t.alle_attributter() {
                    if a.kraevet || self.terning.procent(self.rigdom) {
                        k.attributter.push((a.navn, self.tekst(a.slags)));
                    }
                }
            }
        }
        k
    }

    fn indhold(&mut self, indhold: Indholdsmodel, k: &mut Knude, dybde: usize) {
        match indhold {
            Indholdsmodel::Tom => {}
            Indholdsmodel::Sekvens(partikler) => partikler.iter().for_each(|p| self.partikel(p, k, dybde)),
            Indholdsmodel::Valg(partikler) => {
                if let Some(p) = self.terning.en(partikler) {
                    self.partikel(p, k, dybde);
                }
            }
            Indholdsmodel::MuligtValg(partikler) => {
                if self.terning.procent(self.rigdom)
                    && let Some(p) = self.terning.en(partikler)
                {
                    self.partikel(p, k, dybde);
                }
            }
            Indholdsmodel::Periode([start, slut, varighed]) => {
                let valgt: &[&'static Partikel] = match self.terning.under(5) {
                    0 => &[start],
                    1 => &[start, slut],
                    2 => &[start, varighed],
                    3 => &[varighed, slut],
                    _ => &[slut],
                };
                valgt.iter().for_each(|p| self.partikel(p, k, dybde));
            }
            Indholdsmodel::EllerSekvens(e) => {
                let (alene, sekvens) = e.dele();
                match self.terning.en(alene).filter(|_| self.terning.procent(50)) {
                    Some(p) => self.partikel(p, k, dybde),
                    None => sekvens.iter().for_each(|p| self.partikel(p, k, dybde)),
                }
            }
            Indholdsmodel::Gentaget(g) => {
                let (foer, valg) = g.partikler.split_at_checked(g.foer).unwrap_or((g.partikler, &[]));
                foer.iter().for_each(|p| self.partikel(p, k, dybde));
                for _ in 0..3 {
                    if self.terning.procent(self.rigdom.saturating_sub(dybde * 12))
                        && let Some(p) = self.terning.en(valg)
                    {
                        self.partikel(p, k, dybde + 1);
                    }
                }
            }
            Indholdsmodel::Alle(partikler) => {
                let mut raekke: Vec<_> = partikler.iter().collect();
                while !raekke.is_empty() {
                    let p = raekke.swap_remove(self.terning.under(raekke.len()));
                    self.partikel(p, k, dybde);
                }
            }
        }
    }

    fn partikel(&mut self, p: &'static Partikel, k: &mut Knude, dybde: usize) {
        let chance = self.rigdom.saturating_sub(dybde * 6);
        let mut antal = p.min;
        while p.maks.is_none_or(|m| antal < m) && antal < 3 && self.terning.procent(chance) {
            antal += 1;
        }
        for _ in 0..antal {
            match p.hvad {
                Hvad::Element(e) => {
                    let barn = self.element(e, p.register, dybde + 1);
                    k.boern.push(barn);
                }
                Hvad::Vilkaarlig(v) if !v.kendte.is_empty() && self.terning.procent(70) => {
                    if let Some((e, register)) = self.terning.en(v.kendte).and_then(|p| Some((p.element()?, p.register))) {
                        let barn = self.element(e, register, dybde + 1);
                        k.boern.push(barn);
                    }
                }
                Hvad::Vilkaarlig(v) => {
                    let frit = self.frit(v);
                    k.raat.get_or_insert_default().push_str(&frit);
                }
            }
        }
    }

    /// Free content: where the schema wants a known element, the body element itself in its smallest form.
    fn frit(&mut self, v: Vilkaarlig) -> String {
        if v.streng && self.rod.ns != v.ns {
            let mut ud = String::new();
            skriv(&mindste(self.rod, self.terning), &mut ud);
            return ud;
        }
        format!("<x:frit xmlns:x=\"urn:x:{}\"><x:y z=\"1\">æ &amp; ]]&gt;</x:y></x:frit>", self.terning.under(9))
    }

    fn tekst(&mut self, s: &Simpel) -> String {
        let f = &s.facetter;
        let t = &mut *self.terning;
        if let Some(m) = f.moenster {
            return form(m.form, t);
        }
        if let Some(kode) = t.en(f.koder) {
            return (*kode).into();
        }
        if let Some(d) = f.decimaler {
            let broek = t.en(&["", ".5", ".25", ".10", "."]).map_or("", |v| v);
            let hele = ["0", "-7", "+1234", "0042", "9999999999999", "-9999999999999"];
            let hele = if d.omraade.is_some() { t.en(hele.get(..4).unwrap_or(&[])) } else { t.en(&hele) };
            return format!("{}{broek}", hele.map_or("1", |v| v));
        }
        if let Some(n) = f.laengde {
            return prosa(n, n, t);
        }
        if f.hoejst.is_some() {
            return t.en(&["0", "1", "-7", "+20", "0042", "500"]).map_or("0", |v| v).into();
        }
        if let Some((fra, til)) = f.omraade {
            let bredde = usize::try_from(til - fra + 1).unwrap_or(1);
            return (fra + i64::try_from(t.under(bredde)).unwrap_or_default()).to_string();
        }
        match s.base {
            Base::Afledt(b) if f.maks_laengde.is_none() && f.min_laengde.is_none() => self.tekst(b),
            _ => match s.indbygget() {
                Indbygget::Tekst => prosa(f.min_laengde.unwrap_or(0), f.maks_laengde.unwrap_or(60), t),
                Indbygget::Heltal => t.en(&["0", "1", "-7", "+20", "0042", " 500 ", "123456789012345678"]).map_or("0", |v| v).into(),
                // Without blanks: libxml2 refuses them here, and takes them in an integer.
                Indbygget::Int => t.en(&["0", "1", "-7", "+20", "0042", "-2147483648", "2147483647"]).map_or("0", |v| v).into(),
                Indbygget::IkkeNegativ => t.en(&["0", "1", "+20", "0042", " 500 ", "-0", "123456789012345678"]).map_or("0", |v| v).into(),
                Indbygget::Positiv => t.en(&["1", "+20", "0042", " 500 ", "123456789012345678"]).map_or("1", |v| v).into(),
                Indbygget::Aar => t.en(&["2026", "1849", "-0044", "12026", "2026Z"]).map_or("2026", |v| v).into(),
                Indbygget::Varighed => t.en(&["P1Y", "-P2M3D", "PT4H5M6.7S", "P0Y"]).map_or("P1Y", |v| v).into(),
                Indbygget::Boolsk => t.en(&["true", "false", "1", "0", " true "]).map_or("true", |v| v).into(),
                Indbygget::Decimal => t.en(&["0", "-1.5", "+20.00", ".5", "7."]).map_or("0", |v| v).into(),
                Indbygget::Base64 => t.en(&["", "AAAA", "w6Y=", "YQ==", " Tm90 YXQ= "]).map_or("", |v| v).into(),
                Indbygget::Dato => format!("{}{}", dato(t), t.en(&["", "Z", "+02:00"]).map_or("", |v| v)),
                Indbygget::DatoTid => {
                    let zone = t.en(&["", "Z", "+01:00", "+02:00", "-11:30", "+14:00"]).map_or("", |v| v);
                    let broek = t.en(&["", ".000", ".5", ".1234567"]).map_or("", |v| v);
                    format!("{}T{:02}:{:02}:{:02}{broek}{zone}", dato(t), t.under(24), t.under(60), t.under(60))
                }
            },
        }
    }
}

fn dato(t: &mut Terning) -> String {
    format!("{:04}-{:02}-{:02}", 1900 + t.under(8100), 1 + t.under(12), 1 + t.under(28))
}

fn form(f: Form, t: &mut Terning) -> String {
    let hex = |t: &mut Terning, cifre: &[u8]| -> String {
        let mut ud = String::with_capacity(36);
        for i in 0..36 {
            if matches!(i, 8 | 13 | 18 | 23) { ud.push('-') } else { ud.push(char::from(t.en(cifre).copied().unwrap_or(b'0'))) }
        }
        ud
    };
    match f {
        Form::Uuid if t.procent(50) => hex(t, b"0123456789ABCDEFabcdef"),
        Form::Uuid | Form::UuidLille => hex(t, b"0123456789abcdef"),
        Form::Cifre(antal) => {
            let n = t.en(antal).copied().unwrap_or_default();
            (0..n).map(|_| char::from(t.en(b"0123456789").copied().unwrap_or(b'0'))).collect()
        }
        Form::EtTilHundrede => (1 + t.under(100)).to_string(),
        Form::Ordret(ord) => ord.into(),
        Form::Beloeb => t.en(&["0", "-12.50", "5.942", "0042", "123456789012345678.99"]).map_or("0", |v| v).into(),
        Form::KleEmne => t.en(&["27.35.04", "27.*", "2*", "27.3*", "27.35.*", "27.35.0*"]).map_or("27.*", |v| v).into(),
        Form::KleNummer => t.en(&["27.35.04", "00.00.00", "99.01.10"]).map_or("27.35.04", |v| v).into(),
        Form::KleFacet => t.en(&["K02", "A00", "Ø99", ",12"]).map_or("K02", |v| v).into(),
        Form::Urn => t.en(&["urn:oio:cpr-nr:0101010001", "URN:x9:a'(b)", "urn:a-b:c\\#"]).map_or("urn:oio:x", |v| v).into(),
        Form::StortBogstav => t.en(&["A", "F", "Z"]).map_or("A", |v| v).into(),
        Form::Landekode => t.en(&["DK", "dnk", "208", "5100", ",,"]).map_or("DK", |v| v).into(),
        Form::Etage => t.en(&["1", "9", "42", "KL", "st", "k2"]).map_or("1", |v| v).into(),
        Form::Husnummer => t.en(&["1", "12", "999", "7B", "123Z"]).map_or("1", |v| v).into(),
        Form::Telefon => t.en(&["112", "+4501020304", "01234567890123456789"]).map_or("112", |v| v).into(),
        Form::Email => t.en(&["post@korsbaek.example", "@x", "æ.<b@c\"d"]).map_or("@x", |v| v).into(),
        Form::CprEllerSyntetisk => t.en(&["0000000000", "2902600001", "0101010001"]).map_or("0101010001", |v| v).into(),
        Form::Varighed => t.en(&["P1Y", "-P11M31D", "PT23H0M59.5S", "P2Y3M", "P1DT1M"]).map_or("P1Y", |v| v).into(),
        Form::Cpr => t.en(&["2902600001", "3112999999", "0101010001"]).map_or("0101010001", |v| v).into(),
        Form::KleAfgraensning => t.en(&["*", "27.*", "27.35.04", "27.*, 32.*-34.*", "27.35.* - 27.36.04,01.*"]).map_or("*", |v| v).into(),
        Form::UuidListe => {
            let n = 1 + t.under(3);
            (0..n).map(|_| hex(t, b"0123456789abcdef")).collect::<Vec<_>>().join(", ")
        }
    }
}

fn prosa(min: usize, maks: usize, t: &mut Terning) -> String {
    let laengde = match t.under(10) {
        0 => min,
        1 => maks.min(300),
        _ => min.max(t.under(maks.min(40) + 1)),
    };
    let tegn = ['a', 'b', 'Æ', 'ø', 'å', ' ', '<', '&', '>', '"', '\'', ']', '0', '\n', '\t', '\r', '😀', 'é'];
    (0..laengde).map(|_| t.en(&tegn).copied().unwrap_or('x')).collect()
}

/// Spoils an instance in one place, as clients do: a part left out, doubled, moved, put where another belongs, or with a
/// value of another kind. Some results are right all the same; the oracle of the test decides.
pub fn fordaerv(k: &mut Knude, terning: &mut Terning) {
    let antal = antal_knuder(k);
    let maal = terning.under(antal);
    let donor = udpeg(k, &mut terning.under(antal)).cloned();
    if let Some(k) = udpeg_mut(k, &mut { maal }) {
        // only where there are some, so that other contracts' instances stay the same
        if !k.attributter.is_empty() && terning.procent(25) {
            k.attributter.remove(terning.under(k.attributter.len()));
            return;
        }
        let n = k.boern.len();
        let (i, j) = (terning.under(n), terning.under(n));
        match terning.under(6) {
            0 if n > 0 => drop(k.boern.remove(i)),
            1 if n > 0 => {
                if let Some(b) = k.boern.get(i).cloned() {
                    k.boern.insert(j, b);
                }
            }
            2 if n > 1 => k.boern.swap(i, j),
            3 => {
                if let Some(d) = donor
                    && matches!(k.element.slags, Type::Kompleks(_))
                {
                    k.boern.insert(j, d);
                }
            }
            _ if k.tekst.is_some() => {
                let nye = [
                    "",
                    "x",
                    "true",
                    "-1",
                    "101",
                    "2024-02-30T00:00:00Z",
                    "2024-02-28",
                    "Aktiv",
                    "1234567890",
                    "ffffffff-ffff-4fff-8fff-ffffffffffff",
                ];
                let lang = "æ".repeat(10_001);
                k.tekst = Some(terning.en(&nye).filter(|_| terning.0 & 7 != 0).map_or(lang, |t| (*t).into()).into());
            }
            _ => k.boern.clear(),
        }
    }
}

fn antal_knuder(k: &Knude) -> usize {
    1 + k.boern.iter().map(antal_knuder).sum::<usize>()
}

fn udpeg<'k>(k: &'k Knude, nr: &mut usize) -> Option<&'k Knude> {
    if *nr == 0 {
        return Some(k);
    }
    *nr -= 1;
    k.boern.iter().find_map(|b| udpeg(b, nr))
}

fn udpeg_mut<'k>(k: &'k mut Knude, nr: &mut usize) -> Option<&'k mut Knude> {
    if *nr == 0 {
        return Some(k);
    }
    *nr -= 1;
    k.boern.iter_mut().find_map(|b| udpeg_mut(b, nr))
}
