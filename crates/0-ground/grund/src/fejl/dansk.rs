//! What each error means and what to do about it, in Danish: the page `/fejl/SAM-NNNN`.
use super::Fejlkode;

impl Fejlkode {
    /// What it means, and what to do.
    pub fn forklaring(self) -> (&'static str, &'static str) {
        use Fejlkode as F;
        match self {
            F::IkkeVelformet => (
                "Det modtagne kan ikke læses som XML eller JSON.",
                "Ret tegnsæt, tags, anførselstegn og escapes på det nævnte sted, og send igen.",
            ),
            F::ForbudtKonstruktion => (
                "XML'en har en DOCTYPE, en entitetserklæring eller en behandlingsinstruktion. Dem læser ingen af tjenesterne.",
                "Fjern den. Kun de fem indbyggede entiteter og tegnreferencer læses.",
            ),
            F::ForStor => {
                ("Beskeden, eller en del af den, er større end grænsen.", "Del kaldet i flere. Alle grænser står i `samspil graenser`.")
            }
            F::ForDyb => (
                "Der er flere niveauer i beskeden, end nogen offentliggjort kontrakt bruger.",
                "Se efter, om klienten pakker indholdet ind flere gange.",
            ),
            F::ForkertNavnerum => (
                "Elementet eller dets navnerum hører ikke til denne tjenestes kontrakt.",
                "Sammenlign med tjenestens ?wsdl. Se især på versionen og på skråstregen sidst i navnerummet.",
            ),
            F::UkendtElement => (
                "Elementet må ikke stå på dette sted.",
                "Elementer skal komme i skemaets rækkefølge. Fejlen nævner dem, der kunne stå her.",
            ),
            F::ManglerElement => {
                ("Noget, der altid skal være med, er der ikke.", "Send det nævnte felt, tomt hvis kontrakten tillader det.")
            }
            F::ForMange => ("Feltet er sendt flere gange, end det må forekomme.", "Send højst det antal, som fejlen nævner."),
            F::DobbeltNoegle => (
                "Den samme nøgle står to gange i ét JSON-objekt, og det er ikke til at vide, hvilken der gælder.",
                "Send hver nøgle én gang.",
            ),
            F::UkendtFelt => ("Feltet findes ikke på denne objekttype.", "De kendte felter står på /{service}/{objekt}/fields."),
            F::UkendtParameter => ("Parameteren findes ikke på denne adresse.", "De kendte parametre står i /openapi.json."),
            F::TomForespoergsel => ("Der var intet indhold i kaldet.", "Send et JSON-objekt."),
            F::SoapVersion => (
                "Beskedens rod er hverken en Envelope i SOAP 1.1 eller i SOAP 1.2.",
                "Ret konvoluttens navnerum; det bestemmer SOAP-versionen.",
            ),
            F::SoapForstaaes => ("Et hovede er mærket mustUnderstand, men har ingen betydning her.", "Fjern hovedet eller mærket."),
            F::ForkertIndhold => (
                "Indholdstypen (Content-Type) eller kodningen kan ikke bruges på denne adresse.",
                "Brug application/json til REST og administration, en XML-type til SOAP, eller en formular, hvor det er beskrevet.",
            ),
            F::UgyldigForespoergsel => (
                "GraphQL-forespørgslen kan ikke læses, eller den nævner et felt eller et argument, som skemaet ikke har, eller mangler et, det kræver.",
                "Se i `message`, hvad der er galt. Skemaet kan hentes ved introspektion og ses på /organisation/graphiql/1/.",
            ),
            F::UgyldigUuid => ("Der skulle stå et UUID.", "Skriv det som 8-4-4-4-12 hexadecimale cifre uden klammer."),
            F::UgyldigUrn => {
                ("Der skulle stå en URN; feltet er tomt eller for langt.", "Skriv højst 255 tegn, for eksempel urn:oio:cvr-nr:11111111.")
            }
            F::UgyldigTid => {
                ("Der skulle stå et tidspunkt.", "Skriv det efter ISO 8601 med tidszone, for eksempel 2026-01-01T00:00:00.000+01:00.")
            }
            F::UgyldigVaerdi => ("Feltet har et fast sæt af værdier, og denne er ikke iblandt dem.", "Brug en af dem, som fejlen nævner."),
            F::ForLang => ("Teksten er længere, end feltet må være.", "Forkort den til det, som fejlen nævner."),
            F::UgyldigtTal => ("Der skulle stå et tal inden for et bestemt område.", "Se området i fejlen."),
            F::UgyldigBoolsk => ("Der skulle stå sand eller falsk.", "Brug true eller false; i XML også 1 og 0."),
            F::UgyldigtMoenster => ("Værdien er ikke skrevet, som feltet kræver.", "Se i fejlen, hvordan den skal se ud."),
            F::UgyldigtTegn => ("Teksten har et styretegn.", "Fjern det. Under U+0020 er kun tabulator, linjeskift og vognretur tilladt."),
            F::UuidOgUrn => ("En reference har både et UUID og en URN, eller ingen af dem.", "Send netop ét af dem (regel A-69)."),
            F::FraEfterTil => {
                ("En periode slutter, før den begynder.", "Perioder går fra og med Fra til, men ikke med, Til. Ret en af dem.")
            }
            F::OverlappendePerioder => (
                "To perioder af det samme felt, den samme tilstand eller en relation, der kun kan have én ad gangen, ligger oven i hinanden.",
                "Lad den ene slutte, før eller netop når den anden begynder (regel A-3).",
            ),
            F::ManglerObligatorisk => (
                "Objektet ville mangle en egenskab eller tilstand, som det altid skal have.",
                "Se på /{service}/{objekt}/schema, hvad der skal sendes.",
            ),
            F::GentagetReference => ("Relationen nævner den samme adresse to gange.", "Send hver adresse én gang (regel A-56)."),
            F::FastRolle => {
                ("En relation, der findes, kan ikke få en anden rolle.", "Afslut den gamle relation, og tilføj en ny (regel A-57).")
            }
            F::ObligatoriskRelation => {
                ("Relationen skal altid være der.", "Send den, der skal træde i stedet, med Fra lig den gamles Til (regel A-58).")
            }
            F::ForMangePerioder => (
                "Objektet ville få flere perioder og relationer, end et objekt må have.",
                "Grænsen står i `samspil graenser`. Se efter, om klienten tilføjer det samme igen og igen.",
            ),
            F::TidKonflikt => (
                "Der er spurgt både om et tidspunkt og om et tidsrum på den samme tidsakse.",
                "Brug enten …tid eller …fra og …til (regel B-11).",
            ),
            F::RegistreringsRaekkefoelge => (
                "Registreringer, der importeres, skal have stigende tider, efter objektets nyeste og ikke i fremtiden.",
                "Send dem ældste først, hver med sit Tidspunkt.",
            ),
            F::BryderAnvisning => (
                "Objektet følger ikke anvisningerne, og myndigheden har valgt at afvise den slags.",
                "Hvert fund nævner regel, felt, værdi og hvad der hjælper. `samspil anvisninger lint` finder dem, før der sendes.",
            ),
            F::FindesIkke => (
                "Der er intet objekt med det UUID hos den myndighed, der kaldes for, eller det må ikke ses.",
                "Kontroller UUID'et og myndigheden.",
            ),
            F::BeloebUdenPlads => (
                "Beløbet har flere cifre, end svaret har plads til. Det er afrundet til hele ører, eller det, det hører til, er udeladt; resten af svaret er helt.",
                "Ret det objekt, som meddelelsen nævner: højst 13 cifre før punktummet og 2 efter.",
            ),
            F::UkendtPersonnummer => (
                "Der er ingen person med det personnummer i befolkningen, som den er læst ind her.",
                "Se nummeret efter. En person, som CPR har fortalt om siden det nyeste udtræk, er her endnu ikke; svarets hoved siger, hvor gammelt det er.",
            ),
            F::IntetFundet => {
                ("Søgningen er rigtig, men intet passer.", "Det er ikke en fejl: sådan svares på en tom søgning (regel A-94).")
            }
            F::Slettet => {
                ("Objektet har været der, men er slettet.", "Spørg med et registreringstidspunkt før sletningen, eller importer det igen.")
            }
            F::FindesAllerede => {
                ("Der er allerede et objekt med det UUID.", "Brug ret. Efter passiver eller slet bruges importer (regel A-22 og A-31).")
            }
            F::UlovligOvergang => {
                ("Handlingen passer ikke til, hvor objektet er i sin livscyklus.", "Fejlen nævner, hvad der kan gøres nu (regel A-21).")
            }
            F::Samtidig => ("En anden ændrede objektet, mens kaldet var undervejs.", "Læs det igen, og gentag ændringen."),
            F::AndenMaster => (
                "Et objekt i indekserne kan kun ændres af det system, det nævner som Master, og det gør ikke det kaldende.",
                "Send systemets eget UUID i Administrationsmodulet som Master. Det kan ikke skiftes bagefter (regel C-10).",
            ),
            F::NummerOptaget => (
                "Nummeret hører allerede til en anden person.",
                "Find ud af, hvem det tilhører. Se docs/personer.md (regel CPR-09 og CPR-10).",
            ),
            F::Overhalet => (
                "Indekset har allerede en nyere registrering efter afsendernes egne tider, og denne ville ændre, hvad den siger.",
                "Læs objektet, og send det, der stadig er rigtigt, med tidspunktet nu (regel C-12).",
            ),
            F::IdOptaget => (
                "UUID'et er brugt. Dueslag og abonnementer har UUID'er, som én myndighed har alene og for altid, også når objektet er slettet.",
                "Vælg et andet UUID, eller lad være med at sende et: så gives der et nyt (regel E-3).",
            ),
            F::UgyldigSide => (
                "Første resultat eller antallet på en side er uden for det mulige.",
                "Første resultat går fra 0; antallet fra 0, og over 500 læses som 500 (regel A-95).",
            ),
            F::ForBredSoegning => (
                "Søgningen skulle se for mange objekter igennem.",
                "Tilføj et kriterium, der er en præcis værdi eller begyndelsen af en tekst.",
            ),
            F::ForMangeKriterier => {
                ("Søgningen har flere kriterier, end den må have.", "Del den i flere. Grænsen står i `samspil graenser`.")
            }
            F::FlereUuidISoegning => {
                ("En søgning kan kun have ét uuid.", "Hent flere objekter som en liste: kun uuid-parametre (regel B-6).")
            }
            F::StroempositionUgyldig => (
                "Ændringsstrømmen kan ikke læses videre fra positionen: lageret er gendannet fra en kopi, eller hændelserne efter den opbevares ikke længere.",
                "Læs alt på ny: tag strømmens nyeste position, læs alle objekter, og fortsæt fra den position. Se docs/drift.md.",
            ),
            F::ManglerMyndighed => (
                "Kaldet siger ikke, hvilken myndighed det er for, eller det er ikke et CVR-nummer.",
                "I åben tilstand: headeren X-Myndighed-CVR med otte cifre.",
            ),
            F::IngenAdgang => {
                ("Kalderen må ikke det her.", "Bed myndigheden om en serviceaftale, eller brug et certifikat, der har rollen.")
            }
            F::KunUdvikling => {
                ("Adressen findes kun i en udviklingsinstans.", "Start med `samspil demo`, eller med `samspil serve --udvikling`.")
            }
            F::UkendtTransaktion => (
                "Headeren x-TransaktionsId (et UUID) eller x-TransaktionsTid (et tidspunkt) mangler eller er forkert.",
                "Send begge i hvert kald.",
            ),
            F::ManglerRolle => (
                "Serviceaftalen findes, men giver ikke den ret, som kaldet kræver.",
                "Bed myndigheden om en aftale med den rolle eller parameter, som fejlen nævner.",
            ),
            F::UdenForAfgraensning => (
                "Objektet ligger uden for det, som aftalens dataafgrænsning dækker.",
                "Bed myndigheden om en aftale, hvis KLE, enheder og følsomhed dækker det.",
            ),
            F::FremmedOprindelse => (
                "Kaldet kommer fra en side et andet sted, eller serveren er kaldt ved et navn, der ikke er dens.",
                "Kald fra serverens egne sider eller fra et program. Udvikling og åben tilstand svarer kun på localhost og 127.0.0.1.",
            ),
            F::ManglerSikkerhed => (
                "Kaldet har hverken token, klientcertifikat eller underskrift, så det vides ikke, hvem der kalder.",
                "Hent et token hos STS, og send det med. Hvordan står i docs/adgang.md; `samspil klient` gør det for dig.",
            ),
            F::UgyldigSignatur => (
                "Underskriften passer ikke til beskeden, eller den dækker ikke alt det, den skal.",
                "Underskriv Body, Action, MessageID, To, Timestamp og tokenet med det certifikat, som tokenet nævner, og ændr intet bagefter (heller ikke blanktegn).",
            ),
            F::ForbudtAlgoritme => (
                "Underskriften bruger en algoritme eller en transformation, der ikke er tilladt.",
                "RSA-SHA256 med mindst 2048 bit, SHA-256 og exclusive canonicalization; transformationer: enveloped-signature, exc-c14n, STR-Transform.",
            ),
            F::UgyldigtToken => (
                "Tokenet er ikke udstedt her, gælder en anden tjeneste eller myndighed, eller er udløbet.",
                "Hent et nyt til tjenestens entityID og den rigtige myndighed.",
            ),
            F::UgyldigTidsramme => (
                "Beskedens tidsstempel er udløbet, ligger i fremtiden eller spænder for langt.",
                "Brug UTC med millisekunder og 5 til 10 minutter; kontroller maskinens ur.",
            ),
            F::Gentaget => ("En besked med det MessageID er modtaget før.", "Giv hver besked et nyt MessageID, også når den sendes igen."),
            F::UgyldigtCertifikat => (
                "Certifikatet er ikke udstedt af nogen, der er tillid til, gælder ikke nu, eller er tilbagekaldt. Den præcise grund kan de berettigede få ved kaldets id.",
                "Brug et gyldigt OCES-funktionscertifikat, som er knyttet til systemet. `samspil certifikat vis` viser, hvad der står i det.",
            ),
            F::UkendtSystem => {
                ("Certifikatet er i orden, men ikke knyttet til noget it-system.", "Knyt det til systemet i Administrationsmodulet.")
            }
            F::IngenAftale => (
                "Systemet har ingen godkendt og gældende serviceaftale om tjenesten med den myndighed.",
                "Anmod om en, og få myndigheden til at godkende den. `samspil klient afslag` fortæller, hvad der mangler.",
            ),
            F::UkendtTjeneste => (
                "Der er ingen tjeneste med det entityID.",
                "`samspil klient tjenester` og siden med nøglelagre nævner dem alle. Se efter http, skråstreg og version.",
            ),
            F::UgyldigTokenanmodning => ("Anmodningen om et token er ikke udfyldt, som STS kræver.", "Felterne står i docs/adgang.md."),
            F::UgyldigKlient => (
                "Adressen kræver et klientcertifikat, eller et, der er registreret til det.",
                "Kald med HTTPS og systemets funktionscertifikat, i Administrationsmodulet med en administrators medarbejdercertifikat.",
            ),
            F::UkendtMyndighed => {
                ("Ingen myndighed med det CVR-nummer er tilsluttet.", "Kontroller CVR-nummeret på den myndighed, der kaldes for.")
            }
            F::KraeverNoeglebevis => (
                "Et certifikat kan enhver have; det skal bevises, at nøglen er kalderens.",
                "Send det, som `samspil certifikat bevis` udskriver, som `bevis`: det er underskriften, lavet med certifikatets nøgle.",
            ),
            F::FremmedCertifikat => {
                ("Certifikatet har en anden organisations CVR-nummer end systemets ejer.", "Brug et certifikat med ejerens CVR-nummer.")
            }
            F::UgyldigTilstand => {
                ("Aftalen er et sted i sit forløb, hvor det ikke kan gøres.", "Fejlen nævner, hvad der kan gøres nu (regel H-4).")
            }
            F::Uforanderlig => ("En aftale, der er godkendt, ændres ikke.", "Kopier den til en ny, og få den godkendt (regel H-5)."),
            F::IBrug => ("Noget andet bruger det, så det kan ikke fjernes eller ændres.", "Fejlen nævner hvad. Ret det først."),
            F::KraeverForudsaetning => (
                "En afgørelse skal sige, hvilken registrering den er truffet på, så ingen godkender noget andet end det, de har set.",
                "Send If-Match med den ETag, der blev læst, eller `registreret` i indholdet.",
            ),
            F::MasterIBrug => (
                "Der er objekter, som allerede nævner UUID'et som deres master, så det ville give adgang til dem.",
                "Udelad UUID'et, så gives et nyt. Myndighederne bag objekterne har fået det at vide.",
            ),
            F::BrudtKaede => (
                "Revisionsloggen er ikke hel: noget er ændret eller fjernet.",
                "Det første brud er nævnt. Sammenlign med en sikkerhedskopi, og undersøg, hvem der har haft adgang til lageret.",
            ),
            F::UlaeseligLogindgang => (
                "En indgang i revisionsloggen kan ikke læses.",
                "Nøglen er en anden, eller rækken er ændret. Kør `samspil log kontroller`.",
            ),
            F::UgyldigLognoegle => (
                "Filen log.noegle er beskadiget eller ikke en lognøgle.",
                "Læg den rigtige tilbage fra sikkerhedskopien. Uden den kan loggen hverken læses eller fortsættes.",
            ),
            F::ForKortBevaring => ("Logindgange skal gemmes længere end det.", "Mindst 6 måneder."),
            F::IngenBrugerret => (
                "Brugeren bag kaldet har ingen jobfunktionsrolle i det kaldende system for denne myndigheds data.",
                "Brugerens egen myndighed tildeler rollen. `samspil rolle hvorfor` viser, hvad der mangler.",
            ),
            F::Rollekonflikt => (
                "Nogen ville få to roller, som en regel om funktionsadskillelse holder adskilt.",
                "Tildel rollen til andre, eller undtag brugeren. Reglen, brugeren og de to roller er nævnt.",
            ),
            F::Rolletilstand => ("Forslaget eller tildelingen er afgjort eller ophørt.", "Stil et nyt forslag, eller giv en ny tildeling."),
            F::KraeverLogret => (
                "CPR-numre i loggen ses kun af den, der har log-rettigheden.",
                "Se dem maskeret, eller brug en administrator med logindsigt.",
            ),
            F::BeskedMyndighed => (
                "ObjektAnsvarligMyndighed skal være den myndighed, som afsenderens token gælder for.",
                "Send beskeden med et token for den myndighed, objektet hører til.",
            ),
            F::BeskedUdenAftale => (
                "Afsenderens aftaler om BeskedAfsend dækker ikke beskedens beskedtype, KLE-numre og følsomhed.",
                "Bed myndigheden om en aftale, hvis parametre dækker beskeden.",
            ),
            F::BeskedModtager => (
                "Beskeden nævner en TilladtModtager, som afsenderens aftale ikke tillader.",
                "Nævn kun de tilladte myndigheder. Med version 2 af snitfladen udelades de øvrige i stedet.",
            ),
            F::AndenLevering => (
                "Et dueslag leveres på én måde, og det er ikke den, der blev bedt om.",
                "Ret dueslagets leveringsmaade, eller hent på den måde, det har (regel E-34).",
            ),
            F::BeskedIdGenbrugt => (
                "Det samme BeskedId må kun sendes igen med den samme besked; så svares der som første gang.",
                "Giv hver besked sit eget BeskedId.",
            ),
            F::FordelingAfsender => (
                "En myndighed kan kun overdrage for sig selv.",
                "Brug et token eller en AuthorityContext for den myndighed, som DistributionContext nævner.",
            ),
            F::FordelingGenbrugt => (
                "Det samme id må kun sendes igen med præcis det samme indhold; så svares der som første gang.",
                "Giv hver overdragelse sit eget AnvenderTransaktionsID.",
            ),
            F::KvoteOpbrugt => (
                "Serviceaftalen, systemet eller tjenesten har en kvote for måneden, og den er brugt op.",
                "Vent, til kvoten begynder forfra (tidspunktet er nævnt), eller bed myndigheden eller driften om en større.",
            ),
            F::KildeMangler => (
                "Den kilde, der er valgt for tjenesten, findes ikke: tjenesten har ikke sådan en her, eller ingen opstrøm hedder sådan.",
                "Driften eller myndigheden vælger en anden kilde: `samspil kilde vis`.",
            ),
            F::OpstroemNaasIkke => ("Det system, der svarer for tjenesten, svarede ikke inden fristen.", "Prøv igen om lidt."),
            F::OpstroemAfbrudt => (
                "Det system, der svarer for tjenesten, har ikke svaret flere gange i træk, og der spørges ikke før om lidt.",
                "Prøv igen efter den tid, der er nævnt.",
            ),
            F::OpstroemOptaget => (
                "Der er for mange kald i gang til det system, der svarer for tjenesten. Andre tjenester mærker det ikke.",
                "Prøv igen om lidt.",
            ),
            F::OpstroemAfviste => (
                "Det system, der svarer for tjenesten, afviste kaldet; dets egne ord er nævnt.",
                "Handler det om aftaler eller certifikater, er det dem mellem denne installation og kilden: driften skal se på dem.",
            ),
            F::OpstroemUlaeselig => (
                "Svaret fra det system, der svarer for tjenesten, var for stort, var ingen besked eller svarede på noget andet.",
                "Giv driften kaldets id.",
            ),
            F::Simuleret => (
                "Svaret er fundet på ud fra befolkningen: det hænger sammen og er det samme hver gang, men er ikke sandt.",
                "Skal der svares med sandheden, skal der vælges en anden kilde for tjenesten: `samspil kilde vis`.",
            ),
            F::NytPersonnummer => (
                "Den person, som der er spurgt om ved nummeret, har et andet nu: svaret står under det.",
                "Brug nummeret, som det er nu, og som er nævnt.",
            ),
            F::FordelingIngenModtager => (
                "Den modtagende myndighed har ingen fordelingsregel for KLE-nummeret og facetten.",
                "Bed myndigheden om en regel, eller nævn systemet som RoutingModtagerAktoer.",
            ),
            F::FordelingUafgjort => (
                "To eller flere regler er lige præcise og nævner forskellige systemer. Så vælges ingen af dem.",
                "Den modtagende myndighed skal rette en af de nævnte regler. /fordeling/konflikter viser dem alle.",
            ),
            F::FordelingUdenAftale => (
                "Enten har de to myndigheder ikke begge en Fordelingsaftale, der dækker KLE-nummeret, eller også har det modtagende system ingen serviceaftale med rollen Modtag.",
                "Begge myndigheder opretter en Fordelingsaftale med den anden; systemet anmoder om en serviceaftale på SF2900.",
            ),
            F::FordelingKanIkkeModtage => (
                "Systemet er ikke sat op til at modtage objekttypen.",
                "Den modtagende myndighed opretter eller retter systemets Fordelingssystem.",
            ),
            F::FordelingAfsluttet => (
                "Der er kvitteret endeligt for overdragelsen, og den kvittering gælder.",
                "Overdrag igen med et nyt id, hvis kvitteringen var en fejl.",
            ),
            F::FordelingIkkeLeveret => (
                "Modtagerens system svarede ikke, eller svarede med en fejl, indtil fristen udløb. Afsenderen har stadig ansvaret.",
                "Spørg modtageren, og overdrag igen.",
            ),
            F::FordelingIntetSvar => (
                "Modtagerens system har fået objektet, men der er ikke kvitteret. Afsenderen har stadig ansvaret.",
                "Spørg modtageren. En sen kvittering gælder stadig.",
            ),
            F::FordelingManglerFil => (
                "Et dokument overdrages med en fil, der allerede ligger i afsenderens mappe OUT.",
                "Læg filen der med SFTP under det navn, som DokumentFilNavn nævner, og overdrag så dokumentet.",
            ),
            F::FordelingKonflikt => (
                "To regler for det samme KLE-nummer og den samme facet kan ikke nævne hver sit system på samme tid; så ville ingen modtage noget.",
                "Ret eller afslut de nævnte regler, eller lad den nye regels virkning begynde, når deres slutter.",
            ),
            F::UdtraekRaekkefoelge => (
                "Et ændringsudtræk følger på det, der kom før det: ellers mangler der ændringer. Udtrækket er ældre end det, der er indlæst, et andet fra den samme dag, eller der mangler et imellem.",
                "Indlæs det, der mangler, først; fejlen nævner, hvilket udtræk det følger på. Et fuldt udtræk må springe andre over.",
            ),
            F::UdtraekForaeldet => (
                "Et udtræk af DAR eller BBR er ældre end det nyeste, der er indlæst, og siger noget, der ikke var kendt.",
                "Indlæs udtrækkene fra det ældste til det nyeste. Med --tillad-aeldre føjes det ældre til historikken.",
            ),
            F::ForMangeOpslag => (
                "Der slås adresser op oftere fra den samme afsender, end nogen kan skrive.",
                "Vent et sekund. Den, der skal bruge alle adresser, indlæser registrets eget udtræk.",
            ),
            F::UkendtSti => {
                ("Der er intet på den adresse.", "Se efter stavefejl. Forsiden nævner tjenesterne, og /site-map alle REST-adresser.")
            }
            F::UkendtMetode => ("Adressen findes, men kan ikke kaldes med den metode.", "Headeren Allow nævner metoderne."),
            F::UkendtFil => ("Der er ingen fil med det navn.", "Kontroller navnet og stien."),
            F::ManglerFil => (
                "Kaldet henviser til en fil, som ikke er sendt med.",
                "Send filen som en del af formularen med det navn, der henvises til.",
            ),
            F::UgyldigFil => {
                ("Filen kan ikke læses som det, den skulle være.", "Fejlen nævner filen og, hvor det er muligt, linje, kolonne og regel.")
            }
            F::IndholdAfvist => (
                "Filen er læst, men indholdet bryder en regel eller passer ikke med det, der er indlæst i forvejen. Intet er ændret.",
                "Fejlen nævner linje, kolonne og regel. Ret filen, eller brug det, som fejlen siger, der kan ventes.",
            ),
            F::UbrugeligtSted => (
                "Filsystemet giver ikke adgang til filen eller mappen.",
                "Fejlen nævner stedet og styresystemets grund: findes ikke, ingen rettigheder, ikke plads.",
            ),
            F::UgyldigtFilnavn => (
                "Et filnavn er ét navn uden skråstreger og styretegn, og det begynder ikke med punktum eller mellemrum.",
                "Giv filen et andet navn. Der kan ikke laves mapper; se docs/sftp.md.",
            ),
            F::FilmappeFuld => (
                "Systemets mappe indeholder så mange filer eller bytes, som den må.",
                "Slet filer, der er hentet eller leveret. Grænserne står i `samspil graenser`.",
            ),
            F::LoginUkendtSystem => (
                "Intet system med det entityID eller client_id er tilsluttet login her.",
                "Læg systemets metadata eller klient i mappen `login`, og se efter, om id'et er skrevet ens.",
            ),
            F::LoginUgyldig => (
                "Anmodningen eller svaret er ikke underskrevet, er til en anden, er ændret, er for gammelt, eller følger ikke profilen.",
                "Årsagen står i loggen under kaldets id. Begynd forfra i systemet.",
            ),
            F::LoginUdloebet => (
                "Et login kan afsluttes én gang, inden for et kvarter og i den browser, som det begyndte i.",
                "Gå tilbage til systemet, og log ind igen.",
            ),
            F::LoginNiveau => (
                "Systemet kræver et højere NSIS-sikringsniveau end det, der er logget ind med.",
                "Log ind igen med et middel på det nævnte niveau.",
            ),
            F::LoginSpaerret => ("Identiteten er spærret, og alle dens sessioner er afsluttet.", "Kontakt den, der har spærret den."),
            F::LoginAfvist => (
                "Identitetsudbyderen afviste, eller den sagde noget, som den ikke må sige, for eksempel om en anden myndigheds brugere.",
                "Årsagen står i loggen under kaldets id.",
            ),
            F::LoginIkkeOpsat => ("Installationen har ingen nøgle til login af brugere.", "Læg login.pem og login.key i nøglemappen."),
            F::Intern => (
                "Der er en fejl i Samspil eller i det, som det kører på. Kaldet er ikke udført.",
                "Opgiv kaldets id (headeren x-kald-id) til driften; årsagen står i programmets log.",
            ),
            F::Optaget => (
                "Serveren har for travlt, er ved at lukke, eller lageret kan ikke skrives til. Intet er ændret.",
                "Prøv igen om lidt; headeren Retry-After siger hvornår. Driften ser årsagen på /sundhed.",
            ),
            F::Tidsudloeb => ("Kaldet nåede ikke at blive færdigt.", "Bed om mindre ad gangen. Læs først, om en ændring blev gennemført."),
            F::LagerSkadet => (
                "Den fil, som data ligger i, er beskadiget. Kaldet er ikke udført.",
                "Driften stopper programmet og lægger den nyeste gode kopi tilbage; det hjælper ikke at prøve igen.",
            ),
            F::AftalerUbekraeftede => (
                "Lageret svarer ikke, så det kan ikke ses, om aftalen stadig gælder. En aftale, der er opsagt et andet sted, må ikke virke videre.",
                "Prøv igen om lidt. Driften ser årsagen på /sundhed.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fejl::KATALOG;

    #[test]
    fn i12_3_6_every_error_is_explained_in_danish_sentences() {
        for p in KATALOG {
            let (betydning, raad) = p.kode.forklaring();
            for t in [p.dansk, betydning, raad] {
                assert!(
                    t.ends_with('.') && t.chars().next().is_some_and(|c| c.is_uppercase() || c == '`' || c.is_numeric()),
                    "{}: {t}",
                    p.nummer
                );
                for engelsk in [" the ", " is ", " not ", " must ", "NotFound", "n't "] {
                    assert!(!t.contains(engelsk), "{}: {t}", p.nummer);
                }
            }
        }
    }
}
