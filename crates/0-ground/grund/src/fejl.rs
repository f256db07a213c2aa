//! The error catalogue: every refusal has a number that is never reused, a Danish text for the user, an English text for the
//! developer, and its codes on each wire. The page of help is made from the same table (`samspil fejl SAM-1001`).
mod dansk;

use crate::sagt::Sagt;
use std::fmt;

/// One line of the catalogue.
#[derive(Debug)]
pub struct Post {
    /// The code itself.
    pub kode: Fejlkode,
    /// Never reused, can be quoted in a ticket: `SAM-1001`.
    pub nummer: u16,
    /// StandardRetur/StatusKode (A.7; 43, 50 and 53 are our decision).
    pub statuskode: u16,
    /// HTTP status on REST and GraphQL.
    pub http: u16,
    /// AMQP reply code.
    pub amqp: u16,
    /// For the user, in Danish.
    pub dansk: &'static str,
    /// For the developer, in English.
    pub engelsk: &'static str,
    /// What to do about it, in English.
    pub hjaelp: &'static str,
}

macro_rules! katalog {
    ($($navn:ident $nummer:literal $status:literal $http:literal $amqp:literal $dansk:literal $engelsk:literal $hjaelp:literal;)*) => {
        /// The errors that a caller can meet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Fejlkode { $(#[doc = $engelsk] $navn),* }

        /// The whole catalogue, in order of number.
        pub const KATALOG: &[Post] = &[$(Post {
            kode: Fejlkode::$navn, nummer: $nummer, statuskode: $status, http: $http, amqp: $amqp,
            dansk: $dansk, engelsk: $engelsk, hjaelp: $hjaelp,
        }),*];

        impl Fejlkode {
            /// The line of the catalogue.
            pub fn post(self) -> &'static Post {
                match self { $(Fejlkode::$navn => const {
                    &Post { kode: Fejlkode::$navn, nummer: $nummer, statuskode: $status, http: $http, amqp: $amqp,
                            dansk: $dansk, engelsk: $engelsk, hjaelp: $hjaelp }
                }),* }
            }
        }
    };
}

