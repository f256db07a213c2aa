//! `/sider/komponenter`: every component once, for those who build pages and those who test them.
use crate::besoeg::Besoeg;
use crate::delside::Delside;
use crate::komponenter::*;
use crate::ramme::Ramme;
use crate::tekster;
use axum::response::Response;
use grund::Tidspunkt;

/// The page.
pub const STI: &str = "/sider/komponenter";
const DAG: i64 = 86_400_000_000;

tekster! {
    /// Words of the page.
    Komponentord {
        titel: "Sidernes dele", "Parts of the pages";
        manchet: "Alt, hvad siderne er sat sammen af. Intet her kræver et script, og intet forstås kun af sin farve.",
            "Everything that the pages are put together from. Nothing here takes a script, and nothing is understood by its colour alone.";
        beskeder: "Beskeder", "Notices";
        kort: "Veje videre", "Ways to go";
        maerker: "Mærker", "Marks";
        lister: "Lister", "Lists";
        tabel: "Tabel", "Table";
        tid: "Tidslinje og søjler", "Time line and bars";
        felter: "Felter", "Fields";
        spoergsmaal: "Spørgsmål før noget sker", "The question before something happens";
        navigation: "Faneblade og dele, der foldes", "Tabs and parts that fold";
        eksempel: "Et eksempel", "An example";
        tekst: "En kort sætning om, hvad der er sket.", "A short sentence on what has happened.";
        simuleret: "opdigtede tal fra simulatoren Skat", "made-up numbers of the simulator Skat";
        navn: "Navn", "Name";
        antal: "Antal", "Number";
        tilstand: "Tilstand", "State";
        gyldig: "Gyldig", "Valid";
        venter: "Venter", "Waits";
        fejl: "Skal udfyldes", "Must be filled in";
        hjaelp: "Sådan udfylder du feltet", "How to fill in the field";
        vaelg: "Vælg", "Choose";
        foerste: "Den første", "The first";
        anden: "Den anden", "The second";
        send: "Send", "Send";
        slet: "Slet", "Delete";
        sletter: "Kladden bliver slettet for altid.", "The draft is deleted for good.";
        tilbage: "Tilbage", "Back";
        soeg: "Søg", "Search";
        ingen: "Der er ingen.", "There are none.";
        sag: "Sygedagpengesag", "Sickness benefit case";
        bevilling: "Bevilling", "Grant";
        aaben: "Åben", "Open";
        bevilget: "Bevilget", "Granted";
        indhold: "Indholdet kan læses uden script.", "The content can be read without a script.";
    }
}

