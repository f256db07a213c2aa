//! Words of SAPA's pages.
use crate::sprog::Sprog;
use crate::tekster;
use ::sapa::typer::Kildesvar;

tekster! {
    /// Words of all of SAPA's pages.
    Sapaord {
        titel: "Sager og parter", "Cases and parties";
        manchet: "Find en borger eller en virksomhed, og se sager, dokumenter, notater og ydelser fra alle systemer, som du har ret til.",
            "Find a citizen or a company, and see cases, documents, notes and benefits from all systems that you have rights to.";
        soeg: "Søg", "Search";
        soeg_paa: "Personnummer, CVR-nummer eller navn", "CPR number, CVR number or name";
        soeg_hjaelp: "For eksempel 010203-1234. Opslaget bliver skrevet i loggen.", "For instance 010203-1234. The look-up is written to the log.";
        formaal: "Hvorfor slår du op?", "Why do you look this up?";
        formaal_hjaelp: "Formålet står i loggen sammen med dit navn.", "The purpose stands in the log beside your name.";
        fund: "Fundet", "Found";
        intet_fund: "Ingen passer. Prøv med et nummer.", "Nobody matches. Try a number.";
        flere: "Der er flere, end der vises: skriv mere af navnet.", "There are more than are shown: write more of the name.";
        navn: "Navn", "Name";
        adresse: "Adresse", "Address";
        aabn: "Se", "See";
        overblik: "Overblik", "Overview";
        sager: "Sager", "Cases";
        sag: "Sag", "Case";
        dokumenter: "Dokumenter", "Documents";
        notater: "Journalnotater", "Journal notes";
        ydelser: "Ydelser", "Benefits";
        udbetalinger: "Udbetalinger", "Payments";
        tidslinje: "Tidslinje", "Time line";
        stamdata: "Stamdata", "Master data";
        familie: "Familie", "Family";
        laege: "Læge", "Doctor";
        rolle: "Rolle", "Role";
        nummer: "Nummer", "Number";
        tidligere: "Tidligere numre", "Earlier numbers";
        foedt: "Født", "Born";
        status: "Status", "Status";
        civilstand: "Civilstand", "Civil status";
        branche: "Branche", "Activity";
        kontakt: "Kontakt", "Contact";
        beskyttet: "Navn og adresse er beskyttet", "Name and address are protected";
        beskyttet_om: "De vises kun for dem, der har ret til det.", "They are shown to those only who have the right.";
        vis_beskyttet: "Vis beskyttet navn og adresse (bliver logget)", "Show protected name and address (is logged)";
        bemaerkninger: "Bemærkninger", "Remarks";
        ingen_bemaerkninger: "Der er ingen bemærkninger.", "There are no remarks.";
        ny_bemaerkning: "Skriv en bemærkning", "Write a remark";
        art: "Om", "About";
        tekst: "Tekst", "Text";
        gyldig_til: "Gælder til", "Holds until";
        gyldig_hjaelp: "Skal udfyldes. Bemærkningen forsvinder af sig selv.", "Must be filled in. The remark goes by itself.";
        af: "Af", "By";
        afslut: "Afslut", "End";
        gemt: "Det er gemt", "It is saved";
        kle: "KLE", "KLE";
        fremdrift: "Fremdrift", "State";
        ansvarlig: "Ansvarlig", "Responsible";
        behandler: "Sagsbehandler", "Caseworker";
        system: "System", "System";
        beloeb: "Beløb", "Amount";
        dato: "Dato", "Date";
        fra: "Fra", "From";
        til: "Til", "Until";
        hvad: "Hvad", "What";
        ingen: "Der er ingen, som du har ret til at se.", "There is none that you have the right to see.";
        skjulte: "Der er flere sager, som ligger uden for dine roller", "There are more cases, which lie outside your roles";
        relationer: "Hænger sammen med", "Related to";
        hop: "Åbn sagen i fagsystemet", "Open the case in its own system";
        hvad_man_vidste: "Se et andet tidspunkt", "See another time";
        virkning: "Hvad var sandt den …", "What was true on …";
        virkning_hjaelp: "Dato som 2026-12-31; tom er i dag", "A date such as 2026-12-31; empty is today";
        registreret: "… som man vidste det den", "… as it was known on";
        vis: "Vis", "Show";
        visning: "Visning", "View";
        alt: "Alt", "Everything";
        kilder: "Kilder", "Sources";
        kilde: "Kilde", "Source";
        svar: "Svar", "Answer";
        ikke_alt: "Ikke alle kilder svarede", "Not all sources answered";
        fremtid: "Sådan så det ud", "As it was";
        simuleret_laege: "Lægen er opdigtet af en simulator.", "The doctor is made up by a simulator.";
        nyt_notat: "Skriv et journalnotat", "Write a journal note";
        notat_om: "Notatet sendes til sagens eget system, som journaliserer det.", "The note goes to the case's own system, which files it.";
        overskrift: "Overskrift", "Heading";
        send: "Send notatet", "Send the note";
        egne_notater: "Notater skrevet her", "Notes written here";
        advis: "Advis", "Notices";
        advis_manchet: "Hvad der er sket i sager, bevillinger og folkeregister, som dine grupper skal kende.",
            "What has happened in cases, grants and the population register that your groups are to know.";
        ingen_grupper: "Du er ikke med i en advisgruppe.", "You belong to no group.";
        gruppe: "Gruppe", "Group";
        aabne: "Åbne", "Open";
        faerdige: "Færdige", "Done";
        ingen_advis: "Der er ingen advis.", "There are no notices.";
        hos: "Hos", "With";
        valgt: "Vælg", "Choose";
        handling: "Hvad skal der ske?", "What is to be done?";
        overtag: "Overtag", "Take over";
        slip: "Giv slip", "Let go";
        faerdig: "Færdig", "Done";
        genaabn: "Åbn igen", "Open again";
        goer: "Udfør for de valgte", "Do it for the chosen";
    }
}

