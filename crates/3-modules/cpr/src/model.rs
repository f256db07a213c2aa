//! From the records of a number to a [`Person`].
use crate::linje::Post;
use crate::pakning::Record;
use crate::person::*;
use crate::tid::{Fratil, Tid};

/// The person that the records are about.
pub fn person(nummer: Personnummer, records: &[Record]) -> Person {
    let mut p = Person { nummer: Some(nummer), ..Person::default() };
    for r in records {
        match Post::ny(r.nr, &r.data) {
            Some(post) => record(&mut p, r, post),
            None => p.andre.push((r.nr, r.tekst())),
        }
    }
    p
}

fn record(p: &mut Person, r: &Record, f: Post<'_>) {
    match r.nr {
        1 => stamdata(p, f),
        2 => p.adresse = Some(adresse(f)),
        3 => p.klarskrift = Some(klarskrift(f)),
        4 => p.beskyttelser.push(Beskyttelse {
            art: f.tal("BESKYTTYPE"),
            periode: Fratil { fra: f.tid("START_DT-BESKYTTELSE", ""), til: f.tid("SLET_DT-BESKYTTELSE", "") },
        }),
        5 => p.udrejse = Some(udrejse(f, false)),
        6 => {
            p.kontaktadresse = Some(Kontaktadresse {
                linjer: f.linjer(&["ADR1-KONTAKTADR", "ADR2-KONTAKTADR", "ADR3-KONTAKTADR", "ADR4-KONTAKTADR", "ADR5-KONTAKTADR"]),
                periode: Fratil { fra: f.tid("START_DT-ADRTXT", ""), til: f.tid("SLET_DT-ADRTXT", "") },
            })
        }
        7 => p.forsvundet = f.tid("FORSVINDDTO", "FORSVINDDTO_UMRK"),
        8 => p.navn = Some(Navn { adresseringsnavn: f.tekst("ADRNVN"), ..navn(f) }),
        9 => p.foedested = Some(Foedested { myndighed: f.tal("START_MYNKOD-FOEDESTED"), tekst: f.tekst("MYNTXT-FOEDESTED") }),
        10 => p.statsborgerskab = Some(statsborgerskab(f, false)),
        11 => p.folkekirke = Some(folkekirke(f, false)),
        12 => p.civilstand = Some(civilstand(f, false)),
        13 => p.separation = Some(separation(f, false)),
        14 => p.boern.extend(f.nummer("PNRBARN")),
        15 => {
            p.mor = foraelder(f, ["MOR_DT", "MOR_DT_UMRK", "PNRMOR", "MOR_FOED_DT", "MOR_FOED_DT_UMRK", "MORNVN", "MORNVN_MRK"]);
            p.far = foraelder(f, ["FAR_DT", "FAR_DT_UMRK", "PNRFAR", "FAR_FOED_DT", "FAR_FOED_DT_UMRK", "FARNVN", "FARNVN_MRK"]);
        }
        16 => p.foraeldremyndighed.push(Foraeldremyndighed {
            art: f.tal("RELTYP-FORAELDREMYN"),
            periode: Fratil { fra: f.tid("START_DT-FORAELDREMYN", "START_DT_UMRK-FORAELDREMYN"), til: f.tid("SLET_DT-FORAELDREMYN", "") },
            nummer: f.nummer("RELPNR"),
            nummer_fra: f.tid("START_DT-RELPNR_PNR", ""),
        }),
        17 => p.vaergemaal = Some(vaergemaal(f)),
        18 => p.kommunale_forhold.push(Kommunaltforhold {
            art: f.tal("KOMFORHTYP"),
            kode: f.tekst("KOMFORHKOD"),
            fra: f.tid("START_DT-KOMMUNALE-FORHOLD", "START_DT_UMRK-KOMMUNALE-FORHOL"),
            bemaerkning: f.tekst("BEMAERK-KOMMUNALE-FORHOLD"),
        }),
        19 => p.notater.push(Notat {
            nr: f.tal("NOTATNR"),
            tekst: f.tekst("NOTATLINIE"),
            periode: Fratil { fra: f.tid("START_DT-NOTAT", ""), til: f.tid("SLET_DT-NOTAT", "") },
        }),
        20 => p.valg.push(Valgoplysning {
            kode: f.tal("VALGKOD"),
            valgret: f.tid("VALGRET_DT", ""),
            periode: Fratil { fra: f.tid("START_DT-VALGRET", ""), til: f.tid("SLET_DT-VALGRET", "") },
        }),
        21 => p.flyttepaabud.push(Flyttepaabud { dato: f.tid("FLYTTEPAABUD_DT", ""), tekst: f.tekst("FLYTTEPAABUDTXT") }),
        22 => p.tidligere_numre.extend(f.nummer("PNRGAMMELT").map(|nummer| TidligereNummer {
            nummer,
            periode: Fratil { fra: f.tid("START_DT-PERSON", "START_DT_UMRK-PERSON"), til: f.tid("SLUT_DT-PERSON", "SLUT_DT_UMRK-PERSON") },
        })),
        23 => p.tidligere_adresser.push(TidligereAdresse {
            sted: sted(f),
            conavn: f.tekst("CONVN"),
            periode: Fratil { fra: f.tid("TILFLYDTO", "TILFLYDT_UMRK"), til: f.tid("FRAFLYDTO", "FRAFLYDT_UMRK") },
            rettelse: rettelse(f),
        }),
        24 => p.tidligere_udrejser.push(udrejse(f, true)),
        25 => p.tidligere_forsvindinger.push(Forsvinding {
            periode: Fratil { fra: f.tid("FORSVINDDTO", "FORSVINDDTO_UMRK"), til: f.tid("GENFINDDTO", "GENFINDDTO_UMRK") },
            rettelse: rettelse(f),
        }),
        26 => {
            let mut n = navn(f);
            n.periode.til = f.tid("NVNHAENSLUT", "HAENSLUT_UMRK-NAVNE");
            n.rettelse = rettelse(f);
            p.tidligere_navne.push(n);
        }
        27 => p.tidligere_statsborgerskaber.push(statsborgerskab(f, true)),
        28 => p.tidligere_folkekirke.push(folkekirke(f, true)),
        29 => p.tidligere_civilstande.push(civilstand(f, true)),
        30 => p.tidligere_separationer.push(separation(f, true)),
        99 => p.haendelser.push(Haendelseskode {
            ajourfoert: f.tid("AJFDTO", ""),
            kode: f.tekst("HAENDELSE"),
            afledt: f.tekst("AFLEDTMRK"),
            nummer: f.nummer("HAENPNR"),
        }),
        // The relatives' addresses, of which no layout is public.
        _ => p.andre.push((r.nr, r.tekst())),
    }
}