katalog! {
    // 10xx: the bytes
    IkkeVelformet 1001 40 400 501 "Beskeden er ikke velformet." "The message is not well-formed XML or JSON." "Check encoding, tags, quotes and escapes at the named position.";
    ForbudtKonstruktion 1002 40 400 501 "Beskeden indeholder noget, der ikke er tilladt (DTD, entitet eller behandlingsinstruktion)." "The message contains a DTD, an entity declaration or a processing instruction." "Remove the DOCTYPE; only the five predefined entities and character references are read.";
    ForStor 1003 40 413 311 "Beskeden er for stor." "The message or a part of it is larger than the limit." "Split the call; the limits are listed by `samspil graenser`.";
    ForDyb 1004 40 400 501 "Beskeden er for dybt indlejret." "The message is nested deeper than the limit." "No published contract needs such a depth.";
    ForkertNavnerum 1005 40 400 501 "Elementet er ukendt i denne service." "The element or namespace is not part of this service's contract." "Compare with the service's ?wsdl; mind version and trailing slash of the namespace.";
    UkendtElement 1006 40 400 501 "Elementet hører ikke til her." "The element is not allowed at this place." "Elements must come in the order of the schema; the expected ones are named.";
    ManglerElement 1007 40 400 501 "Et obligatorisk element mangler." "A mandatory element or field is missing." "Send the named field, empty if the contract allows it.";
    ForMange 1008 40 400 501 "Feltet forekommer for mange gange." "The field occurs more often than its cardinality allows." "See the allowed number in the message.";
    DobbeltNoegle 1009 40 400 501 "Den samme nøgle forekommer to gange i JSON-objektet." "A key occurs twice in one JSON object." "Send each key once.";
    UkendtFelt 1010 40 400 501 "Feltet er ukendt." "The field is not part of this object type." "The known fields are listed at /{service}/{object}/fields.";
    UkendtParameter 1011 40 400 501 "Parameteren er ukendt." "The parameter is not supported." "The supported parameters are in the OpenAPI document.";
    TomForespoergsel 1012 40 400 501 "Forespørgslen er tom." "The request has no content." "Send a JSON object.";
    SoapVersion 1013 40 400 501 "Konvolutten er hverken SOAP 1.1 eller SOAP 1.2." "The root element is not an Envelope of SOAP 1.1 or 1.2." "The SOAP version is taken from the namespace of the Envelope.";
    SoapForstaaes 1014 40 500 501 "Et obligatorisk SOAP-hovede forstås ikke." "A header marked mustUnderstand is not understood here." "Remove the header or the mark.";
    ForkertIndhold 1015 40 415 501 "Indholdstypen kan ikke bruges her." "The content type is not supported here." "Use application/json, a form with the field json, or an XML type for SOAP.";
    UgyldigForespoergsel 1016 40 400 501 "Forespørgslen passer ikke til skemaet." "The GraphQL query can't be read, or does not fit the schema." "The message says what was expected and where; the schema is told by introspection, and shown by the page /organisation/graphiql/1/.";
    // 11xx: values
    UgyldigUuid 1101 40 400 501 "Værdien er ikke et UUID." "The value is not a UUID of the form 8-4-4-4-12." "Hexadecimal digits in either case, no braces.";
    UgyldigUrn 1102 40 400 501 "Værdien er ikke en URN." "Nothing that can stand for a URN: blank, or longer than 255 characters." "Use urn:oio:… or another registered form.";
    UgyldigTid 1103 40 400 501 "Værdien er ikke et tidspunkt." "The value is not a date and time." "Use ISO 8601, for instance 2026-01-01T00:00:00.000+01:00.";
    UgyldigVaerdi 1104 40 400 501 "Værdien er ikke blandt de tilladte." "The value is not one of the allowed ones." "The allowed values are named in the message.";
    ForLang 1105 40 400 501 "Teksten er for lang." "The text is longer than the field allows." "The limit is named in the message.";
    UgyldigtTal 1106 40 400 501 "Værdien er ikke et tal i det tilladte område." "The value is not a number in the allowed range." "The range is named in the message.";
    UgyldigBoolsk 1107 40 400 501 "Værdien er ikke sand eller falsk." "The value is not a boolean." "Use true or false (1 and 0 in XML).";
    UgyldigtMoenster 1108 40 400 501 "Værdien har ikke den rigtige form." "The value does not match the pattern of the field." "The pattern is named in the message.";
    UgyldigtTegn 1109 40 400 501 "Teksten indeholder et tegn, der ikke må forekomme." "The text contains a control character." "Only tab, carriage return and line feed are allowed below U+0020.";
    UuidOgUrn 1110 40 400 501 "En reference er enten et UUID eller en URN." "A reference has a UUID or a URN, not both and not none." "See rule A-69.";
    // 12xx: periods and rules of the object model
    FraEfterTil 1201 40 400 501 "Virkningens Fra ligger ikke før Til." "The period's from is not before its to." "Periods are half-open: from inclusive, to exclusive.";
    OverlappendePerioder 1202 40 400 501 "Perioderne overlapper." "Two given periods of the same attribute, state or 0..1 relation overlap." "End one before the other starts; the same instant may end one and start the next (A-3).";
    ManglerObligatorisk 1203 40 400 501 "En obligatorisk egenskab eller tilstand mangler." "A mandatory attribute or state is missing." "See /{service}/{object}/schema for what must be sent.";
    GentagetReference 1204 40 400 501 "Den samme adresse er angivet to gange." "The same reference occurs twice in the relation." "Rule A-56: send each address reference once.";
    FastRolle 1205 40 400 501 "En relations rolle kan ikke ændres." "The role of an existing relation cannot change." "End the old relation and add a new one (A-57).";
    ObligatoriskRelation 1206 40 400 501 "Relationen kan erstattes, men ikke fjernes." "The relation can be replaced but not removed." "Send the replacement with a Fra equal to the old one's Til (A-58).";
    ForMangePerioder 1207 40 400 501 "Objektet har for mange perioder eller relationer." "The object would hold more periods and relations than the limit." "The limit is in `samspil graenser`.";
    TidKonflikt 1208 40 400 501 "Et tidspunkt og et interval kan ikke bruges sammen." "A point and an interval of the same time axis were given together." "Use either …tid or …fra/…til (B-11).";
    RegistreringsRaekkefoelge 1209 40 400 501 "Registreringernes tidspunkter er ikke stigende." "Imported registrations must have rising times, after the object's latest and not in the future." "Send them oldest first, each with its Tidspunkt.";
    BryderAnvisning 1210 40 400 501 "Objektet følger ikke anvisningerne, og myndigheden afviser sådanne objekter." "The object does not follow the anvisninger, and the authority refuses such objects." "Each finding names rule, field, value and remedy; `samspil anvisninger lint` finds them before sending. See docs/anvisninger.md.";
    // 13xx: life cycle and existence
    FindesIkke 1301 44 404 404 "Objektet findes ikke." "There is no such object." "Check the UUID and the authority you call for.";
    IntetFundet 1302 44 404 404 "Der blev ikke fundet noget." "Nothing was found." "An empty search answers 44 (A-94).";
    Slettet 1303 44 410 404 "Objektet er slettet." "The object has been deleted." "Ask with a registration time before the deletion, or import it again.";
    FindesAllerede 1304 49 409 406 "Objektet findes allerede." "The object exists already." "Use ret, or importer after passiver or slet (A-22, A-31).";
    UlovligOvergang 1305 49 400 406 "Objektets livscyklus tillader ikke handlingen." "The object's life cycle does not allow the operation." "See the table of transitions, rule A-21.";
    Samtidig 1306 49 409 406 "Objektet blev ændret samtidig af en anden." "The object was changed by someone else at the same time." "Read it again and repeat the change.";
    // 14xx: searching and paging
    AndenMaster 1307 49 409 406 "Objektet hører til et andet fagsystem." "The object has another master system, for ever, or none." "An object names the calling system as Master (its UUID in the Administrationsmodul); only that system may change it, and the name cannot be changed (C-10).";
    NummerOptaget 1308 49 409 406 "Nummeret er allerede knyttet til en anden person." "The number binds another person already." "A number binds one person. Find out whose it is; a number of status 30 or 50 binds nobody (CPR-09, CPR-10). See docs/personer.md.";
    Overhalet 1309 49 409 406 "Der er allerede registreret noget nyere om objektet." "The index has a newer registration of the object already, by the senders' own times." "The update's Tidspunkt lies before that of the newest registration, and it would change what that one says (C-12). Read the object, and send what is still true with the time of now.";
    BeloebUdenPlads 1310 44 404 404 "Et beløb kan ikke vises, som det er registreret." "An amount has more digits than the contract has room for; it is rounded, or what it belongs to is left out." "Correct the object that is named; its sender was told at import where the authority has the anvisninger told (docs/anvisninger.md).";
    IdOptaget 1311 49 409 406 "UUID'et kan ikke bruges." "The UUID can't be used: it is taken." "Choose another UUID. Those of dueslag and subscriptions are one authority's alone, for ever.";
    UkendtPersonnummer 1312 44 404 404 "Personnummeret findes ikke." "There is no person with that number in the population." "Check the number. A person whom CPR has told of since the newest extract is not there yet; the answer's header says how old it is.";
    UgyldigSide 1401 40 400 501 "Sidens start eller længde kan ikke bruges." "The page's first result or length is out of range." "First result from 0 to 10,000,000; length from 0; more than 500 is read as 500 (A-95).";
    ForBredSoegning 1402 40 400 501 "Søgningen er for bred." "The search would look through too many objects." "Add a criterion that is an exact value or the beginning of a text.";
    ForMangeKriterier 1403 40 400 501 "Søgningen har for mange kriterier." "The search has more criteria than the limit." "The limit is in `samspil graenser`.";
    FlereUuidISoegning 1404 40 400 501 "Der kan kun søges med ét uuid." "More than one uuid in a search." "Use a list (uuid parameters only) for several objects (B-6).";
    StroempositionUgyldig 1405 40 410 404 "Ændringsstrømmen kan ikke læses videre fra denne position: lageret er gendannet, eller hændelserne opbevares ikke længere." "The change feed can't be read on from this position: the store was restored, or the events are no longer kept." "Read everything anew: take the feed's present position, read all objects, and go on from that position.";
    // 20xx: access
    ManglerMyndighed 2001 43 401 403 "Myndigheden er ikke angivet korrekt." "The authority is missing or not a CVR number." "In the open mode: header X-Myndighed-CVR with eight digits.";
    IngenAdgang 2002 43 403 403 "Der er ikke adgang." "The caller may not do this." "Ask the authority for a service agreement.";
    KunUdvikling 2003 43 404 404 "Findes kun i udvikling." "Only available in development." "Start with `samspil demo`, or `serve --udvikling`.";
    UkendtTransaktion 2004 40 400 501 "Headeren x-TransaktionsId eller x-TransaktionsTid mangler eller er ugyldig." "The header x-TransaktionsId (UUID) or x-TransaktionsTid (ISO time) is missing or invalid." "Send both headers on every call.";
    ManglerRolle 2005 43 403 403 "Serviceaftalen giver ikke ret til det." "The service agreement does not give the right." "Ask the authority for an agreement with the role or parameter that is named.";
    UdenForAfgraensning 2006 43 403 403 "Objektet ligger uden for dataafgrænsningen." "The object lies outside the data restrictions of the agreement." "Ask the authority for an agreement whose data restrictions (KLE, units, sensitivity) cover it.";
    FremmedOprindelse 2008 43 403 403 "Kaldet kommer fra en anden side end denne." "The request comes from a page of another origin, or by another host name." "Call from this server's own pages, or from a program that sends neither Origin nor Sec-Fetch-Site; development answers on loopback names only.";
    // 21xx: proof of who calls. The caller is told no more than the kind; those entitled may ask for the rest by the call's id.
    ManglerSikkerhed 2101 43 401 403 "Kaldet har hverken token, klientcertifikat eller underskrift." "The call has no token, no client certificate and no signature." "Fetch a token at the STS and send it; see docs/adgang.md.";
    UgyldigSignatur 2102 43 401 403 "Beskedens signatur kan ikke godkendes." "The message's signature is wrong, or does not cover what it must." "Sign Body, Action, MessageID, To, Timestamp and the token with the certificate that the token names.";
    ForbudtAlgoritme 2103 43 401 403 "Signaturen bruger en algoritme, der ikke er tilladt." "The signature uses an algorithm or transform that is not allowed." "RSA-SHA256 (2048 bits or more), SHA-256, exclusive canonicalisation; transforms: enveloped-signature, exc-c14n, STR-Transform.";
    UgyldigtToken 2104 43 401 403 "Tokenet kan ikke godkendes." "The token is not one of ours, not for this service or authority, or not in force." "Fetch a new token for this service's entity id and the authority.";
    UgyldigTidsramme 2105 43 401 403 "Beskedens tidsstempel ligger uden for det tilladte." "The message's timestamp is expired, in the future, or spans too long." "UTC with milliseconds; valid for 5 to 10 minutes; check the machine's clock.";
    Gentaget 2106 43 401 403 "Beskeden er modtaget før." "A message with this MessageID was received before." "Give every message a new MessageID, also when it is sent again.";
    UgyldigtCertifikat 2107 43 401 403 "Certifikatet kan ikke godkendes." "The certificate is not trusted, not in force, or revoked." "Use a valid OCES function certificate that is registered for the system.";
    UkendtSystem 2108 43 401 403 "Certifikatet er ikke tilknyttet noget it-system." "No it-system has this certificate." "Register the certificate on the system in the Administrationsmodul.";
    IngenAftale 2109 43 403 403 "Der er ingen godkendt serviceaftale." "There is no approved service agreement for this system, service and authority." "Ask for an agreement, and have the authority approve it.";
    UkendtTjeneste 2110 43 403 403 "Tjenesten er ukendt." "There is no service with this entity id." "The entity ids are listed in the Administrationsmodul.";
    UgyldigTokenanmodning 2111 40 400 501 "Anmodningen om et token er ikke rigtig udfyldt." "The token request is malformed." "See docs/adgang.md for the fields of a request.";
    UgyldigKlient 2112 43 401 403 "Der kræves et klientcertifikat." "A client certificate is required on this address." "Call by HTTPS with the system's function certificate.";
    UkendtMyndighed 2113 43 403 403 "Myndigheden er ikke tilsluttet." "No authority with this CVR number takes part." "Check the CVR number of the authority that you act for.";
    KraeverNoeglebevis 2114 43 403 403 "Det er ikke bevist, at certifikatets nøgle er kalderens." "Nothing proves that the caller holds the certificate's private key." "Send what `samspil certifikat bevis` prints, a signature made with the certificate's key, as `bevis`.";
    FremmedCertifikat 2115 43 403 403 "Certifikatet tilhører en anden organisation." "The certificate belongs to another organisation (CVR number)." "Use a certificate with the CVR number of the system's owner.";
    IngenBrugerret 2116 43 403 403 "Brugeren har ingen rolle, der giver adgang." "The user behind the call has no job function role in the calling system for this authority's data." "An administrator of the user's authority gives the role; `samspil rolle hvorfor` says what is missing.";
    // 22xx: Administrationsmodul
    UgyldigTilstand 2201 49 409 406 "Aftalens tilstand tillader ikke handlingen." "The state of the agreement does not allow the operation." "See the table of states, rule H-4.";
    Uforanderlig 2202 49 409 406 "En godkendt aftale kan ikke ændres." "An approved agreement cannot be changed." "Copy it to a new one and have that approved (H-5).";
    IBrug 2203 49 409 406 "Bruges af noget andet." "It is used by something else." "The message names by what.";
    KraeverForudsaetning 2204 40 428 406 "Det skal siges, hvilken registrering afgørelsen bygger på." "The decision must name the registration that it is made on." "Send If-Match with the ETag that was read, or `registreret` in the body.";
    MasterIBrug 2205 49 409 406 "UUID'et er master for objekter." "Objects name this UUID as their master." "Leave the UUID out: a new one is given. The authorities whose objects name it have been told.";
    Rollekonflikt 2206 49 409 406 "Nogen ville få roller, der ikke må forenes." "Somebody would get roles that separation of duties keeps apart." "The rule, the user and the two roles are named. Give the role to others, or name the user as an exception.";
    Rolletilstand 2207 49 409 406 "Det er afgjort eller ophørt." "It is decided, or has ended: its state does not allow the operation." "The state is named. Make a new proposal or assignment.";
    // 23xx: audit log
    BrudtKaede 2301 50 500 541 "Logkæden er brudt." "The chain of the audit log is broken." "The first broken link is named; compare with a backup.";
    UlaeseligLogindgang 2302 50 500 541 "En logindgang kan ikke læses." "An entry of the audit log cannot be read." "The log's key is another one, or the row was changed: run `samspil log kontroller`.";
    UgyldigLognoegle 2303 50 500 541 "Logens nøglefil kan ikke bruges." "The log's key file is damaged or of another kind." "Restore it from a backup; without it CPR numbers in the log cannot be read.";
    ForKortBevaring 2304 40 400 501 "Logindgange skal bevares længere." "The retention rule keeps log entries too short." "At least 6 months.";
    KraeverLogret 2305 43 403 403 "CPR-numre i loggen kræver en særskilt ret." "CPR numbers of the log need the log's own right." "The right SeCPR on the service `log`.";
    // 24xx: Beskedfordeler
    BeskedMyndighed 2401 43 403 403 "Beskeden handler om en anden myndigheds objekt end den, der sendes for." "The object's responsible authority is another one than the sender acts for." "ObjektAnsvarligMyndighed is the authority of the sender's token (E-20); send for that authority, with a token for it.";
    BeskedUdenAftale 2402 43 403 403 "Ingen serviceaftale dækker beskeden." "No service agreement of the sender covers the message: its type, its KLE numbers and its sensitivity." "Ask the authority for an agreement on BeskedAfsend whose parameters cover the message (E-22).";
    BeskedModtager 2403 43 403 403 "Beskeden nævner en modtager, som serviceaftalen ikke tillader." "The message names a receiver that the sender's agreement does not." "The allowed authorities are named (E-21). With version 2 of the service the others are left out instead.";
    AndenLevering 2404 49 409 406 "Dueslaget leveres på en anden måde." "The dueslag is delivered in another way." "A dueslag has one way of delivery, its leveringsmaade (E-34): change that, or fetch by the way that it has.";
    BeskedIdGenbrugt 2405 49 409 406 "BeskedId er brugt før til en anden besked." "The sender has used the BeskedId before, for a message that says something else." "Give every message a BeskedId of its own; the same one again is only for the same message sent again (E-23).";
    // 25xx: Fordelingskomponenten
    FordelingAfsender 2501 43 403 403 "AfsendendeMyndighed er en anden end den, der kaldes for." "AfsendendeMyndighed is another authority than the caller acts for." "Hand over for the authority of your token, or of AuthorityContext.";
    FordelingGenbrugt 2502 49 409 406 "AnvenderTransaktionsID er brugt før til noget andet." "The sender's id was used before for another object or another receiver." "Give every handover an AnvenderTransaktionsID of its own; the same one again is only for the same handover sent again (F-8).";
    FordelingIngenModtager 2503 44 404 404 "Ingen fordelingsregel siger, hvem der modtager." "No rule of the receiving authority matches the KLE number and the facet." "Ask the receiving authority for a rule, or name the system as RoutingModtagerAktoer.";
    FordelingUafgjort 2504 49 409 406 "Flere lige præcise fordelingsregler nævner hver sin modtager." "Several rules that say as much name different systems." "The receiving authority must change one of the rules that are named (FK-01).";
    FordelingUdenAftale 2505 43 403 403 "Modtageren må ikke modtage det." "The two authorities have no agreement that covers it, or the receiving system none with its authority." "Across authorities both must have stated a Fordelingsaftale (FK-04); the system needs a service agreement on SF2900 with the role Modtag.";
    FordelingKanIkkeModtage 2506 49 409 406 "Systemet kan ikke modtage det." "The system is not set up to receive it: no Fordelingssystem in force, no address, or not this type of object." "The receiving authority sets the system up as a Fordelingssystem.";
    FordelingAfsluttet 2507 49 409 406 "Overdragelsen er afsluttet." "The handover has had its final receipt; another one can't change it." "The first of ACCEPTERET, AFVIST and FEJLET counts. Hand over anew where it was a mistake.";
    FordelingIkkeLeveret 2508 53 503 506 "Modtagerens system kunne ikke nås inden fristen." "The receiver's system could not be reached in time; the object was not handed over." "Ask the receiver, and hand over anew. The last error is named.";
    FordelingIntetSvar 2509 53 503 506 "Modtageren har ikke svaret inden fristen." "The receiver has the object and has not answered in time; the sender still answers for it." "Ask the receiver. A late receipt still counts (FK-02).";
    FordelingManglerFil 2510 44 404 404 "Dokumentets fil er ikke lagt til rette." "The document's file is not there: the sender has delivered no file of that name." "Put the file into the folder OUT by SFTP first, whole, and then hand the document over (F-4).";
    FordelingKonflikt 2511 49 409 406 "Reglen er i konflikt med en anden fordelingsregel." "The rule says as much as another one of the authority and names a different system: what falls under both would go to nobody." "Change or end the rules that are named, or give the new one a virkning that begins when they end; ask /fordeling/overlap before (FK-01).";
    // 26xx: Serviceplatformen
    KvoteOpbrugt 2601 43 429 403 "Kvoten for opslag er brugt op." "The quota of look-ups is used up." "It begins again at the time that is named. Who gave it (the authority, or operations) can raise it.";
    KildeMangler 2602 49 409 406 "Den valgte kilde findes ikke." "The source that was chosen for this service is not there: the service has none of that kind here, or there is no upstream of that name." "Operations or the authority choose another source: `samspil kilde vis`.";
    OpstroemNaasIkke 2603 53 503 506 "Kilden svarer ikke." "The upstream that answers for this service did not answer in time." "Repeat the call after a moment.";
    OpstroemAfbrudt 2604 53 503 506 "Kilden er koblet fra, fordi den ikke svarer." "The upstream has not answered several times in a row and is left alone for a moment." "Repeat the call after the time that is named.";
    OpstroemOptaget 2605 53 503 506 "Kilden har for mange kald i gang." "Too many calls of this upstream are under way." "Repeat the call after a moment. Calls of other services are not held up by it.";
    OpstroemAfviste 2606 53 502 506 "Kilden afviste kaldet." "The upstream refused the call." "What it said is named. Where it speaks of agreements or certificates, those between this installation and the upstream are meant: operations must see to them.";
    OpstroemUlaeselig 2607 53 502 506 "Kildens svar kan ikke bruges." "The upstream's answer can't be used: too large, no message, or not the one that was asked for." "Tell operations the id of the call.";
    Simuleret 2608 20 200 200 "Svaret er simuleret." "The answer is simulated: made up from the population, consistent and the same every time, and not true." "Where the truth is wanted, another source must be chosen for the service: `samspil kilde vis`.";
    NytPersonnummer 2609 20 200 200 "Personen har et andet nummer nu." "The person who was asked for by this number has another one now: the answer stands under it." "Use the number of now, which is named, from here on.";
    // 27xx: replicas of the registers
    UdtraekRaekkefoelge 2701 49 409 406 "Udtrækket følger ikke på det, der er indlæst." "The extract does not follow on the one that is loaded: it is older, another one of the same day, or one between is missing." "Load what is missing first; the extract that it follows on is named. A whole extract may skip others.";
    // 28xx: registers of addresses and buildings
    UdtraekForaeldet 2801 49 409 406 "Udtrækket er ældre end det, der er indlæst." "The extract is older than one of the same kind that was brought in, and says something that was not known." "Bring extracts in from the oldest to the newest. `--tillad-aeldre` adds what an older one says to the history.";
    ForMangeOpslag 2802 53 429 506 "Der er for mange opslag fra samme afsender." "Too many look-ups from one sender." "Wait a second. The limit is in `samspil graenser`; whoever needs all addresses brings the register's own extract in.";
    // 30xx: paths and files
    UkendtSti 3001 44 404 404 "Adressen findes ikke." "There is no such address." "GET /site-map lists the OIO REST addresses.";
    UkendtMetode 3002 40 405 530 "Metoden kan ikke bruges her." "The method is not allowed on this address." "The Allow header names the methods.";
    UkendtFil 3003 44 404 404 "Filen findes ikke." "There is no such file." "Check its name and path.";
    ManglerFil 3004 40 400 501 "Den fil, der henvises til, er ikke sendt med." "A field:name reference has no file part of that name." "Send the file as a part of the multipart form.";
    UgyldigFil 3005 40 400 501 "Filen kan ikke læses som det angivne format." "The file cannot be read as the expected format." "Line, column and rule are named in the message.";
    UbrugeligtSted 3006 40 400 501 "Filen eller mappen kan ikke bruges." "The file or folder cannot be used." "It is named together with what the operating system said: not there, no rights, no room.";
    UgyldigtFilnavn 3007 40 400 501 "Filnavnet kan ikke bruges." "The name of the file can't be used." "One name without separators and control characters, not hidden; see docs/sftp.md.";
    FilmappeFuld 3008 49 409 406 "Mappen er fuld." "The folder holds as much as it may." "Remove files that were fetched or delivered; the limits are listed by `samspil graenser`.";
    IndholdAfvist 3009 40 400 501 "Filen kan læses, men det, den siger, kan ikke indlæses." "The file can be read, but what it says breaks a rule or does not fit what is there." "Line, column and rule are named in the message.";
    // 33xx: users who log in
    LoginUkendtSystem 3301 44 404 404 "Systemet er ikke kendt af login." "No system with that entity id or client id is connected for login." "Put its metadata or client into the folder of the login (docs/login.md), and check the id.";
    LoginUgyldig 3302 40 400 501 "Anmodningen om login kan ikke bruges." "The message of the login can't be used: not signed, not for us, changed, too old, or not of the profile." "Compare with docs/login.md; why it was refused stands in the log by the call's id.";
    LoginUdloebet 3303 40 400 501 "Siden er brugt før, eller der gik for lang tid." "The login was finished before, took too long, or began in another browser." "Begin again at the system.";
    LoginNiveau 3304 43 403 403 "Identiteten er ikke sikret så højt, som systemet kræver." "The identity's NSIS level is below what the system demands." "Log in with a means of the level that is named.";
    LoginSpaerret 3305 43 403 403 "Identiteten er spærret." "The identity is blocked." "Whoever blocked it can open it again: `samspil login spaerringer`.";
    LoginAfvist 3306 43 403 403 "Login kunne ikke gennemføres." "The identity provider refused the login, or said something that it may not say." "Why stands in the log by the call's id.";
    LoginIkkeOpsat 3307 44 404 404 "Login for brugere er ikke sat op." "Users can't log in here: there is no key for it." "Put login.pem and login.key into the folder of keys (docs/login.md).";
    // 50xx: us
    Intern 5001 50 500 541 "Der skete en fejl hos os." "An internal error." "Quote the call id; the log holds the cause.";
    Optaget 5002 53 503 506 "Systemet er optaget eller lukker ned." "The system is busy or shutting down." "Repeat the call after a moment.";
    Tidsudloeb 5003 53 408 506 "Kaldet tog for lang tid." "The call took too long." "Ask for less at a time.";
    AftalerUbekraeftede 5004 53 503 506 "Systemet kan lige nu ikke bekræfte, hvilke aftaler der gælder." "The agreements in force can't be confirmed at the moment: the store does not answer." "Repeat the call after a moment. An agreement that was ended elsewhere must not go on working, so nothing is let through meanwhile.";
    LagerSkadet 5005 53 503 506 "Systemets lager er beskadiget." "The store is damaged." "Stop the program and restore the newest good copy (docs/drift.md).";
}