/// How a source answered, in words.
pub(super) fn kildesvar(s: Sprog, svar: Kildesvar) -> &'static str {
    match svar {
        Kildesvar::Svarede => s.vaelg("Svarede", "Answered"),
        Kildesvar::Afkortet => s.vaelg("Viser kun de nyeste", "Shows the newest only"),
        Kildesvar::IkkeTilsluttet => s.vaelg("Ikke tilsluttet her", "Not connected here"),
        Kildesvar::IkkeRet => s.vaelg("Dine roller dækker den ikke", "Your roles do not cover it"),
        Kildesvar::ForLangsom => s.vaelg("Svarede ikke i tide", "Did not answer in time"),
        Kildesvar::Fejlede => s.vaelg("Kunne ikke svare", "Could not answer"),
        Kildesvar::KunNu => s.vaelg("Kendes kun, som det er nu", "Known only as it is now"),
    }
}

/// A relative's role in words.
pub(super) fn paaroerende(s: Sprog, rolle: &str) -> &str {
    match rolle {
        "aegtefaelle" => s.vaelg("Ægtefælle", "Spouse"),
        "barn" => s.vaelg("Barn", "Child"),
        "mor" => s.vaelg("Mor", "Mother"),
        "far" => s.vaelg("Far", "Father"),
        "foraeldremyndighed" => s.vaelg("Har forældremyndighed", "Has custody"),
        "vaerge" => s.vaelg("Værge", "Guardian"),
        andet => andet,
    }
}

/// A state of a case in words.
pub(super) fn fremdrift(s: Sprog, f: &str) -> &str {
    match f {
        "Opstaaet" => s.vaelg("Opstået", "Begun"),
        "Oplyst" => s.vaelg("Oplyst", "Informed"),
        "Afgjort" => s.vaelg("Afgjort", "Decided"),
        "Afsluttet" => s.vaelg("Afsluttet", "Closed"),
        andet => andet,
    }
}
