//! Every limit on what comes from outside, in one place, each with its reason.

// The text of this file, for the command that lists the limits.
#[doc(hidden)]
pub static KILDE: &str = include_str!("graenser.rs");

/// Bytes in one request body. A batch import of a few hundred objects is about 1 MB; a 10 MB attribute must not get in.
pub const KROP_BYTES: usize = 8 * 1024 * 1024;
/// Bytes in one document file (Digital Post takes 99.5 MB, so a document may be as large).
pub const FIL_BYTES: u64 = 100 * 1024 * 1024;
/// Bytes of a document file that are held in memory at a time, and the size of a stored chunk.
pub const FIL_STUMP_BYTES: usize = 256 * 1024;
/// Files in one multipart request; a document with more parts is sent in several changes.
pub const FILER_PR_KALD: usize = 20;
/// Characters of a note on a registration or a virkning.
pub const NOTE_TEGN: usize = 1024;
/// Nested elements or JSON values. The deepest published contract has 14.
pub const DYBDE: usize = 64;
/// Attributes on one XML element. A signed WS-Security header has 12; parsers are quadratic in this number.
pub const XML_ATTRIBUTTER: usize = 64;
/// Namespace declarations in scope at one place of an XML message; each name is looked up among them.
pub const XML_NAVNERUM: usize = 256;
/// Bytes of one XML start tag.
pub const XML_STARTTAG_BYTES: usize = 64 * 1024;
/// XML elements and JSON values in one request: bounds memory to about a hundred bytes times this.
pub const KNUDER: usize = 400_000;
/// Hits in one page: larger wishes are clamped silently.
pub const SIDE_MAKS: usize = 500;
/// First hit of a page; beyond it the caller must filter.
pub const SIDE_FOERSTE_MAKS: u64 = 10_000_000;
/// Searches whose pages are remembered: some two hundred syncs at once, about 200 KB.
pub const SIDE_SOEGNINGER: usize = 256;
/// Places that are remembered of one search: as many callers may go through the same pages at once without slowing each other.
pub const SIDE_STEDER: usize = 32;
/// Candidates that are taken at a time where the store must collect all of them to find the next ones (beginnings of texts): 20 pages.
pub const SIDE_KOMMENDE: usize = 10_000;
/// Searches for which such candidates are remembered, 320 KB each.
pub const SIDE_BUNKER: usize = 16;
/// Seconds that a place is remembered: longer than a client works on a page, short enough that a leap to an old offset is not answered from another day.
pub const SIDE_HUSKES_SEKUNDER: i64 = 900;
/// UUIDs in one list call.
pub const LISTE_UUID: usize = 5_000;
/// Registrations of one object in one answer: the newest are returned.
pub const REGISTRERINGER_I_SVAR: usize = 10_000;
/// Registrations of one object in the store (20 bits of the row number).
pub const REGISTRERINGER_PR_OBJEKT: u32 = (1 << 20) - 1;
/// Attribute periods, state periods and relations, added up, in one registration.
pub const PERIODER_PR_REGISTRERING: usize = 20_000;
/// Variants of a document, and parts of a variant, in one change: a document has a handful.
pub const VARIANTER: usize = 1_000;
/// Labels that data restrictions hold against one object: one for each change of class, unit or sensitivity in its virkning.
pub const SYNSMAERKER: usize = 1_000;
/// Alternatives that a caller's and a user's restrictions come to together; those that differ by class only count as one.
pub const SYNSALTERNATIVER: usize = 64;
/// Units that data restrictions name in all, with what is below them: the largest municipality has about 5,000.
pub const SYNSENHEDER: usize = 8_000;
/// Intervals of classes that data restrictions name in all, joined where they touch. The condition of a search grows with them, and the time to
/// plan it with their square; KLE has some 200 groups.
pub const SYNSKLASSER: usize = 500;
/// Stored bytes of one registration.
pub const REGISTRERING_BYTES: usize = 4 * 1024 * 1024;
/// Stored bytes of one log entry: 500 persons and 100 objects take about 40 KB.
pub const LOGPOST_BYTES: usize = 256 * 1024;
/// Look-up keys of one log entry: its persons and its own.
pub const LOGNOEGLER: usize = 600;
/// Bytes of a look-up key (a length of one byte is stored) and of a short-lived key.
pub const NOEGLE_BYTES: usize = 255;
/// Log rows in one transaction.
pub const LOGPOSTER_PR_SKRIVNING: usize = 10_000;
/// Short-lived keys, and unique keys of one object, each, in one transaction.
pub const SMAATING_PR_SKRIVNING: usize = 1_000;
/// Rows of modules' collections in one transaction: a message to 10,000 dueslag writes two rows for each of them.
pub const RAEKKER_PR_SKRIVNING: usize = 50_000;
/// Bytes of one row in a module's collection: a message of a queue with what is known of it, a posting of a ledger.
pub const SAMLINGSRAEKKE_BYTES: usize = 2 * 1024 * 1024;
/// Seconds that registration times may be ahead of the clock before it is told as a fault: a clock that is set by the network moves less.
pub const TIDSFORSPRING_SEKUNDER: i64 = 300;
/// Seconds that a clock that jumped further ahead than [`TIDSFORSPRING_SEKUNDER`] must stand before registration times follow it: time to put it back, and
/// short enough for a machine that slept.
pub const URSPRING_SEKUNDER: i64 = 600;
/// Log rows that retention empties in one transaction: other writers wait for it.
pub const LOG_BESKAER_AD_GANGEN: usize = 1_000;
/// Expired keys that are removed in one transaction: other writers wait for it.
pub const FLYGTIGE_AD_GANGEN: usize = 1_000;
/// Characters of a URN (`UnikIdType`).
pub const URN_TEGN: usize = 255;
/// Characters of the label, object type, index or variant key of a reference; no contract has a longer one.
pub const MAERKE_TEGN: usize = 255;
/// Criteria in one search, and alternatives in one criterion.
pub const SOEGEKRITERIER: usize = 64;
/// Characters of a text that are indexed; longer texts are found by their first so many characters and then compared whole.
pub const INDEKSTEKST_TEGN: usize = 64;
/// Objects that a search without a usable index may look through before it is refused.
pub const SOEG_GENNEMSE_MAKS: usize = 200_000;
/// Seconds before a request is given up (the published GraphQL service uses 120).
pub const KALD_SEKUNDER: u64 = 120;
/// Seconds that a process goes on by the agreements it knows when the store does not confirm them. They are confirmed four times a second; a
/// restart of the database takes a few seconds, and an agreement that was ended elsewhere works no longer than this.
pub const AFTALER_UBEKRAEFTET_SEKUNDER: u64 = 10;
/// Requests under way at once; the next one waits for a place.
pub const SAMTIDIGE_KALD: usize = 1_024;
/// GraphQL: nesting and weighted size of a query.
pub const GRAPHQL_DYBDE: usize = 16;
/// GraphQL: sum of field weights, list fields counted with their page length.
pub const GRAPHQL_KOMPLEKSITET: usize = 200_000;
/// GraphQL: bytes of a query's text; its variables are not counted.
pub const GRAPHQL_BYTES: usize = 256 * 1024;
/// GraphQL: fields of a query with its fragments written out; a look-up in each of them costs about a millisecond and 10 KB.
pub const GRAPHQL_FELTER: usize = 4_000;
/// GraphQL: errors that are told of a query which is none, each of [`GRAPHQL_FEJL_TEGN`] at most. A query of 200 KB can hold thousands.
pub const GRAPHQL_FEJL: usize = 50;
/// GraphQL: characters of such an error.
pub const GRAPHQL_FEJL_TEGN: usize = 1_000;
/// Headers of one HTTP request.
pub const HTTP_HOVED_BYTES: usize = 64 * 1024;
/// Seconds that a client may take to open a connection (TLS included) and send the headers of its first request, and the headers of a later
/// one from their first byte.
pub const HTTP_HOVED_SEKUNDER: u64 = 15;
/// Seconds that a connection may rest between calls: longer than the clients' own pools keep one (60 to 100), so that they close first.
pub const HTTP_HVILE_SEKUNDER: u64 = 120;
/// Seconds in which a client that has stopped taking its answer must take [`SKRIV_VINDUE_BYTES`] of it.
pub const SKRIV_VINDUE_SEKUNDER: u64 = 60;
/// What a slow reader takes in that time at least: 1 KB/s.
pub const SKRIV_VINDUE_BYTES: u64 = 64 * 1024;
/// Bytes of an answer that the system holds for a client that reads slowly: 12 MB/s at a distance of 20 ms.
pub const SENDEBUFFER_BYTES: usize = 256 * 1024;
/// Bytes of all answers together that clients who are not proven may leave untaken; those that leave most are cut off. Descriptions of services are the
/// largest of them (700 KB).
pub const SVAR_UBEVIST_BYTES: u64 = 128 * 1024 * 1024;
/// The same for connections whose client is proven: the largest answers are some 40 MB.
pub const SVAR_BEVIST_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Bytes that an answer takes beside its body.
pub const SVAR_FAST_BYTES: u64 = 4 * 1024;
/// Bytes that are read and thrown away of a body whose call is answered already: four of the largest. A client that is still sending would otherwise see a
/// broken connection instead of the answer.
pub const EFTERLAES_BYTES: usize = 32 * 1024 * 1024;
/// Seconds that this may take.
pub const EFTERLAES_SEKUNDER: u64 = 10;
/// Connections at once; fewer where the system gives the process fewer files (`--forbindelser`). One takes some 20 KB, with TLS 60.
pub const FORBINDELSER: usize = 16_384;
/// Calls under way at once on one connection of HTTP/2.
pub const HTTP2_STROEMME: u32 = 64;
/// HTTP/2: bytes of a body that are taken in before somebody reads them, and of all bodies of a connection.
pub const HTTP2_VINDUE_BYTES: u32 = 256 * 1024;
/// HTTP/2: the same for all streams of a connection together.
pub const HTTP2_FORBINDELSE_BYTES: u32 = 1024 * 1024;
/// Seconds in which a body must bring [`KROP_VINDUE_BYTES`], or its end.
pub const KROP_VINDUE_SEKUNDER: u64 = 15;
/// What a slow sender brings in that time at least: 1 KB/s.
pub const KROP_VINDUE_BYTES: usize = 16 * 1024;
/// Bodies that are received at once, of callers that are proven and of those that are not, each; the oldest that is still waited for gives way.
pub const MODTAGELSER: usize = 4_096;
/// Of those, from one address.
pub const MODTAGELSER_PR_AFSENDER: usize = 1_024;
/// Bytes of a body that need no place in the budget: an ordinary signed message has 20 to 30 KB.
pub const KROP_FRI_BYTES: usize = 32 * 1024;
/// Times that a packed body may grow when it is unpacked: XML and JSON of long lists pack some 20 to 50 to one, an attacker's a thousand.
pub const UDPAKKET_FORHOLD: usize = 100;
/// Bytes to which every packed body may grow.
pub const UDPAKKET_FRI_BYTES: usize = 256 * 1024;
/// Bytes of all bodies together that callers may have us hold who are not proven.
pub const KROPPE_UBEVIST_BYTES: usize = 256 * 1024 * 1024;
/// The same for callers that are proven before their body is read.
pub const KROPPE_BEVIST_BYTES: usize = 1024 * 1024 * 1024;
/// Bytes of a message from which on it takes one of [`STORE_KALD`] places, if its caller is not proven before it is read.
pub const STOR_BESKED_BYTES: usize = 128 * 1024;
/// Large messages of unproven callers that are read at once, beside the threads that answer others: one of 400,000 elements takes the processor for half
/// a second before anybody can say who sent it.
pub const STORE_KALD: usize = 4;
/// Calls at once to what operations need in every flood: health, metrics, descriptions; and to the Administrationsmodul.
pub const SAMTIDIGE_DRIFTSKALD: usize = 128;
/// Uploads of document files at once: they hold their place for as long as the file takes.
pub const SAMTIDIGE_FILER: usize = 64;
/// Refusals of unproven callers that are written in the log one by one, in a burst; beyond it they are counted, and the count is written.
pub const AFSLAG_PAA_EN_GANG: u32 = 1_000;
/// The same for each second that follows: half a GB of log a day.
pub const AFSLAG_PR_SEKUND: u32 = 10;
/// Bytes in one file that is imported (KLE, organisation). The largest published KLE file is 8 MB; a file is held in memory.
pub const IMPORT_BYTES: usize = 20 * 1024 * 1024;
/// Bytes of a spreadsheet when it is unpacked: ten times the largest packed one.
pub const IMPORT_UDPAKKET_BYTES: u64 = 200 * 1024 * 1024;
/// Rows in one file that is imported: the largest municipality has about 60,000 users.
pub const IMPORT_RAEKKER: usize = 200_000;
/// Bytes in one line of a bulk load: an object of an index with all its registrations. An ordinary case has 5 KB.
pub const INDLAES_LINJE_BYTES: usize = 16 * 1024 * 1024;
/// KlassifikationListeHent: classes in one answer. KLE has about 4,000 with its action facets; an answer of this size is some 40 MB.
pub const LISTEHENT_KLASSER: usize = 20_000;
/// KlassifikationListeHent: IdentifikationKriterie in one call; each costs a few searches.
pub const LISTEHENT_KRITERIER: usize = 100;
/// YdelseListeHent: grants that one search looks at. A person has a few hundred at most; each is read whole.
pub const YDELSELISTE_BEVILLINGER: usize = 1_000;
/// YdelseListeHent: payments that one search looks at: twenty years of them to one person, each week and in several cases. An
/// answer with all of them is some 25 MB.
pub const YDELSELISTE_EFFEKTUERINGER: usize = 10_000;
/// YdelseListeHent: notices of amounts that can't be shown as they are; one sender's mistake may be in each of a thousand payments.
pub const YDELSELISTE_ADVIS: usize = 20;
/// YdelseListeHent: values in RettighedListe, and in KLEKriterie: 98 municipalities and many hundred KLE. Each is held against each benefit
/// and payment.
pub const YDELSELISTE_VAERDIER: usize = 2_000;
/// Groups in the privileges of one token: a system has a few, a user one for each job function role.
pub const PRIVILEGIEGRUPPER: usize = 1_000;
/// Seconds that the clocks of a caller and of this machine may differ (G-20).
pub const URSKAEV_SEKUNDER: i64 = 300;
/// Seconds that a message's timestamp may span: clients send 5 and 10 minutes (G-2).
pub const BESKED_LEVETID_SEKUNDER: i64 = 15 * 60;
/// Seconds that a token lives when the client asks for nothing shorter (G-9).
pub const TOKEN_SEKUNDER: i64 = 8 * 3600;
/// Seconds that an access token of Serviceplatformen lives (G-12).
pub const ADGANGSTOKEN_SEKUNDER: i64 = 3600;
/// Bytes of a token request, and of a token in a form or a header: an assertion with many privileges is about 60 KB.
pub const TOKEN_BYTES: usize = 256 * 1024;
/// Fields of a form: a token request has at most eight.
pub const FORMULARFELTER: usize = 32;
/// Characters of a MessageID or of a caller's own id of a call.
pub const BESKEDID_TEGN: usize = 255;
/// Verified tokens that are remembered, so that the issuer's signature is not checked again for each call.
pub const HUSKEDE_TOKEN: usize = 10_000;
/// References in one XML signature: a message of OIO IDWS has 8 or 9.
pub const SIGNATUR_REFERENCER: usize = 32;
/// Certificates beside the token that one message brings along: clients send their own, and one with its issuers.
pub const BESKEDCERTIFIKATER: usize = 8;
/// Work of canonicalising what one XML signature covers, about one unit for a byte that is written: eight times the largest
/// message. Namespaces that are declared far out and used far in would otherwise be written once for each element.
pub const KANONISK_ARBEJDE: usize = 64 * 1024 * 1024;
/// Rounds of key derivation in a PKCS#12 file that is read: half a second of work. Java writes 10,000, OpenSSL 2,048.
pub const P12_RUNDER: u32 = 1_000_000;
/// Bytes of one revocation list; the largest Danish ones are a few MB.
pub const CRL_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of one OCSP answer: an answer with its responder's certificate is 2 KB.
pub const OCSP_BYTES: usize = 64 * 1024;
/// Certificates whose validated path is remembered; all are forgotten when there are more.
pub const CERTIFIKATER_HUSKET: usize = 50_000;
/// Administrationsmodul: authorities in one request for agreements; there are 98 municipalities, 5 regions and a few others.
pub const ANMODNING_MYNDIGHEDER: usize = 200;
/// Administrationsmodul: values in one list: roles of a service, values of a parameter, services of an agreement.
pub const ADMINISTRATION_LISTE: usize = 1_000;
/// Roles: parts of one job function role; those of the largest that are known have some 30.
pub const ROLLE_DELE: usize = 200;
/// Roles: values of one restriction of a part: units of a large municipality by name, or KLE groups one by one.
pub const ROLLE_VAERDIER: usize = 500;
/// Roles: users who are an exception from one assignment. Whoever needs more gives the role to others.
pub const ROLLE_UNDTAGELSER: usize = 1_000;
/// Roles: users, and objects, that a simulation names beside the counts.
pub const ROLLE_EKSEMPLER: usize = 50;
/// Roles: rows of one file that is brought in: all roles and assignments of the largest municipality.
pub const ROLLE_RAEKKER: usize = 200_000;
/// Bytes of one certificate that a caller sends; an OCES certificate has about 2,000.
pub const CERTIFIKAT_BYTES: usize = 8_000;
/// Administrationsmodul: certificates of one system, past ones included: one a year and a few for tests.
pub const SYSTEM_CERTIFIKATER: usize = 64;
/// Administrationsmodul: bytes that the compiled pattern of a data restriction may take in memory.
pub const REGULAERT_UDTRYK_BYTES: usize = 256 * 1024;
/// Administrationsmodul: bytes in one body of its API; the largest is a request with all its services and parameters.
pub const ADMINISTRATION_KROP_BYTES: usize = 1024 * 1024;
/// Certificates whose revocation is looked up at the same time; of others the policy decides until their next call.
pub const STATUSOPSLAG: usize = 32;
/// Seconds that a call waits to learn whether its certificate is revoked, before the policy decides.
pub const STATUS_VENT_SEKUNDER: u64 = 5;
/// Seconds until a certificate whose status nobody could tell is looked up again.
pub const STATUS_PAUSE_SEKUNDER: i64 = 60;
/// Findings of the anvisninger that are told for one object; of more only the number.
pub const ANVISNINGSFUND: usize = 50;
/// Rows of a report on the anvisninger: one for each sender system and month.
pub const ANVISNINGSRAPPORT_RAEKKER: usize = 10_000;
/// Numbers of one person, past ones included; a search by person asks for all of them at once.
pub const PERSON_NUMRE: usize = 40;
/// Bytes that may be added to the SQLite store's WAL while it is copied, before the copy lets go and begins again: a copy of 30 GB takes a minute
/// or two, in which a busy municipality writes 1–2 GB.
pub const KOPI_WAL_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// Times that a copy of the store begins before it gives up.
pub const KOPI_FORSOEG: u32 = 3;
/// Milliseconds that the SQLite writer waits for another process's transaction before all that wait are refused; an import beside a server has
/// transactions of up to 16 MB, which take a second on a slow disk.
pub const LAGERLAAS_MILLISEKUNDER: u64 = 5_000;
/// Days that events of the change feed are kept: a reader may be away for a quarter of a year, as long as the longest published interval between two loads (KLE
/// comes four times a year), and what events say of persons in fingerprints is kept no longer than that.
pub const STROEM_DAGE: u32 = 92;
/// Seconds that a row of the audit log may be without a seal before operations are told; it is sealed each second.
pub const LOG_UFORSEGLET_SEKUNDER: i64 = 60;
/// Refusals that are signed in one second for callers who are not proven; the next go out unsigned. A signature takes about 0.3 ms, so that
/// whoever sends what is refused costs 3 % of a processor for signatures.
pub const UBEVISTE_SIGNATURER_SEKUND: u32 = 100;
/// Seconds after which a caller may try again when the program or its store cannot serve it at the moment (Retry-After).
pub const PROEV_IGEN_SEKUNDER: u16 = 5;
/// AMQP: bytes of a frame (RabbitMQ's own number). The token of a login, some 10 KB and 60 with many privileges, must fit into one.
pub const AMQP_RAMME_BYTES: usize = 131_072;
/// AMQP: channels of a connection. Clients use a handful; pools of some frameworks 25.
pub const AMQP_KANALER: u16 = 256;
/// AMQP: consumers of a connection.
pub const AMQP_FORBRUGERE: usize = 256;
/// AMQP: deliveries of a connection that wait for their acknowledgement; further ones are not fetched. Each takes some 100 bytes here.
pub const AMQP_UBEKRAEFTEDE: usize = 20_000;
/// AMQP: bytes that wait for a client to read them; no delivery is fetched when there are so many.
pub const AMQP_UD_BYTES: usize = 1024 * 1024;
/// AMQP: room in the outgoing buffer that a fetch of deliveries needs.
pub const AMQP_HENT_BYTES: usize = 64 * 1024;
/// AMQP: deliveries in one fetch.
pub const AMQP_HENT_ANTAL: usize = 256;
/// AMQP: messages of a connection that are received and not durable yet; then it is not read from.
pub const AMQP_IND_ANTAL: usize = 2_000;
/// AMQP: bytes of them.
pub const AMQP_IND_BYTES: usize = 4 * 1024 * 1024;
/// AMQP: bytes of them on all connections together; then a connection has one message under way at a time.
pub const AMQP_IND_SAMLET_BYTES: usize = 256 * 1024 * 1024;
/// AMQP: bytes of messages on all channels of a connection of which only a part has come.
pub const AMQP_UFAERDIGT_BYTES: usize = 8 * 1024 * 1024;
/// AMQP: bytes that a caller may have us hold before he is proven, whatever others do.
pub const AMQP_UBEVIST_FRI_BYTES: usize = 16 * 1024;
/// AMQP: bytes that all callers together may have us hold who are not proven, beyond that.
pub const AMQP_UBEVIST_BYTES: usize = 64 * 1024 * 1024;
/// AMQP: seconds between heartbeats that are proposed to clients (RabbitMQ's own number); a client is given up after two of them.
pub const AMQP_LIVSTEGN_SEKUNDER: u16 = 60;
/// AMQP: seconds that a sender may stay connected after the token of its login has run out: it is told by the answer to its next message, and sends that
/// again with a new one (E-31).
pub const AMQP_TOKEN_NAADE_SEKUNDER: i64 = 300;
/// AMQP: seconds that a client has for its answer to connection.close.
pub const AMQP_LUK_SEKUNDER: u64 = 5;
/// AMQP: seconds in which the store must take what an ended connection left; borrowed messages come back by themselves otherwise.
pub const AMQP_OPRYDNING_SEKUNDER: u64 = 30;
/// AMQP: tables inside tables in the arguments of a method. The deepest that clients send is 2 (capabilities).
pub const AMQP_TABEL_DYBDE: usize = 16;
/// AMQP: fields in all tables of one frame.
pub const AMQP_FELTER: usize = 2_000;
/// AMQP, development: temporary queues, exchanges and bindings, each.
pub const AMQP_MIDLERTIDIGE: usize = 1_000;
/// AMQP, development: bytes in all temporary queues together.
pub const AMQP_MIDLERTIDIGE_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of one message to Beskedfordeler, envelope and content (E-37: nothing is published; messages are a few KB, and files go by SFTP).
pub const BESKED_BYTES: usize = 1024 * 1024;
/// Days that a message is kept in a dueslag, and again in its error queue, and that one that is sent again is recognised (E-37).
pub const BESKED_DAGE: u32 = 14;
/// Bytes of what is noted beside a message in the error queue: a receiver's answer is a line.
pub const FEJLKOE_TEKST: usize = 500;
/// Attempts to deliver a message that is given back each time, before it goes to the error queue, so that it does not hold up the rest for long.
pub const LEVERANCEFORSOEG: u32 = 10;
/// Stretches of a dueslag's messages that may be gone before older ones are, and messages of it with attempts: as many as all its consumers can have on lease.
/// They stand in one row, which every change of the dueslag writes.
pub const DUESLAG_HULLER: usize = 10_000;
/// Messages of one dueslag that RabbitMQ, where it is the store, delivers to the program ahead of their acknowledgement: enough that no consumer waits for the broker,
/// and with messages of some KB a few MB.
pub const RABBIT_VINDUE: u16 = 1_000;
/// Times that an element of a message's envelope may be repeated: receivers are authorities, of which there are about a hundred.
pub const KUVERT_GENTAGELSER: usize = 500;
/// Messages that a consumer gets at a time: a client with a larger prefetch gets them in several turns.
pub const UDLAAN_AD_GANGEN: usize = 1_000;
/// Værdiliste: values that lie in the list itself; more lie in parts, so that a small change is a small write.
pub const VAERDILISTE_EGNE: usize = 1_000;
/// Værdiliste: values in one of the 64 parts of a list, so about 250,000 in all; a change writes the part, 200 KB at most with CPR numbers.
pub const VAERDILISTEDEL_VAERDIER: usize = 4_000;
/// Værdiliste: characters of a value, as in the values of a subscription.
pub const VAERDILISTE_TEGN: usize = 255;
/// Værdiliste: values of all lists in one answer.
pub const VAERDILISTE_LISTET: usize = 500_000;
/// Files: bytes of a name, as published for names (255) and as file systems have it.
pub const FILNAVN_BYTES: usize = 255;
/// Files: bytes of one file. Documents of cases are a few MB, the largest films of meetings 1 GB.
pub const UDVEKSLET_FIL_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Files: bytes in one folder of a system (`IN`, `OUT`); receivers remove what they have fetched.
pub const FILMAPPE_BYTES: u64 = 20 * 1024 * 1024 * 1024;
/// Files: files in one folder of a system; a listing of them is held in memory, some 300 bytes each.
pub const FILMAPPE_FILER: usize = 20_000;
/// SFTP: connections of one system at once; clients open one or a handful.
pub const SFTP_FORBINDELSER_PR_SYSTEM: usize = 32;
/// SFTP: open files and listings of one connection.
pub const SFTP_HAANDTAG: usize = 64;
/// SFTP: sessions (channels) of one connection.
pub const SFTP_KANALER: usize = 4;
/// SFTP: bytes of a request; clients write 32 KB at a time, some 256.
pub const SFTP_PAKKE_BYTES: u32 = 260 * 1024;
/// SFTP: bytes that one request reads, whatever it asks for.
pub const SFTP_LAES_BYTES: u32 = 128 * 1024;
/// SFTP: names in one answer of a listing.
pub const SFTP_NAVNE: usize = 100;
/// SFTP: attempts to log in on one connection; clients offer the keys of their agent one by one.
pub const SFTP_FORSOEG: usize = 12;
/// SFTP: seconds without a byte after which a connection ends.
pub const SFTP_HVILE_SEKUNDER: u64 = 900;
/// SFTP: bytes of a trigger; the published ones are some hundred, and routes may add to them.
pub const SFTP_TRIGGER_BYTES: u64 = 64 * 1024;
/// SFTP: receivers of one file; each gets a copy.
pub const SFTP_MODTAGERE: usize = 50;
/// SFTP: keys of one system: one for each of its machines, and the next ones.
pub const SFTP_NOEGLER: usize = 20;
/// Fordelingskomponenten: rules, systems or agreements of one authority that are looked through at each use. KLE has some 3,000 numbers, and rules are for groups of them.
pub const FORDELINGSREGLER: usize = 5_000;
/// Fordelingskomponenten: hours in which an object must reach its receiver, and a receipt its sender, before it is given up (F-12: nothing is published; as for
/// messages that are pushed).
pub const FORDELING_LEVERINGSFRIST_TIMER: u32 = 24;
/// Fordelingskomponenten: days in which a receiver answers, where it has not said another number (F-12).
pub const FORDELING_SVARFRIST_DAGE: u32 = 10;
/// Fordelingskomponenten: days that is kept where a handover went, after its final receipt (F-12).
pub const FORDELING_BEVARING_DAGE: u32 = 30;
/// Fordelingskomponenten: receipts of one handover; five codes of three types are all that a receiver has.
pub const FORDELING_KVITTERINGER: usize = 20;
/// Fordelingskomponenten: calls of the parties' services under way at the same time.
pub const FORDELING_KALD: usize = 64;
/// Fordelingskomponenten: calls of one system under way at the same time, so that one that does not answer holds nobody else up.
pub const FORDELING_KALD_PR_SYSTEM: usize = 4;
/// Fordelingskomponenten: errors of a receipt that are kept; a person reads them.
pub const FORDELING_KVITTERINGSFEJL: usize = 50;
/// Fordelingskomponenten: handovers that are looked at for one page of those that somebody should look at: some 0.2 s; the next page goes on from there.
pub const FORDELING_PROBLEMER_SET: usize = 10_000;
/// Fordelingskomponenten: receivers in one call of FordelingsmodtagerValider; each is looked up.
pub const FORDELING_VALIDER: usize = 200;
/// Fordelingskomponenten: bytes of a file's name at the receiver, the handover's id before it (contracts 9.1: 255).
pub const FORDELING_FILNAVN_BYTES: usize = 255;
/// Company register: hits of one search, as of a page of any other; larger wishes are clamped silently.
pub const CVR_FUND: usize = SIDE_MAKS;
/// Company register: units that a search looks at before it is called too broad: some 0.3 s.
pub const CVR_KANDIDATER: usize = 10_000;
/// Company register: keys of a criterion that are counted, to find the rarest.
pub const CVR_TAEL: usize = 1_000;
/// Company register: production units of one unit in an answer. The largest municipality has about 2,000.
pub const CVR_TILKNYTTEDE: usize = 5_000;
/// Company register: bytes of one line of an extract: a municipality with its participants and a long history takes some 100 KB.
pub const CVR_LINJE_BYTES: usize = 1024 * 1024;
/// Company register: units in one file. All that ever were are some five million; their numbers are held in memory while it is read.
pub const CVR_ENHEDER: usize = 10_000_000;
/// Company register: periods of one value, and values of one list (participants, obligations), in a line.
pub const CVR_PERIODER: usize = 2_000;
/// Digital Post: bytes of a document's file; as base64 in its message that is within the published 99.5 MB (MM-04).
pub const DIGITAL_POST_FIL_BYTES: u64 = 74_000_000;
/// Serviceplatformen: calls of one upstream under way at once, where its entry has not said fewer. Who finds no place is refused at once: a dead upstream holds up nobody else.
pub const OPSTROEM_KALD: usize = 64;
/// Serviceplatformen: upstreams that have places and a breaker of their own.
pub const OPSTROEMME: usize = 200;
/// Serviceplatformen: milliseconds in which an upstream answers, where its entry has not said another number; it can say at most [`OPSTROEM_FRIST_MAKS_MS`].
pub const OPSTROEM_FRIST_MS: i64 = 20_000;
/// Serviceplatformen: the longest of those times. A call has 120 seconds in all.
pub const OPSTROEM_FRIST_MAKS_MS: i64 = 60_000;
/// Serviceplatformen: bytes of an upstream's answer; as of a message that comes in.
pub const OPSTROEM_SVAR_BYTES: usize = KROP_BYTES;
/// Serviceplatformen: calls in a row that an upstream does not answer before it is left alone.
pub const OPSTROEM_FEJL: u32 = 5;
/// Serviceplatformen: seconds that it is left alone then; twice as long each time that it has still not come back, up to [`OPSTROEM_PAUSE_MAKS_SEKUNDER`].
pub const OPSTROEM_PAUSE_SEKUNDER: u64 = 1;
/// Serviceplatformen: the longest of those pauses.
pub const OPSTROEM_PAUSE_MAKS_SEKUNDER: u64 = 30;
/// Serviceplatformen: calls for which one of them may be made a second time (10 %), so that an upstream that is slow does not get twice the load.
pub const OPSTROEM_KALD_PR_GENTAGELSE: u32 = 10;
/// Serviceplatformen: rows that calls are counted by, folded into totals in one transaction.
pub const MAALING_FOLD: usize = 500;
/// Serviceplatformen: months in one list of what was used: five years, as long as a log is kept by itself.
pub const MAALING_MAANEDER: usize = 60;
/// Serviceplatformen: totals in one list of what was used. 98 authorities with 20 systems on 10 services each have 19,600 a month.
pub const MAALING_LISTE: usize = 100_000;
/// Delivery: dueslag that are sent from at once. Each holds a batch of messages and a connection.
pub const LEVERINGER_I_GANG: usize = 256;
/// Delivery: of those, dueslag whose receiver is the same server: one that is slow keeps others waiting no longer than its own.
pub const LEVERINGER_PR_VAERT: usize = 32;
/// Delivery: seconds that a receiver has for its answer.
pub const LEVERING_SEKUNDER: u64 = 20;
/// Delivery: of those, seconds until it must be connected to.
pub const LEVERING_FORBIND_SEKUNDER: u64 = 5;
/// Delivery: bytes of a receiver's answer that are read. A StandardRetur is some hundred.
pub const LEVERING_SVAR_BYTES: usize = 64 * 1024;
/// Delivery: messages that are fetched together for a receiver that is fast, and sent twice when the program is killed among them.
pub const LEVERING_BID: usize = 64;
/// Delivery: bytes of them.
pub const LEVERING_BID_BYTES: usize = 1024 * 1024;
/// Delivery: the longest pause of a receiver that does not serve (E-33).
pub const LEVERING_PAUSE_SEKUNDER: u64 = 15 * 60;
/// Server-sent events: streams at once, each with a connection.
pub const SSE_STROEMME: usize = 2_000;
/// Server-sent events: messages that a stream carries before its reader must come back and acknowledge them.
pub const SSE_VINDUE: usize = 1_000;
/// Server-sent events: seconds that a message may wait to be acknowledged before the stream ends, so that its reader comes back and does.
pub const SSE_KVITTERING_SEKUNDER: u64 = 300;
/// Server-sent events: messages in one piece of a stream.
pub const SSE_BID: usize = 16;
/// Server-sent events: bytes of them, but for the first: what a reader that does not read has us hold.
pub const SSE_BID_BYTES: usize = 64 * 1024;
/// CPR subscriptions by SOAP: numbers in one answer of GetAllFilters, about 8 MB of text; the whole answer is built before it is sent.
pub const CPR_ABONNEMENTER_I_SVAR: usize = 200_000;
/// CPR Direkte: bytes of a record after its number. The longest that is known has 306 in all.
pub const CPR_LINJE_BYTES: usize = 500;
/// CPR Direkte: types of records in one extract, known or not: a number has three digits.
pub const CPR_RECORDTYPER: usize = 1_000;
/// CPR Direkte: records of one person. The longest history in the test extract has some 30.
pub const CPR_RECORDS_PR_PERSON: usize = 1_000;
/// CPR subscriptions: filters of a system by age, municipality and event code together; there are 98 municipalities.
pub const CPR_FILTRE: usize = 1_000;
/// CPR subscriptions: numbers of one system. The largest municipality has some 670,000 inhabitants.
pub const CPR_ABONNEMENTSNUMRE: usize = 2_000_000;
/// Addresses: bytes of one row of an extract of DAR or BBR. A building of BBR with all its fields has 4 KB, a road with its line some 30.
pub const ADRESSE_RAEKKE_BYTES: usize = 256 * 1024;
/// Addresses: numbers by which tables of DAR 0.9 refer to each other that are held in memory while they are read: twice the country's access points.
pub const DAR_NUMRE: usize = 8_000_000;
/// Addresses: events that are kept; those of some months of the country.
pub const ADRESSE_HAENDELSER: u64 = 1_000_000;
/// Addresses: events in one answer.
pub const ADRESSE_HAENDELSER_I_SVAR: usize = 1_000;
/// Addresses: characters of what is typed to find one; the longest line of the register has some 120.
pub const ADRESSE_SOEGETEKST_TEGN: usize = 200;
/// Addresses: suggestions in one answer.
pub const ADRESSE_FORSLAG: usize = 100;
/// Addresses: suggestions before a page; who wants more must type more.
pub const ADRESSE_FORSLAG_FOER: usize = 1_000;
/// Addresses: values of a filter of one search: all municipalities.
pub const ADRESSE_FILTRE: usize = 100;
/// Addresses: names of roads that one search looks at.
pub const ADRESSE_KANDIDATER: usize = 2_000;
/// Addresses: names of roads whose house numbers one search reads.
pub const ADRESSE_NAVNE: usize = 50;
/// Addresses: roads in postal districts that one search reads, all its readings together; the most common name is in some 250 of them.
pub const ADRESSE_ENHEDER: usize = 400;
/// Addresses: letters that a misspelt name may be wrong by; a short one by fewer.
pub const ADRESSE_STAVEAFSTAND: usize = 2;
/// Addresses: look-ups of one sender each second, and twice as many at once: someone who types makes ten a second, and a house shares one address of the network.
pub const ADRESSE_OPSLAG_PR_AFSENDER: u32 = 200;
/// Addresses: senders that are told apart; beyond it those that have asked for nothing lately are forgotten.
pub const ADRESSE_AFSENDERE: usize = 10_000;
/// Addresses: look-ups under way at once; they have places of their own, so that free data slow nobody who has an agreement.
pub const ADRESSE_SAMTIDIGE: usize = 64;
/// BBR: buildings or units in one answer; the largest buildings have some 500 units.
pub const BBR_PR_ADRESSE: usize = 1_000;
/// FindOs: addresses that one look-up finds; an address that is meant is found by its whole line.
pub const FINDOS_ADRESSER: usize = 20;
/// Generated addresses: as many as are asked for at most.
pub const GENEREREDE_ADRESSER: u64 = 10_000_000;
/// SKAT: persons or companies of one look-up; each is computed month by month.
pub const SKAT_PERSONER: usize = 100;
/// SKAT: months of one look-up in eIndkomst: ten years.
pub const SKAT_MAANEDER: i32 = 120;
/// SKAT: months of all persons of one look-up in eIndkomst together: a hundred persons for two years, some 6 MB of answer.
pub const SKAT_PERSONMAANEDER: i32 = 2_400;
/// SKAT: income years of one look-up: DUPLA shows ten.
pub const SKAT_AAR: usize = 10;
/// Login: bytes of a SAML message after it was inflated; a response with many roles has some 60 KB.
pub const LOGIN_BESKED_BYTES: usize = 256 * 1024;
/// Login: bytes of what a system wants back unchanged (RelayState, state); the standard gives it 80, and clients take more.
pub const LOGIN_TILSTAND_BYTES: usize = 1_024;
/// Login: seconds from the system's request to the user's answer. Finding a phone and a code takes minutes.
pub const LOGIN_FRIST_SEKUNDER: i64 = 900;
/// Login: seconds that a session lasts at most: a working day.
pub const LOGIN_SESSION_SEKUNDER: i64 = 8 * 3_600;
/// Login: seconds that a session lasts without a login through it.
pub const LOGIN_HVILE_SEKUNDER: i64 = 3_600;
/// Login: sessions of one identity; the oldest ends. Somebody has a handful of browsers.
pub const LOGIN_SESSIONER: usize = 20;
/// Login: systems that one session has logged in to; a further one is refused.
pub const LOGIN_DELTAGERE: usize = 100;
/// Login: seconds that an assertion or a code is good for on its way through the browser.
pub const LOGIN_SVAR_SEKUNDER: i64 = 300;
/// Login: seconds that a code of OpenID Connect is good for.
pub const LOGIN_KODE_SEKUNDER: i64 = 60;
/// Login: systems and providers that are connected in all; the country has some hundreds.
pub const LOGIN_TILSLUTTEDE: usize = 5_000;
/// Login: bytes of one file of the login's folder.
pub const LOGIN_FIL_BYTES: u64 = 1024 * 1024;
/// Login: sessions in one list.
pub const LOGIN_LISTE: usize = 1_000;
/// Directories: employees of one authority; the largest has some 60,000.
pub const KATALOG_ANSATTE: usize = 100_000;
/// Directories: groups of one authority that are read.
pub const KATALOG_GRUPPER: usize = 20_000;
/// Directories: entries of one page of an answer; AD gives 1,000 at most.
pub const KATALOG_SIDE: i64 = 500;
/// Directories: bytes of one message; a group of 40,000 members has some 4 MB.
pub const KATALOG_SVAR_BYTES: usize = 8 * 1024 * 1024;
/// Directories: seconds that a connection, a bind or a page may take.
pub const KATALOG_FRIST_SEKUNDER: u64 = 30;
/// Directories: seconds that what was read is believed when the directory can't be read any more: a day's outage costs nobody his work, and a leaver of yesterday is out.
pub const KATALOG_ALDER_SEKUNDER: i64 = 24 * 3_600;
/// Directories: values of one restriction that come from an employee's entry.
pub const KATALOG_VAERDIER: usize = 200;
/// Login: persons on one page of the development provider.
pub const LOGIN_PERSONER: usize = 50;
/// SAPA: cases of one party in one overview; a person has some twenty, an institution's company a thousand.
pub const SAPA_SAGER: usize = 1_000;
/// SAPA: documents of one party in one overview.
pub const SAPA_DOKUMENTER: usize = 5_000;
/// SAPA: grants of one party in one overview.
pub const SAPA_BEVILLINGER: usize = 500;
/// SAPA: payments of one party in one overview: twenty years of two a month, and some.
pub const SAPA_UDBETALINGER: usize = 1_000;
/// SAPA: milliseconds that one source of an overview may take; what has not answered then is told as missing. The whole is to be there in two seconds.
pub const SAPA_KILDE_MS: u64 = 1_500;
/// SAPA: hits of a search by name or address: more than anybody reads.
pub const SAPA_SOEGEFUND: usize = 50;
/// SAPA: bemærkninger of one party: what nobody reads is no warning.
pub const SAPA_BEMAERKNINGER: usize = 50;
/// SAPA: characters of a bemærkning.
pub const SAPA_BEMAERKNING_TEGN: usize = 2_000;
/// SAPA: days that a bemærkning may hold at most before somebody looks at it again.
pub const SAPA_BEMAERKNING_DAGE: i64 = 731;
/// SAPA: bytes of a journal note, which the indexes take 100 KB of (C.3).
pub const SAPA_NOTAT_BYTES: usize = 100_000;
/// SAPA: rules of advis of one authority: each event is held against all of them.
pub const SAPA_ADVISREGLER: usize = 1_000;
/// SAPA: advis that are handled at once.
pub const SAPA_ADVIS_SAMLET: usize = 500;
/// SAPA: days that an advis, open or done, is kept at most (5 years).
pub const SAPA_ADVIS_DAGE: i64 = 1_827;
/// SAPA: stored views of one authority.
pub const SAPA_VISNINGER: usize = 500;
/// SAPA: standard headings of notes and reminders of one authority.
pub const SAPA_OVERSKRIFTER: usize = 200;