/// What clients of Serviceplatformen look for where a call has no proof of who makes it; the models that are supported come after it.
const INGEN_MODEL: &str = "Security model for the called operation was not provided.";

impl Fejlkode {
    /// The path of its page of help, which needs no login.
    pub fn side(self) -> String {
        format!("/fejl/{self}")
    }

    /// The error that somebody names: `SAM-1105`, `sam-1105` or `1105`.
    pub fn find(tekst: &str) -> Option<Self> {
        let t = tekst.trim();
        let cifre = t.get(..4).filter(|p| p.eq_ignore_ascii_case("SAM-")).and_then(|p| t.get(p.len()..)).unwrap_or(t);
        let nummer: u16 = cifre.parse().ok()?;
        KATALOG.iter().find(|p| p.nummer == nummer).map(|p| p.kode)
    }

    /// The words of Serviceplatformen and the STS that clients look for in a SOAP fault (A-112, contracts 1.3), in place of the Danish sentence.
    fn faulttekst(self) -> Option<&'static str> {
        Some(match self {
            Self::ManglerSikkerhed => INGEN_MODEL,
            Self::IngenAftale => "ServiceAgreementNotFound: Der er ingen godkendt serviceaftale.",
            Self::UkendtPersonnummer => "PNR not found: Personnummeret findes ikke.",
            Self::UkendtMyndighed => "Usercontext doesn't exist: Myndigheden er ikke tilsluttet.",
            _ => return None,
        })
    }
}

