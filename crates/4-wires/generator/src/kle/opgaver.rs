//! What the departments of a municipality do, as groups and subjects of the classification. Titles are ours.

/// Subjects of a group beside what there is of it in general.
pub const EMNER: usize = 4;

/// A group: its title, and the titles of its subjects.
pub type Gruppe = (&'static str, [&'static str; EMNER]);

/// The groups of each administration's departments, in the order of [`crate::navne::FORVALTNINGER`].
pub const GRUPPER: [&[Gruppe]; 8] = [
    &[
        (
            "Dagtilbud",
            ["Åbningstid i dagtilbud", "Forældrebetaling i dagtilbud", "Pædagogisk tilsyn med dagtilbud", "Private pasningsordninger"],
        ),
        ("Skoler", ["Skolestart", "Specialundervisning", "Befordring af elever", "Skoledistrikter"]),
        ("Familierådgivning", ["Rådgivning af familier", "Netværk og samvær", "Forebyggende støtte til børn", "Underretninger"]),
        ("Sundhedspleje", ["Hjemmebesøg hos nyfødte", "Skolebørns sundhed", "Ernæring til børn", "Vaccination af børn"]),
        ("Ungeindsats", ["Uddannelsesvejledning", "Fritidsjob til unge", "Mentorer for unge", "Uddannelsesplaner"]),
    ],
    &[
        ("Hjemmepleje", ["Personlig pleje", "Praktisk hjælp", "Madservice", "Nødkald"]),
        ("Visitation", ["Vurdering af behov", "Plejebolig", "Midlertidigt ophold", "Valg af leverandør"]),
        ("Voksenhandicap", ["Botilbud", "Aktivitet og samvær", "Ledsagelse", "Personlig assistance"]),
        ("Socialpsykiatri", ["Bostøtte", "Væresteder", "Misbrugsbehandling", "Kontaktpersoner"]),
        ("Hjælpemidler", ["Kropsbårne hjælpemidler", "Boligindretning", "Handicapbiler", "Udlån af hjælpemidler"]),
    ],
    &[
        ("Byggeri", ["Byggetilladelse", "Ibrugtagning", "Nedrivning", "Brandsikring"]),
        ("Veje og parker", ["Vejvedligeholdelse", "Vintertjeneste", "Grønne områder", "Gravetilladelse"]),
        ("Natur og vand", ["Vandløb", "Drikkevand", "Spildevand", "Naturbeskyttelse"]),
        ("Planlægning", ["Kommuneplan", "Lokalplan", "Landzonetilladelse", "Dispensation fra lokalplan"]),
        ("Affald", ["Dagrenovation", "Genbrugsplads", "Erhvervsaffald", "Affaldsgebyr"]),
    ],
    &[
        ("Jobsøgning", ["Jobsamtaler", "Virksomhedspraktik", "Jobplan", "Rådighed"]),
        ("Ydelser til ledige", ["Løntilskud", "Godtgørelse", "Tilbagebetaling", "Sanktioner"]),
        ("Sygedagpenge", ["Anmeldelse af sygefravær", "Opfølgning på sygefravær", "Jobafklaring", "Refusion til arbejdsgiver"]),
        ("Virksomhedsservice", ["Rekruttering", "Fastholdelse", "Praktikaftaler", "Sociale klausuler"]),
        ("Integration", ["Modtagelse af flygtninge", "Danskuddannelse", "Integrationsprogram", "Boligplacering"]),
    ],
    &[
        ("Borgerkontakt", ["Folkeregistrering", "Legitimationskort", "Digital Post", "Sundhedskort"]),
        ("Pension", ["Helbredstillæg", "Personligt tillæg", "Beregning af pension", "Udbetaling til udlandet"]),
        ("Boligstøtte", ["Boligydelse", "Boligsikring", "Indskudslån", "Kommunal boliganvisning"]),
        ("Opkrævning", ["Betalingsaftaler", "Restancer", "Henstand", "Eftergivelse"]),
    ],
    &[
        ("Biblioteker", ["Udlån", "Materialevalg", "Biblioteksafgifter", "Arrangementer på biblioteket"]),
        ("Idræt", ["Idrætsanlæg", "Svømmehaller", "Lokaletildeling", "Eliteidræt"]),
        ("Musikskole", ["Undervisning i musikskolen", "Elevbetaling", "Talentforløb", "Udlån af instrumenter"]),
        ("Foreninger", ["Tilskud til foreninger", "Folkeoplysning", "Lokaletilskud", "Frivilligt socialt arbejde"]),
    ],
    &[
        ("Personalebudget", ["Budget for personale", "Normering", "Personaleplanlægning", "Personalestatistik"]),
        ("Lønregnskab", ["Kontering af løn", "Feriepenge", "Refusioner", "Afstemning af løn"]),
        ("Løn", ["Løndannelse", "Pensionsbidrag", "Løntillæg", "Lønforhandling"]),
        ("Ansættelse og afsked", ["Stillingsopslag", "Ansættelse", "Afsked", "Personalepolitik"]),
        ("Personalegoder", ["Tjenesterejser", "Arbejdstøj", "Telefoner til medarbejdere", "Frokostordning"]),
    ],
    &[
        ("It-drift", ["Servere og netværk", "It-arbejdspladser", "Brugeradministration", "Driftsaftaler"]),
        ("Digitalisering", ["Selvbetjening", "Fagsystemer", "Systemintegration", "Data og statistik"]),
        ("Sekretariat", ["Journalisering", "Arkiv", "Postfordeling", "Mødebetjening"]),
        ("Jura", ["Databeskyttelse", "Aktindsigt", "Kontrakter", "Juridisk rådgivning"]),
        ("Kommunikation", ["Hjemmeside", "Pressekontakt", "Sociale medier", "Borgerinddragelse"]),
    ],
];