fn stamdata(p: &mut Person, f: Post<'_>) {
    p.gaeldende = f.nummer("PNRGAELD");
    p.status = Status(u8::try_from(f.tal("STATUS")).unwrap_or_default());
    p.status_fra = f.tid("STATUSHAENSTART", "STATUSDTO_UMRK");
    p.koen = match f.tekst("KOEN").as_str() {
        "M" => Some(Koen::Mand),
        "K" => Some(Koen::Kvinde),
        _ => None,
    };
    p.foedt = f.tid("FOED_DT", "FOED_DT_UMRK");
    p.person = Fratil { fra: f.tid("START_DT-PERSON", "START_DT_UMRK-PERSON"), til: f.tid("SLUT_DT-PERSON", "SLUT_DT_UMRK-PERSON") };
    p.stilling = f.tekst("STILLING");
}

fn rettelse(f: Post<'_>) -> Rettelse {
    match f.tekst("ANNKOR").bytes().next() {
        None => Rettelse::Ingen,
        Some(b'A') => Rettelse::Annulleret,
        Some(b'K') => Rettelse::Korrigeret,
        Some(c) => Rettelse::Anden(c),
    }
}

fn sted(f: Post<'_>) -> Sted {
    Sted {
        kommune: f.tal("KOMKOD"),
        vej: f.tal("VEJKOD"),
        husnr: f.tekst("HUSNR"),
        etage: f.tekst("ETAGE"),
        sidedoer: f.tekst("SIDEDOER"),
        bygningsnr: f.tekst("BNR"),
    }
}

