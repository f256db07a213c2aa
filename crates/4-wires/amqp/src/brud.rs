//! What the protocol says when something is wrong: a reply code decides whether the channel or the connection ends (AMQP 0-9-1, 1.2).
use grund::Fejl;

/// Reply codes.
pub mod kode {
    /// A message is larger than the limit.
    pub const FOR_STOR: u16 = 311;
    /// No queue takes a mandatory message.
    pub const INGEN_RUTE: u16 = 312;
    /// The server ends the connection.
    pub const TVUNGET: u16 = 320;
    /// The caller has no right to it.
    pub const INGEN_ADGANG: u16 = 403;
    /// No such queue or exchange.
    pub const FINDES_IKKE: u16 = 404;
    /// Somebody else has it alone.
    pub const LAAST: u16 = 405;
    /// What was presupposed is not so.
    pub const FORUDSAETNING: u16 = 406;
    /// A frame that can't be read.
    pub const RAMMEFEJL: u16 = 501;
    /// A method or header that can't be read.
    pub const SYNTAKS: u16 = 502;
    /// A method that does not fit here.
    pub const UGYLDIG: u16 = 503;
    /// A channel that is not open, or is.
    pub const KANALFEJL: u16 = 504;
    /// A frame that was not to come now.
    pub const UVENTET_RAMME: u16 = 505;
    /// A limit of the server.
    pub const RESSOURCER: u16 = 506;
    /// Not allowed at all.
    pub const IKKE_TILLADT: u16 = 530;
    /// Not implemented.
    pub const IKKE_LAVET: u16 = 540;
}

/// A breach of the protocol, or a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brud {
    /// Reply code.
    pub kode: u16,
    /// Reply text: the code's name and a sentence in English.
    pub tekst: String,
    /// Class and method that it is about; 0 where it is none.
    pub metode: (u16, u16),
}

impl Brud {
    /// With a sentence.
    pub fn ny(kode: u16, saetning: impl AsRef<str>) -> Self {
        Self { kode, tekst: format!("{} - {}", navn(kode), saetning.as_ref()), metode: (0, 0) }
    }

    /// About that class and method.
    pub fn ved(mut self, metode: (u16, u16)) -> Self {
        self.metode = metode;
        self
    }

    /// Ends the connection, not only the channel.
    pub fn er_haardt(&self) -> bool {
        !matches!(self.kode, 311..=313 | 403..=406)
    }
}

/// A refusal from behind the port. Codes of the catalogue that would end the connection end the channel where the caller is at fault.
impl From<&Fejl> for Brud {
    fn from(f: &Fejl) -> Self {
        let kode = match f.post().amqp {
            k @ (311..=313 | 403..=406 | 506 | 541) => k,
            _ => kode::FORUDSAETNING,
        };
        Self::ny(kode, f.engelsk())
    }
}

fn navn(kode: u16) -> &'static str {
    match kode {
        kode::FOR_STOR => "CONTENT_TOO_LARGE",
        kode::INGEN_RUTE => "NO_ROUTE",
        313 => "NO_CONSUMERS",
        kode::TVUNGET => "CONNECTION_FORCED",
        kode::INGEN_ADGANG => "ACCESS_REFUSED",
        kode::FINDES_IKKE => "NOT_FOUND",
        kode::LAAST => "RESOURCE_LOCKED",
        kode::FORUDSAETNING => "PRECONDITION_FAILED",
        kode::RAMMEFEJL => "FRAME_ERROR",
        kode::SYNTAKS => "SYNTAX_ERROR",
        kode::UGYLDIG => "COMMAND_INVALID",
        kode::KANALFEJL => "CHANNEL_ERROR",
        kode::UVENTET_RAMME => "UNEXPECTED_FRAME",
        kode::RESSOURCER => "RESOURCE_ERROR",
        kode::IKKE_TILLADT => "NOT_ALLOWED",
        kode::IKKE_LAVET => "NOT_IMPLEMENTED",
        _ => "INTERNAL_ERROR",
    }
}