pub(crate) async fn vis(b: Besoeg) -> Response {
    let (s, nu) = (b.sprog, b.ind.nu);
    let o = Komponentord::paa(s);
    let dage = |n: i64| nu.plus_mikros(n * DAG);
    let ramme = Ramme::ny(&b, o.titel).manchet(o.manchet).vej([] as [(&str, &str); 0]);
    let toner = [Tone::God, Tone::Info, Tone::Advarsel, Tone::Fejl];
    let mut side = Delside::ny(ramme).overskrift(o.beskeder);
    for t in toner {
        side = side.del(&Besked::ny(t, o.eksempel, o.tekst));
    }
    side = side.del(&Simuleret::ny(s, o.simuleret)).overskrift(o.kort).del(&Kortliste {
        kort: vec![
            Kort::ny("#top", "person", o.foerste, o.tekst),
            Kort::ny("#top", "assignment", o.anden, o.tekst).maerke(format!("3 {}", o.venter.to_lowercase())),
        ],
        niveau: 3,
    });
    side = side.overskrift(o.maerker);
    for t in [Tone::Neutral, Tone::God, Tone::Info, Tone::Advarsel, Tone::Fejl] {
        side = side.del(&Maerke::ny(t, o.gyldig));
    }
    side = side
        .overskrift(o.lister)
        .del(
            &Beskrivelse::default()
                .og(o.navn, Celle::tekst("Anna Hansen"))
                .og(o.tilstand, Maerke::ny(Tone::God, o.gyldig))
                .og(o.antal, Celle::Intet),
        )
        .del(&Forklaring { linjer: vec![(Maerke::ny(Tone::Advarsel, o.venter).into(), o.tekst.into())] });
    let raekke = |nr: usize, m: Maerke| {
        vec![Celle::link("#top", format!("{} {nr}", o.eksempel)).med(o.tekst), Celle::tekst((nr * 7).to_string()), m.into()]
    };
    let kolonner = || {
        vec![
            Kolonne::ny(o.navn).sorteret(Sortering::Stigende, "?efter=navn"),
            Kolonne::tal(o.antal).sorteret(Sortering::Ikke, "?efter=antal"),
            Kolonne::ny(o.tilstand),
        ]
    };
    side = side
        .overskrift(o.tabel)
        .del(&Soegefelt {
            til: STI.into(),
            navn: "q",
            etiket: o.soeg.into(),
            hjaelp: o.hjaelp.into(),
            vaerdi: String::new(),
            knap: o.soeg.into(),
            filtre: Vec::new(),
        })
        .del(
            &Tabel::ny(o.eksempel, kolonner(), o.ingen)
                .med([raekke(1, Maerke::ny(Tone::God, o.gyldig)), raekke(2, Maerke::ny(Tone::Advarsel, o.venter))])
                .paa_sider(Sider::ny(s, STI, &[], Tal { side: 2, pr_side: 2, i_alt: 7 })),
        )
        .del(&Tabel::ny(o.eksempel, kolonner(), o.ingen));
    side = side.overskrift(o.tid).del(&tidslinje(&b, o, &dage)).del(&Soejler {
        overskrift: o.antal.into(),
        af: o.navn.into(),
        antal: o.antal.into(),
        soejler: [(o.foerste, 12), (o.anden, 87)].map(|(n, v)| Soejle { navn: n.into(), vaerdi: v, tekst: v.to_string() }).into(),
    });
    let valg = || vec![Valgmulighed::ny("1", o.foerste, true).med_hjaelp(o.hjaelp), Valgmulighed::ny("2", o.anden, false)];
    let felter = vec![
        Felt::linje("navn", o.navn).hjaelp(o.hjaelp).kraevet().fejl(o.fejl),
        Felt::linje("dag", o.venter).slags(Feltslags::Linje("date")),
        Felt::linje("note", o.eksempel).slags(Feltslags::Tekst).tegn(200),
        Felt::linje("liste", o.vaelg).slags(Feltslags::Liste(valg())),
        Felt::linje("en", o.vaelg).slags(Feltslags::En(valg())),
        Felt::linje("flere", o.vaelg).slags(Feltslags::Flere(valg())),
    ];
    let formular = Formular::ny(&b, STI, o.send).med(s, felter).fortryd(STI, o.tilbage);
    let bekraeft =
        Bekraeft { foelger: vec![o.sletter.into()], formular: Formular::ny(&b, STI, o.slet).fare(Fare::Farlig).fortryd(STI, o.tilbage) };
    let blad = |navn: &str, antal, her| Faneblad { til: "#top".into(), navn: navn.into(), antal, her };
    side.overskrift(o.felter)
        .del(&formular)
        .overskrift(o.spoergsmaal)
        .del(&bekraeft)
        .overskrift(o.navigation)
        .del(&Faneblade { etiket: o.eksempel.into(), blade: vec![blad(o.foerste, Some(3), true), blad(o.anden, None, false)] })
        .del(&Folder::ny(o.eksempel, false, &[&Celle::tekst(o.indhold)]))
        .del(&Knap { til: STI.into(), tekst: o.tilbage.into(), fare: Fare::Almindelig })
        .svar()
}

fn tidslinje(b: &Besoeg, o: &Komponentord, dage: &dyn Fn(i64) -> Tidspunkt) -> Tidslinje {
    let periode = |fra, til, tekst: &str, tone| Periode { fra, til, tekst: tekst.into(), tone, sted: String::new() };
    Tidslinje {
        overskrift: o.eksempel.into(),
        fra: dage(-900),
        til: dage(300),
        nu: b.ind.nu,
        spor: vec![
            Spor { navn: o.sag.into(), perioder: vec![periode(dage(-700), Tidspunkt::UENDELIG, o.aaben, Tone::Info)] },
            Spor {
                navn: o.bevilling.into(),
                perioder: vec![
                    periode(dage(-600), dage(-200), o.bevilget, Tone::God),
                    periode(dage(-100), dage(100), o.bevilget, Tone::God),
                ],
            },
        ],
        sprog: b.sprog,
    }
}