fn adresse(f: Post<'_>) -> Adresse {
    Adresse {
        sted: sted(f),
        conavn: f.tekst("CONVN"),
        tilflyttet: f.tid("TILFLYDTO", "TILFLYDT_UMRK"),
        tilflyttet_kommune: f.tid("TILFLYKOMDTO", "TILFLYKOMDT_UMRK"),
        fraflyttet_kommune: f.tal("FRAFLYKOMKOD"),
        fraflyttet: f.tid("FRAFLYKOMDTO", "FRAFLYKOMDT_UMRK"),
        myndighed: f.tal("START_MYNKOD-ADRTXT"),
        supplerende: f.linjer(&["ADR1-SUPLADR", "ADR2-SUPLADR", "ADR3-SUPLADR", "ADR4-SUPLADR", "ADR5-SUPLADR"]),
        supplerende_periode: Fratil { fra: f.tid("START_DT-ADRTXT", ""), til: f.tid("SLET_DT-ADRTXT", "") },
    }
}

fn klarskrift(f: Post<'_>) -> Klarskrift {
    Klarskrift {
        adresseringsnavn: f.tekst("ADRNVN"),
        conavn: f.tekst("CONVN"),
        lokalitet: f.tekst("LOKALITET"),
        standardadresse: f.tekst("STANDARDADR"),
        bynavn: f.tekst("BYNVN"),
        postnr: f.tal("POSTNR"),
        postdistrikt: f.tekst("POSTDISTTXT"),
        sted: sted(f),
        vejadresseringsnavn: f.tekst("VEJADRNVN"),
    }
}

fn udrejse(f: Post<'_>, tidligere: bool) -> Udrejse {
    let mut ud = Udrejse {
        land: f.tal("UDR_LANDEKOD"),
        periode: Fratil { fra: f.tid("UDRDTO", "UDRDTO_UMRK"), til: None },
        linjer: f.linjer(&["UDLANDADR1", "UDLANDADR2", "UDLANDADR3", "UDLANDADR4", "UDLANDADR5"]),
        ..Udrejse::default()
    };
    if tidligere {
        ud.periode.til = f.tid("INDRDTO", "INDRDTO_UMRK");
        ud.indrejst_fra = f.tal("INDR_LANDEKOD");
        ud.rettelse = rettelse(f);
    }
    ud
}

fn navn(f: Post<'_>) -> Navn {
    Navn {
        fornavn: f.tekst("FORNVN"),
        fornavn_markering: f.tekst("FORNVN_MRK"),
        mellemnavn: f.tekst("MELNVN"),
        mellemnavn_markering: f.tekst("MELNVN_MRK"),
        efternavn: f.tekst("EFTERNVN"),
        efternavn_markering: f.tekst("EFTERNVN_MRK"),
        periode: Fratil { fra: f.tid("NVNHAENSTART", "HAENSTART_UMRK-NAVNE"), til: None },
        ..Navn::default()
    }
}

fn slut(f: Post<'_>, tidligere: bool, navn: &str, mark: &str) -> Option<Tid> {
    if tidligere { f.tid(navn, mark) } else { None }
}

fn statsborgerskab(f: Post<'_>, tidligere: bool) -> Statsborgerskab {
    Statsborgerskab {
        land: f.tal("LANDEKOD"),
        periode: Fratil {
            fra: f.tid("HAENSTART-STATSBORGERSKAB", "HAENSTART_UMRK-STATSBORGERSKAB"),
            til: slut(f, tidligere, "HAENSLUT-STATSBORGERSKAB", "HAENSLUT_UMRK-STATSBORGERSKAB"),
        },
        rettelse: if tidligere { rettelse(f) } else { Rettelse::Ingen },
    }
}

fn folkekirke(f: Post<'_>, tidligere: bool) -> Folkekirke {
    Folkekirke {
        forhold: f.tekst("FKIRK"),
        periode: Fratil {
            fra: f.tid("START_DT-FOLKEKIRKE", "START_DT_UMRK-FOLKEKIRKE"),
            til: slut(f, tidligere, "SLUT_DT-FOLKEKIRKE", "SLUT_DT_UMRK-FOLKEKIRKE"),
        },
    }
}