impl fmt::Display for Fejlkode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SAM-{}", self.post().nummer)
    }
}

/// A refusal: what, where, by which rule, which values are allowed or what was expected. It never holds a CPR number or other content of a
/// message beyond the refused value's first characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fejl(Box<Fejlindhold>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Fejlindhold {
    kode: Fejlkode,
    felt: Option<String>,
    regel: Option<&'static str>,
    tilladt: Option<String>,
    ventet: Option<Sagt>,
    detalje: Option<Sagt>,
    aarsag: Option<String>,
}

impl Fejl {
    /// A refusal of that kind.
    pub fn ny(kode: Fejlkode) -> Self {
        Self(Box::new(Fejlindhold { kode, felt: None, regel: None, tilladt: None, ventet: None, detalje: None, aarsag: None }))
    }

    /// Names the field, as its path on the wire (`Registrering/AttributListe/Egenskab[2]/sd:Virkning`).
    pub fn felt(mut self, felt: impl Into<String>) -> Self {
        self.0.felt = Some(felt.into());
        self
    }

    /// Puts an outer name before the field's path.
    pub fn under(mut self, ydre: &str) -> Self {
        self.0.felt = Some(match self.0.felt.take() {
            Some(indre) => format!("{ydre}/{indre}"),
            None => ydre.into(),
        });
        self
    }

