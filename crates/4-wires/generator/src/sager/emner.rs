//! What cases are about. Main groups are those of KLE in which municipalities have most cases, so that restrictions by KLE can be tried;
//! titles are ours unless they are quoted in public (`crate::kle`), and what a number means in KLE is another matter.

/// A subject of cases.
#[derive(Debug)]
pub struct Emne {
    /// KLE number.
    pub nummer: &'static str,
    /// Title.
    pub titel: &'static str,
    /// Cases of it among those of all subjects.
    pub vaegt: u64,
    /// Per cent of its cases on each level of sensitivity.
    pub foelsomhed: [u64; 4],
    /// Position of the administration that has it, in [`crate::navne::FORVALTNINGER`].
    pub forvaltning: usize,
    /// Position of the sender, in [`super::AFSENDERSYSTEMER`].
    pub system: usize,
    /// What is paid each month, about, in kroner; 0 when nothing is.
    pub ydelse: u64,
    /// Companies have such cases too.
    pub virksomhed: bool,
}

/// Main groups: number and title.
pub const HOVEDGRUPPER: &[(&str, &str)] = &[
    ("00", "Kommunens styrelse"),
    ("02", "Byggeri, veje og miljø"),
    ("15", "Beskæftigelse"),
    ("17", "Dagtilbud og skole"),
    ("23", "Borgerforhold"),
    ("27", "Støtte til borgere"),
    ("29", "Sundhed"),
    ("32", "Kontante ydelser"),
];

/// Groups: number and title.
pub const GRUPPER: &[(&str, &str)] = &[
    ("00.16", "Henvendelser"),
    ("00.30", "Indkøb"),
    ("02.34", "Byggetilladelser"),
    ("15.20", "Beskæftigelsesindsats"),
    ("17.02", "Optagelse i dagtilbud"),
    ("17.06", "Skolegang"),
    ("23.05", "Flytning, pas og kørekort"),
    ("27.12", "Støtte i hjemmet"),
    ("27.24", "Støtte til børn og familier"),
    ("27.36", "Hjælpemidler"),
    ("29.18", "Forebyggelse"),
    ("32.03", "Pension"),
    ("32.06", "Bolig"),
    ("32.24", "Forsørgelse"),
    ("32.30", "Sygdom"),
];

const AABEN: [u64; 4] = [88, 12, 0, 0];
const ALMINDELIG: [u64; 4] = [40, 55, 4, 1];
const FORTROLIG: [u64; 4] = [5, 80, 14, 1];
const FOELSOM: [u64; 4] = [1, 22, 74, 3];

const fn emne(nummer: &'static str, titel: &'static str, vaegt: u64, foelsomhed: [u64; 4], forvaltning: usize, system: usize) -> Emne {
    Emne { nummer, titel, vaegt, foelsomhed, forvaltning, system, ydelse: 0, virksomhed: false }
}
const fn betalt(e: Emne, ydelse: u64) -> Emne {
    Emne { ydelse, ..e }
}
const fn ogsaa_virksomheder(e: Emne) -> Emne {
    Emne { virksomhed: true, ..e }
}