fn relation(f: Post<'_>, [nummer, foedt, foedt_mark, navn, navn_mark]: [&str; 5]) -> Option<Relation> {
    let r = Relation { nummer: f.nummer(nummer), foedt: f.tid(foedt, foedt_mark), navn: f.tekst(navn), navn_markering: f.tekst(navn_mark) };
    (r.nummer.is_some() || r.foedt.is_some() || !r.navn.is_empty()).then_some(r)
}

fn civilstand(f: Post<'_>, tidligere: bool) -> Civilstand {
    let separation = f.tekst("SEP_HENVIS-CIVILSTAND");
    Civilstand {
        kode: f.tekst("CIVST"),
        aegtefaelle: relation(f, ["AEGTEPNR", "AEGTEFOED_DT", "AEGTEFOEDDT_UMRK", "AEGTENVN", "AEGTENVN_MRK"]),
        periode: Fratil {
            fra: f.tid("HAENSTART-CIVILSTAND", "HAENSTART_UMRK-CIVILSTAND"),
            til: slut(f, tidligere, "HAENSLUT-CIVILSTAND", "HAENSLUT_UMRK-CIVILSTAND"),
        },
        separation: if separation.bytes().all(|b| b == b'0') { String::new() } else { separation },
        rettelse: if tidligere { rettelse(f) } else { Rettelse::Ingen },
    }
}

fn separation(f: Post<'_>, tidligere: bool) -> Separation {
    Separation {
        henvisning: f.tekst("SEP_HENVIS-SEPARATION"),
        periode: Fratil {
            fra: f.tid("START_DT-SEPARATION", "START_DT_UMRK-SEPARATION"),
            til: slut(f, tidligere, "SLUT_DT-SEPARATION", "SLUT_DT_UMRK-SEPARATION"),
        },
        rettelse: if tidligere { rettelse(f) } else { Rettelse::Ingen },
    }
}

fn foraelder(f: Post<'_>, [fra, fra_mark, nummer, foedt, foedt_mark, navn, navn_mark]: [&str; 7]) -> Option<Foraelder> {
    let relation = relation(f, [nummer, foedt, foedt_mark, navn, navn_mark]);
    let fra = f.tid(fra, fra_mark);
    // A date alone says since when it is not known who.
    (relation.is_some() || fra.is_some()).then(|| Foraelder { fra, relation: relation.unwrap_or_default() })
}