    /// Names the rule (`A-21`).
    pub fn regel(mut self, regel: &'static str) -> Self {
        self.0.regel = Some(regel);
        self
    }

    /// Lists the values, names or fields that are allowed, each by itself as it would be sent. What is said in words is [`Self::ventet`].
    pub fn tilladt<T: fmt::Display>(mut self, tilladte: impl IntoIterator<Item = T>) -> Self {
        let tilladte: Vec<String> = tilladte.into_iter().map(|t| t.to_string()).collect();
        self.0.tilladt = Some(tilladte.join(", "));
        self
    }

    /// Says what was expected: a form, a limit, a condition.
    pub fn ventet(mut self, ventet: impl Into<Sagt>) -> Self {
        self.0.ventet = Some(ventet.into());
        self
    }

    /// Adds a particular: the parser's position, the offending value cut to 40 characters.
    pub fn detalje(mut self, detalje: impl Into<Sagt>) -> Self {
        self.0.detalje = Some(detalje.into());
        self
    }

    /// Adds the inner cause of an internal error, for the log only: never shown to the caller.
    pub fn aarsag(mut self, aarsag: impl fmt::Display) -> Self {
        self.0.aarsag = Some(aarsag.to_string());
        self
    }

    /// A file or folder that the file system does not give, by name. Not for what stands in a file: that is `UgyldigFil`.
    pub fn sted(sti: &std::path::Path, hvorfor: impl Into<Sagt>) -> Self {
        Self::ny(Fejlkode::UbrugeligtSted).felt(sti.display().to_string()).detalje(hvorfor)
    }

