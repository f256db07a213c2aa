//! Names. Municipalities and surnames are invented; nobody is meant.
use grund::slump::Slump;

/// The municipalities after Korsbæk; none of them exists.
pub const KOMMUNE_FOR: &[&str] = &["Egeskov", "Lind", "Havn", "Kløver", "Stenbro", "Ravn", "Mølle", "Sølver", "Vester", "Birke"];
/// The other half of a municipality's name; ten by ten gives enough for the whole country.
pub const KOMMUNE_EFTER: &[&str] = &["lunde", "holmen", "dalby", "vænge", "kær", "høj", "minde", "sund", "ager", "borg"];

/// First names, common ones.
pub const FORNAVNE: &[&str] = &[
    "Agnes", "Aksel", "Alma", "Anders", "Anna", "Arne", "Asta", "Birgit", "Bo", "Camilla", "Carl", "Clara", "Dorte", "Ebbe", "Ella",
    "Emil", "Esther", "Frida", "Gerda", "Gorm", "Grethe", "Hanne", "Hans", "Helle", "Ida", "Inger", "Ivan", "Jens", "Johanne", "Jonas",
    "Karen", "Karl", "Kirsten", "Knud", "Lars", "Laura", "Lene", "Leif", "Liva", "Magnus", "Maja", "Mette", "Mikkel", "Nanna", "Niels",
    "Nora", "Olga", "Oskar", "Otto", "Pernille", "Poul", "Rasmus", "Rikke", "Rosa", "Sanne", "Signe", "Sofie", "Svend", "Søren", "Tage",
    "Thea", "Tove", "Ulla", "Valdemar", "Vera", "Viggo", "Villy", "Åse", "Ægir", "Øjvind",
];
const EFTER_FOR: &[&str] =
    &["Birke", "Eng", "Gyvel", "Havre", "Klit", "Lyng", "Måne", "Rav", "Siv", "Skov", "Stjerne", "Torn", "Tåge", "Vinter", "Æble", "Ørne"];
const EFTER_EFTER: &[&str] =
    &["ager", "blik", "dryp", "flod", "glimt", "have", "klang", "krog", "lund", "mose", "rose", "skær", "spire", "strøm", "vang", "ø"];

/// A full name.
pub fn person(s: &mut Slump) -> String {
    format!("{} {}{}", s.en(FORNAVNE), s.en(EFTER_FOR), s.en(EFTER_EFTER))
}

/// A municipality: Korsbæk first, the others by their number.
pub fn kommune(nr: usize) -> String {
    if nr == 0 {
        return "Korsbæk Kommune".into();
    }
    let (a, b) = ((nr - 1) % KOMMUNE_FOR.len(), (nr - 1) / KOMMUNE_FOR.len());
    let for_ = KOMMUNE_FOR.get(a).copied().unwrap_or_default();
    let efter = KOMMUNE_EFTER.get((b + a) % KOMMUNE_EFTER.len()).copied().unwrap_or_default();
    format!("{for_}{efter} Kommune")
}

/// A name as it stands in a user name or mail address: small letters a–z.
pub fn ascii(tekst: &str) -> String {
    grund::tabel::kolonnenavn(tekst)
}

/// Streets.
pub const VEJE: &[&str] = &[
    "Bakkevej",
    "Birkealle",
    "Engdraget",
    "Havnegade",
    "Kirkestræde",
    "Møllevej",
    "Rådhuspladsen",
    "Skolegade",
    "Stationsvej",
    "Søndergade",
];

/// An administration with its departments and titles of positions.
#[derive(Clone, Copy, Debug)]
pub struct Forvaltning {
    /// Its name.
    pub navn: &'static str,
    /// What it was called before, where it was renamed.
    pub foer: Option<&'static str>,
    /// Its departments.
    pub afdelinger: &'static [&'static str],
    /// Titles of its positions.
    pub stillinger: &'static [&'static str],
}