/// The subjects.
pub const EMNER: &[Emne] = &[
    emne("00.16.02", "Aktindsigt", 4, ALMINDELIG, 7, 0),
    emne("00.16.04", "Henvendelse til kommunen", 5, ALMINDELIG, 4, 0),
    ogsaa_virksomheder(emne("00.30.10", "Aftale med leverandør", 3, AABEN, 6, 0)),
    ogsaa_virksomheder(emne("02.34.02", "Byggetilladelse", 8, AABEN, 2, 3)),
    ogsaa_virksomheder(emne("02.34.04", "Lovliggørelse", 2, AABEN, 2, 3)),
    emne("15.20.04", "Jobplan", 8, FORTROLIG, 3, 0),
    emne("15.20.10", "Praktik i virksomhed", 3, FORTROLIG, 3, 0),
    emne("17.02.04", "Plads i dagtilbud", 6, FORTROLIG, 0, 0),
    emne("17.06.02", "Indskrivning i skole", 5, FORTROLIG, 0, 0),
    emne("17.06.08", "Hjælp i undervisningen", 3, FOELSOM, 0, 1),
    emne("23.05.02", "Flytning", 5, ALMINDELIG, 4, 0),
    emne("23.05.06", "Pas og kørekort", 5, ALMINDELIG, 4, 0),
    emne("27.12.04", "Støtte i hverdagen", 7, FOELSOM, 1, 1),
    emne("27.35.04", "Forebyggende hjemmebesøg", 3, FOELSOM, 1, 1),
    emne("27.24.02", "Undersøgelse af et barns forhold", 4, FOELSOM, 0, 1),
    betalt(emne("27.24.16", "Tabt indtægt", 3, FOELSOM, 0, 1), 9_200),
    betalt(emne("27.36.04", "Hjælpemidler", 7, FOELSOM, 1, 1), 1_450),
    emne("27.36.12", "Ændring af bolig", 2, FOELSOM, 1, 1),
    emne("29.18.04", "Forebyggende besøg", 5, FOELSOM, 1, 1),
    emne("29.18.12", "Genoptræning", 5, FOELSOM, 1, 1),
    betalt(emne("32.03.04", "Førtidspension", 4, FOELSOM, 4, 2), 20_500),
    betalt(emne("32.03.12", "Personligt tillæg", 5, FORTROLIG, 4, 2), 780),
    betalt(emne("32.06.04", "Hjælp til husleje", 6, FORTROLIG, 4, 2), 2_650),
    betalt(emne("32.24.04", "Kontanthjælp", 8, FORTROLIG, 3, 2), 12_550),
    betalt(emne("32.24.10", "Enkeltudgifter", 5, FORTROLIG, 3, 2), 1_900),
    betalt(emne("32.30.04", "Sygedagpenge", 6, FOELSOM, 3, 2), 19_300),
];

/// What a case is, for its title.
pub const ANLEDNINGER: &[&str] = &["Ansøgning", "Opfølgning", "Henvendelse", "Revurdering", "Klage over afgørelse"];
/// Titles of documents with their types; the first two are letters, in and out.
pub const DOKUMENTER: &[(&str, &str)] = &[
    ("Ansøgning", "Brev, indgaaende"),
    ("Afgørelse", "Brev, udgaaende"),
    ("Partshøring", "Brev, udgaaende"),
    ("Oplysninger fra borgeren", "Brev, indgaaende"),
    ("Notat om sagen", "Internt Notat"),
    ("Udtalelse", "Eksternt Notat"),
    ("Rapport", "Rapport"),
    ("Bilag", "Andet"),
    ("Regning", "Faktura"),
];
/// Journal notes: title and text.
pub const NOTATER: &[(&str, &str)] = &[
    ("Telefonsamtale", "Talt med borgeren om sagens gang. Der sendes brev om, hvad der mangler."),
    ("Møde", "Møde på rådhuset. Borgeren er enig i det videre forløb."),
    ("Intern afklaring", "Drøftet med faglig leder. Sagen fortsætter som planlagt."),
    ("Besked til borgeren", "Borgeren er orienteret om frist og klageadgang."),
];

/// The subjects of a KLE number or below it (`32`, `32.24`, `32.*`).
pub fn under(kle: &str) -> impl Iterator<Item = &'static Emne> {
    let kle = kle.trim_end_matches('*').trim_end_matches('.').to_owned();
    EMNER
        .iter()
        .filter(move |e| e.nummer.strip_prefix(kle.as_str()).is_some_and(|rest| rest.is_empty() || kle.is_empty() || rest.starts_with('.')))
}

/// A subject of that KLE number or below it, drawn by weight; of all where none is said.
pub fn vaelg(s: &mut grund::slump::Slump, kle: &str) -> Option<&'static Emne> {
    let mut n = s.under(under(kle).map(|e| e.vaegt).sum());
    under(kle).find(|e| {
        let her = n < e.vaegt;
        n = n.saturating_sub(e.vaegt);
        her
    })
}