    /// An internal error with its cause for the log.
    pub fn intern(aarsag: impl fmt::Display) -> Self {
        Self::ny(Fejlkode::Intern).aarsag(aarsag)
    }

    /// The kind.
    pub fn kode(&self) -> Fejlkode {
        self.0.kode
    }

    /// The line of the catalogue.
    pub fn post(&self) -> &'static Post {
        self.0.kode.post()
    }

    /// The field's path, if one is named.
    pub fn feltet(&self) -> Option<&str> {
        self.0.felt.as_deref()
    }

    /// The rule, if one is named.
    pub fn reglen(&self) -> Option<&'static str> {
        self.0.regel
    }

    /// The allowed values, if they are listed.
    pub fn tilladte(&self) -> Option<&str> {
        self.0.tilladt.as_deref()
    }

    /// What was expected, if it is said.
    pub fn ventede(&self) -> Option<&Sagt> {
        self.0.ventet.as_ref()
    }

    /// The cause, for the log only.
    pub fn aarsagen(&self) -> Option<&str> {
        self.0.aarsag.as_deref()
    }

    /// The text for the user: Danish sentence, field, allowed values, what was expected, rule and number.
    pub fn dansk(&self) -> String {
        self.saml(self.post().dansk, ["Felt", "Tilladt", "Ventet", "Regel"], |s| &s.dansk)
    }

    /// The text of a SOAP fault: [`Self::dansk`], with the words that clients look for. Where it is known which security models a service takes, they are in the sentence.
    pub fn i_fault(&self) -> String {
        if let (Fejlkode::ManglerSikkerhed, Some(modeller)) = (self.kode(), self.tilladte()) {
            let saetning = format!("{INGEN_MODEL} The following are supported: [{modeller}]");
            let mut uden = self.clone();
            uden.0.tilladt = None;
            return uden.saml(&saetning, ["Felt", "Tilladt", "Ventet", "Regel"], |s| &s.dansk);
        }
        self.saml(self.kode().faulttekst().unwrap_or(self.post().dansk), ["Felt", "Tilladt", "Ventet", "Regel"], |s| &s.dansk)
    }

    /// The text for the developer, in English.
    pub fn engelsk(&self) -> String {
        self.saml(self.post().engelsk, ["Field", "Allowed", "Expected", "Rule"], |s| &s.engelsk)
    }

    fn saml(&self, saetning: &str, navne: [&str; 4], sprog: fn(&Sagt) -> &String) -> String {
        let i = &self.0;
        let mut ud = format!("{}: {saetning}", i.kode);
        let dele = [i.felt.as_deref(), i.tilladt.as_deref(), i.ventet.as_ref().map(|s| sprog(s).as_str()), i.regel];
        for (navn, vaerdi) in navne.into_iter().zip(dele) {
            if let Some(v) = vaerdi {
                ud.push_str(&format!(" {navn}: {v}."));
            }
        }
        if let Some(d) = i.detalje.as_ref().map(sprog) {
            ud.push_str(&format!(" ({d})"));
        }
        ud
    }
}

