//! One linear pass over the bytes before the parser sees them. Every XML parser measured is quadratic in something
//! (duplicate attributes, namespace scopes), so those numbers are bounded here; a DTD or a processing instruction never
//! reaches the parser. The pass doesn't judge well-formedness: what it lets through, the parser judges.
use crate::{Fejl, Fejlkode, graenser};

struct Scan<'a> {
    data: &'a [u8],
    sted: usize,
    knuder: usize,
    /// Namespace declarations on each open start tag.
    navnerum: Vec<usize>,
    i_kraft: usize,
}

/// Refuses what is forbidden or beyond a limit.
pub(super) fn kontroller(data: &[u8]) -> Result<(), Fejl> {
    if data.len() > graenser::KROP_BYTES {
        return Err(for_stor(("beskeden", "the message"), graenser::KROP_BYTES, ("bytes", "bytes")));
    }
    let mut s = Scan { data, sted: 0, knuder: 0, navnerum: Vec::with_capacity(16), i_kraft: 0 };
    if data.starts_with(b"<?xml") && data.get(5).is_some_and(u8::is_ascii_whitespace) {
        s.spring_over(b"?>");
    }
    loop {
        let rest = s.rest();
        let Some(tekst) = rest.iter().position(|b| klasse(*b, I_TEKST)) else { return Ok(()) };
        s.sted += tekst;
        s.maerke()?;
    }
}

/// Control characters that XML 1.0 does not have.
const STYRETEGN: u8 = 1;
/// Control characters, and the start of a tag.
const I_TEKST: u8 = 2;
/// Control characters, and what a start tag is made of.
const TAG: u8 = 4;

/// Classes by byte, so that the bytes in between cost one load each.
static KLASSER: [u8; 256] = {
    let mut k = [0; 256];
    let mut b: u8 = 0;
    while let Some(plads) = k.split_at_mut(b as usize).1.first_mut() {
        *plads = match b {
            b'\t' | b'\n' | b'\r' => 0,
            0..0x20 => STYRETEGN | I_TEKST | TAG,
            b'<' => I_TEKST,
            b'"' | b'\'' | b'=' | b'>' => TAG,
            _ => 0,
        };
        if b == 255 {
            break;
        }
        b += 1;
    }
    k
};

fn klasse(b: u8, k: u8) -> bool {
    KLASSER.get(usize::from(b)).is_some_and(|v| v & k != 0)
}