/// The administrations of every municipality.
pub const FORVALTNINGER: &[Forvaltning] = &[
    Forvaltning {
        navn: "Børn og Unge",
        foer: Some("Børne- og Skoleforvaltningen"),
        afdelinger: &["Dagtilbud", "Skoler", "Familierådgivning", "Sundhedspleje", "Ungeindsats"],
        stillinger: &["Pædagogisk konsulent", "Socialrådgiver", "Sundhedsplejerske", "Skolekonsulent"],
    },
    Forvaltning {
        navn: "Social og Sundhed",
        foer: None,
        afdelinger: &["Hjemmepleje", "Visitation", "Voksenhandicap", "Socialpsykiatri", "Hjælpemidler"],
        stillinger: &["Visitator", "Socialrådgiver", "Ergoterapeut", "Sygeplejerske"],
    },
    Forvaltning {
        navn: "Teknik og Miljø",
        foer: None,
        afdelinger: &["Byggesager", "Vej og Park", "Natur og Vand", "Planlægning", "Affald"],
        stillinger: &["Byggesagsbehandler", "Landinspektør", "Miljøsagsbehandler", "Planlægger"],
    },
    Forvaltning {
        navn: "Beskæftigelse",
        foer: Some("Arbejdsmarkedsforvaltningen"),
        afdelinger: &["Jobcenter", "Ydelser", "Sygedagpenge", "Virksomhedsservice", "Integration"],
        stillinger: &["Jobkonsulent", "Sagsbehandler", "Virksomhedskonsulent", "Ydelsesrådgiver"],
    },
    Forvaltning {
        navn: "Borgerservice",
        foer: None,
        afdelinger: &["Borgerkontakt", "Pension", "Boligstøtte", "Opkrævning"],
        stillinger: &["Borgerrådgiver", "Pensionsrådgiver", "Sagsbehandler"],
    },
    Forvaltning {
        navn: "Kultur og Fritid",
        foer: None,
        afdelinger: &["Bibliotek", "Idræt", "Musikskole", "Foreninger"],
        stillinger: &["Bibliotekar", "Fritidskonsulent", "Kulturkonsulent"],
    },
    Forvaltning {
        navn: "Økonomi og Personale",
        foer: Some("Økonomiafdelingen"),
        afdelinger: &["Budget", "Regnskab", "Løn", "HR", "Indkøb"],
        stillinger: &["Økonomikonsulent", "Regnskabsmedarbejder", "Lønkonsulent", "HR-konsulent"],
    },
    Forvaltning {
        navn: "Digitalisering og Sekretariat",
        foer: Some("It-afdelingen"),
        afdelinger: &["It-drift", "Digitalisering", "Sekretariat", "Jura", "Kommunikation"],
        stillinger: &["It-konsulent", "Systemansvarlig", "Jurist", "Sekretær"],
    },
];

/// Where teams work.
pub const EGNE: &[&str] = &["Nord", "Syd", "Øst", "Vest", "Midt", "By", "Land", "Havn"];

/// It-systems of the shared authority; none of them is a product.
pub const ITSYSTEMER: &[&str] = &["Prøvesag", "Prøveydelse", "Prøvearkiv", "Prøveløn", "Prøveomsorg", "Prøvebooking"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_eight_municipalities_have_different_invented_names() {
        let alle: std::collections::HashSet<String> = (0..98).map(kommune).collect();
        assert_eq!(alle.len(), 98);
    }

    #[test]
    #[allow(clippy::print_stderr)]
    fn no_invented_municipality_exists() {
        let delt = std::env::var_os("SAMSPIL_SHARED")
            .map(std::path::PathBuf::from)
            .unwrap_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"));
        let Ok(virkelige) = std::fs::read_to_string(delt.join("data/kommuner/kommuner.csv")) else {
            eprintln!("SKIPPED: {}/data/kommuner/kommuner.csv not found", delt.display());
            return;
        };
        for nr in 0..98 {
            assert!(!virkelige.contains(&kommune(nr)), "{}", kommune(nr));
            assert!(!virkelige.contains(&crate::kommune_cvr(nr).to_string()));
        }
    }
}