fn vaergemaal(f: Post<'_>) -> Vaergemaal {
    Vaergemaal {
        periode: Fratil { fra: f.tid("START_DT-UMYNDIG", "START_DT_UMRK-UMYNDIG"), til: f.tid("SLET_DT-UMYNDIG", "") },
        art: f.tal("UMYN_RELTYP"),
        nummer: f.nummer("RELPNR"),
        nummer_fra: f.tid("START_DT-RELPNR_PNR", ""),
        navn: f.tekst("RELADRSAT_RELPNR_TXT"),
        adresse_fra: f.tid("START_DT-RELPNR_TXT", ""),
        tekst: f.linjer(&["RELTXT1", "RELTXT2", "RELTXT3", "RELTXT4", "RELTXT5"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::RECORDTYPER;
    use crate::linje::Linjebygger;

    fn nr(n: u64) -> Personnummer {
        Personnummer::fra_tal(n).unwrap()
    }

    /// Every field of every type is written with something that can be told again, and must come out somewhere.
    #[test]
    fn cpr14_every_record_type_of_a_person_changes_what_is_read_of_her() {
        let tom = person(nr(6_101_701_234), &[]);
        for t in RECORDTYPER.iter().filter(|t| t.person) {
            for f in t.felter {
                // Marks stand beside the time or name that they belong to.
                if f.art == crate::format::Art::Mark {
                    continue;
                }
                let vaerdi = match f.art {
                    crate::format::Art::Tal => "1".repeat(f.laengde),
                    crate::format::Art::Nummer => "6202701235".into(),
                    crate::format::Art::Dato => "1999-12-31".into(),
                    crate::format::Art::Tid12 => "199912311200".into(),
                    crate::format::Art::Dag => "19991231".into(),
                    crate::format::Art::Tekst | crate::format::Art::Mark => "M".into(),
                };
                let mut uden = Linjebygger::ny(t.nr, Some(nr(6_101_701_234)));
                if t.nr == 22 && f.navn != "PNRGAMMELT" {
                    // Without a number the rest says nothing.
                    uden = uden.felt("PNRGAMMELT", "0101701234");
                }
                let records = |b: Linjebygger| {
                    let l = b.linje();
                    let l = crate::linje::Linje::laes(&l, 1).unwrap();
                    l.efterse(1).unwrap();
                    [Record::af(&l)]
                };
                let (a, b) = (records(uden.clone()), records(uden.felt(f.navn, &vaerdi)));
                assert_ne!(person(nr(6_101_701_234), &a), person(nr(6_101_701_234), &b), "{} {}", t.nr, f.navn);
                assert_ne!(person(nr(6_101_701_234), &b), tom, "{} {}", t.nr, f.navn);
            }
        }
    }

    #[test]
    fn cpr07_a_protected_person_is_shown_without_name_and_address_to_who_has_not_the_right() {
        let linjer: Vec<Record> = RECORDTYPER
            .iter()
            .filter(|t| t.person)
            .map(|t| {
                let mut b = Linjebygger::ny(t.nr, Some(nr(6_101_701_234)));
                for f in t.felter.iter().filter(|f| f.art == crate::format::Art::Tekst) {
                    b = b.felt(f.navn, "HEMMELIG");
                }
                if t.nr == 4 {
                    b = b.felt("BESKYTTYPE", "0001").felt("START_DT-BESKYTTELSE", "2020-01-01").felt("SLET_DT-BESKYTTELSE", "2021-01-01");
                }
                let l = b.linje();
                Record::af(&crate::linje::Linje::laes(&l, 1).unwrap())
            })
            .collect();
        let p = person(nr(6_101_701_234), &linjer);
        let (foer, under, efter) = (Tid::dag(2019, 12, 31), Tid::dag(2020, 1, 1), Tid::dag(2021, 1, 1));
        for (ret, dag) in [(Ret::Uden, foer), (Ret::Uden, efter), (Ret::Beskyttede, under)] {
            assert_eq!(p.clone().vis_for(ret, dag), p);
        }
        let vist = p.clone().vis_for(Ret::Uden, under);
        // Names of others (spouse, parents, guardian) and her occupation and place of birth are not her name or address.
        let egne = format!(
            "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
            vist.navn,
            vist.tidligere_navne,
            vist.adresse,
            vist.klarskrift,
            vist.tidligere_adresser,
            vist.kontaktadresse,
            vist.udrejse,
            vist.tidligere_udrejser,
            vist.notater,
            vist.kommunale_forhold,
            vist.flyttepaabud,
            vist.andre,
            vist.haendelser
        );
        assert!(!egne.contains("HEMMELIG"), "{egne}");
        // The same of records: what is handed on as a file.
        let tilbage: Vec<Record> = linjer.into_iter().filter(|r| !r.skjules()).collect();
        assert_eq!(Person { udrejse: None, tidligere_udrejser: Vec::new(), ..vist }, person(nr(6_101_701_234), &tilbage));
    }

    #[test]
    fn cpr02_cpr03_cpr05_what_a_number_says() {
        for (n, aar) in [
            (101_000_000u64, 1900),
            (101_993_999, 1999),
            (101_364_000, 2036),
            (101_374_000, 1937),
            (101_369_000, 2036),
            (101_379_000, 1937),
            (101_575_000, 2057),
            (101_585_000, 1858),
            (101_998_999, 1899),
        ] {
            assert_eq!(nr(n).foedselsaar(), aar, "{n:010}");
        }
        assert_eq!((nr(101_701_234).koen(), nr(101_701_235).koen()), (Koen::Kvinde, Koen::Mand));
        assert_eq!((nr(6_101_701_234).foedselsdag(), nr(6_101_701_234).er_syntetisk()), (Tid::dag(1970, 1, 1), true));
        assert_eq!(format!("{:?}", nr(101_701_234)), "010170****");
        assert_eq!(
            (Personnummer::laes("0000000000"), Personnummer::laes("010170-123"), Personnummer::laes("01017012345")),
            (None, None, None)
        );
    }
}