impl fmt::Display for Fejl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.engelsk())
    }
}

impl std::error::Error for Fejl {}

/// Cuts a refused value to what may be shown of it.
pub fn uddrag(vaerdi: &str) -> String {
    let mut kort: String = vaerdi.chars().take(40).map(vist).collect();
    if vaerdi.chars().nth(40).is_some() {
        kort.push('…');
    }
    kort
}

/// Cuts a parser's message or a namespace to a length that a log line bears.
pub fn uddrag_langt(tekst: &str) -> String {
    tekst.chars().take(200).map(vist).collect()
}

/// A character as it may be shown.
fn vist(c: char) -> char {
    if c.is_control() || crate::tekst::er_usynligt(c) { '\u{fffd}' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_and_are_never_reused() {
        assert!(KATALOG.windows(2).all(|p| p[0].nummer < p[1].nummer));
        assert!(KATALOG.iter().all(|p| p.kode.post().nummer == p.nummer));
    }

    #[test]
    fn an_error_is_found_however_its_number_is_written() {
        for t in ["SAM-1105", "sam-1105", "Sam-1105", "1105", " 1105 "] {
            assert_eq!(Fejlkode::find(t), Some(Fejlkode::ForLang), "{t}");
        }
        for t in ["SAM-1", "", "SAM-", "æøå1", "1105x", "SAM-SAM-1105"] {
            assert_eq!(Fejlkode::find(t), None, "{t}");
        }
    }

    #[test]
    fn a112_the_english_words_that_clients_look_for_stand_in_soap_faults_only() {
        for (kode, ord) in [
            (Fejlkode::ManglerSikkerhed, "Security model for the called operation was not provided."),
            (Fejlkode::IngenAftale, "ServiceAgreementNotFound"),
            (Fejlkode::UkendtPersonnummer, "PNR not found"),
            (Fejlkode::UkendtMyndighed, "Usercontext doesn't exist"),
        ] {
            let f = Fejl::ny(kode);
            assert!(f.i_fault().contains(ord) && !f.dansk().contains(ord), "{}", f.dansk());
        }
        let f = Fejl::ny(Fejlkode::ForLang).felt("Navn");
        assert_eq!(f.i_fault(), f.dansk());
    }

    #[test]
    fn a_refusal_names_field_rule_and_allowed_values() {
        let f = Fejl::ny(Fejlkode::UgyldigVaerdi).felt("GyldighedStatusKode").tilladt(["Aktiv", "Inaktiv"]).regel("I-3");
        assert_eq!(
            f.dansk(),
            "SAM-1104: Værdien er ikke blandt de tilladte. Felt: GyldighedStatusKode. Tilladt: Aktiv, Inaktiv. Regel: I-3."
        );
    }

    #[test]
    fn what_was_expected_is_said_in_the_reader_s_language() {
        let f = Fejl::ny(Fejlkode::ForLang).felt("Navn").ventet(crate::sagt::hoejst(5, crate::sagt::TEGN)).detalje(("fik 6", "got 6"));
        assert_eq!(f.dansk(), "SAM-1105: Teksten er for lang. Felt: Navn. Ventet: højst 5 tegn. (fik 6)");
        assert_eq!(f.engelsk(), "SAM-1105: The text is longer than the field allows. Field: Navn. Expected: at most 5 characters. (got 6)");
    }

    #[test]
    fn the_cause_of_an_internal_error_is_not_shown() {
        let f = Fejl::intern("disk full at sector 7");
        assert!(!f.dansk().contains("sector") && !f.engelsk().contains("sector"));
    }
}