fn for_stor((hvad, what): (&str, &str), maks: usize, (enhed, unit): (&str, &str)) -> Fejl {
    Fejl::ny(Fejlkode::ForStor).ventet((format!("højst {maks} {enhed} i {hvad}"), format!("at most {maks} {unit} in {what}")))
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a [u8] {
        self.data.get(self.sted..).unwrap_or_default()
    }

    /// Moves to after the next occurrence, or to the end. What is in between is for the parser to judge.
    fn spring_over(&mut self, slut: &[u8]) {
        let fundet = self.rest().windows(slut.len()).position(|v| v == slut);
        self.sted = fundet.map_or(self.data.len(), |f| self.sted + f + slut.len());
    }

    fn maerke(&mut self) -> Result<(), Fejl> {
        match self.rest() {
            [b'<', b'/', ..] => {
                if let Some(antal) = self.navnerum.pop() {
                    self.i_kraft -= antal;
                }
                self.spring_over(b">");
                Ok(())
            }
            [b'<', b'!', b'-', b'-', ..] => {
                self.sted += 4;
                self.spring_over(b"-->");
                Ok(())
            }
            rest if rest.starts_with(b"<![CDATA[") => {
                self.spring_over(b"]]>");
                Ok(())
            }
            [b'<', b'!', ..] => Err(self.forbudt("en dokumenttypedefinition", "a document type definition")),
            [b'<', b'?', ..] => Err(self.forbudt("en behandlingsinstruktion", "a processing instruction")),
            [b'<', ..] => self.starttag(),
            [b, ..] => Err(self.tegn(*b)),
            [] => Ok(()),
        }
    }

    fn forbudt(&self, hvad: &str, what: &str) -> Fejl {
        let d = (format!("{hvad} ved byte {}", self.sted), format!("{what} at byte {}", self.sted));
        Fejl::ny(Fejlkode::ForbudtKonstruktion).detalje(d)
    }

    fn tegn(&self, b: u8) -> Fejl {
        Fejl::ny(Fejlkode::UgyldigtTegn)
            .detalje((format!("U+{b:04X} ved byte {0}", self.sted), format!("U+{b:04X} at byte {0}", self.sted)))
    }

    fn starttag(&mut self) -> Result<(), Fejl> {
        let hele = self.rest();
        let rest = hele.get(..graenser::XML_STARTTAG_BYTES).unwrap_or(hele);
        let (mut attributter, mut erklaeringer) = (0_usize, 0_usize);
        let mut slut = None;
        let mut i = 1;
        // Where the present name can begin: nothing is looked at twice.
        let mut navn_fra = 1;
        while let Some(afstand) = rest.get(i..).and_then(|r| r.iter().position(|b| klasse(*b, TAG))) {
            i += afstand;
            match rest.get(i).copied().unwrap_or(b'>') {
                b'>' => {
                    slut = Some(i);
                    break;
                }
                b'=' => {
                    attributter += 1;
                    erklaeringer += usize::from(er_erklaering(rest.get(navn_fra..i).unwrap_or_default()));
                    navn_fra = i + 1;
                    if attributter > graenser::XML_ATTRIBUTTER {
                        return Err(for_stor(("et starttag", "a start tag"), graenser::XML_ATTRIBUTTER, ("attributter", "attributes")));
                    }
                }
                citat @ (b'"' | b'\'') => {
                    let vaerdi = rest.get(i + 1..).unwrap_or_default();
                    // a value that does not end here is too long, or for the parser to name
                    let laengde = vaerdi.iter().position(|b| *b == citat || klasse(*b, STYRETEGN)).unwrap_or(vaerdi.len());
                    i += 1 + laengde;
                    navn_fra = i + 1;
                    if let Some(b) = rest.get(i).filter(|b| **b != citat) {
                        self.sted += i;
                        return Err(self.tegn(*b));
                    }
                }
                b => {
                    self.sted += i;
                    return Err(self.tegn(b));
                }
            }
            i += 1;
        }
        if slut.is_none() && hele.len() > rest.len() {
            return Err(for_stor(("et starttag", "a start tag"), graenser::XML_STARTTAG_BYTES, ("bytes", "bytes")));
        }
        // an unfinished tag is for the parser to name
        let Some(slut) = slut else {
            self.sted = self.data.len();
            return Ok(());
        };
        self.sted += slut + 1;
        self.knuder += 1 + attributter;
        if self.knuder > graenser::KNUDER {
            return Err(for_stor(("beskeden", "the message"), graenser::KNUDER, ("elementer og attributter", "elements and attributes")));
        }
        if self.i_kraft + erklaeringer > graenser::XML_NAVNERUM {
            return Err(for_stor(("virkefeltet", "scope"), graenser::XML_NAVNERUM, ("erklæringer af navnerum", "namespace declarations")));
        }
        let tom = slut.checked_sub(1).and_then(|i| rest.get(i)) == Some(&b'/');
        if self.navnerum.len() + 1 > graenser::DYBDE {
            return Err(Fejl::ny(Fejlkode::ForDyb).ventet(crate::sagt::hoejst(graenser::DYBDE, crate::sagt::NIVEAUER)));
        }
        if !tom {
            self.navnerum.push(erklaeringer);
            self.i_kraft += erklaeringer;
        }
        Ok(())
    }
}

/// Whether the attribute name that ends here is a namespace declaration.
fn er_erklaering(foer: &[u8]) -> bool {
    let navn = foer.trim_ascii_end().rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    navn == b"xmlns" || navn.starts_with(b"xmlns:")
}
