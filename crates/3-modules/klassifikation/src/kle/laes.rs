//! Reads a KLE file of any supported format: XML as published, CSV, XLSX.
use super::post::{Plan, Post, Udgave};
use super::{regneark, xml};
use grund::fejl::Fejlkode;
use grund::tabel::{Raekke, Tabel, dato};
use grund::tekstfil::afkod;
use grund::{Fejl, Tidspunkt, graenser};

/// Reads a file; the format is recognised by its content. A table may hold both lists: each number tells where it belongs.
///
/// # Errors
/// [`Fejlkode::ForStor`], [`Fejlkode::IkkeVelformet`] or [`Fejlkode::UgyldigFil`], with line, column and rule.
pub fn laes(data: &[u8]) -> Result<Vec<Udgave>, Fejl> {
    if data.len() > graenser::IMPORT_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::IMPORT_BYTES, grund::sagt::BYTES)));
    }
    let udgaver = if data.starts_with(b"PK\x03\x04") {
        let mut poster = Vec::new();
        for tabel in regneark::laes(data)? {
            af_tabel(&tabel, &mut poster)?;
        }
        fordel(poster)
    } else {
        let tekst = afkod(data)?;
        if tekst.trim_start().starts_with('<') {
            vec![xml::laes(&tekst)?]
        } else {
            let mut poster = Vec::new();
            af_tabel(&Tabel::fra_csv(&tekst)?, &mut poster)?;
            fordel(poster)
        }
    };
    udgaver.iter().try_for_each(Udgave::kontroller)?;
    if udgaver.iter().all(|u| u.poster.is_empty()) {
        return Err(Fejl::ny(Fejlkode::UgyldigFil).regel("a KLE file has at least one number"));
    }
    Ok(udgaver)
}

/// Entry for fuzzing: any bytes are read or refused.
pub fn proev_kle(data: &[u8]) {
    let _ = laes(data);
}

fn fordel(poster: Vec<(Plan, Post)>) -> Vec<Udgave> {
    let mut ud: Vec<Udgave> = Vec::new();
    for (plan, post) in poster {
        match ud.iter_mut().find(|u| u.plan == plan) {
            Some(u) => u.poster.push(post),
            None => ud.push(Udgave { plan, udgivet: None, poster: vec![post] }),
        }
    }
    ud.sort_by_key(|u| u.plan);
    ud
}

/// Names of the columns, as municipalities' lists have them; compared without regard to case, blanks and punctuation.
struct Kolonner {
    nummer: Option<usize>,
    titel: Option<usize>,
    uuid: Option<usize>,
    overordnet: Option<usize>,
    oprettet: Option<usize>,
    udgaaet: Option<usize>,
    afloest: Option<usize>,
    vejledning: Option<usize>,
    retskilde: Option<usize>,
    bevaring: Option<usize>,
    sletning: Option<usize>,
}

fn af_tabel(tabel: &Tabel, ud: &mut Vec<(Plan, Post)>) -> Result<(), Fejl> {
    let k = Kolonner {
        nummer: tabel.kolonne(&[
            "nr",
            "nummer",
            "emnenr",
            "emnenummer",
            "klenr",
            "klenummer",
            "kle",
            "facetnr",
            "handlingsfacetnr",
            "kode",
            "klekode",
            "brugervendtnoegle",
            "gruppenr",
            "hovedgruppenr",
        ]),
        titel: tabel.kolonne(&[
            "titel",
            "emnetitel",
            "kletitel",
            "navn",
            "emne",
            "tekst",
            "betegnelse",
            "handlingsfacettitel",
            "titelelleromtale",
            "titelelleranvendelse",
            "gruppetitel",
            "hovedgruppetitel",
        ]),
        uuid: tabel.kolonne(&["uuid", "id", "kleuuid", "emneuuid"]),
        overordnet: tabel.kolonne(&["overordnet", "overordnetnr", "foraelder", "parent"]),
        oprettet: tabel.kolonne(&["oprettet", "oprettetdato", "gyldigfra", "fra", "startdato"]),
        udgaaet: tabel.kolonne(&["udgaaet", "udgaaetdato", "gyldigtil", "til", "slutdato"]),
        afloest: tabel.kolonne(&["afloestaf", "erstattetaf", "nytnr", "nytnummer", "nytemnenr"]),
        vejledning: tabel.kolonne(&["vejledning", "vejledningtekst", "beskrivelse"]),
        retskilde: tabel.kolonne(&["retskilde", "retskilder", "lovgrundlag", "hjemmel"]),
        bevaring: tabel.kolonne(&["bevaring", "bevaringjaevnfoerarkivloven", "bevaringkassation", "bk"]),
        sletning: tabel.kolonne(&["sletning", "sletningjaevnfoerpersondataloven", "sletningjaevnfoerdatabeskyttelsesloven", "slettefrist"]),
    };
    if k.nummer.is_none() || k.titel.is_none() {
        return Err(Fejl::ny(Fejlkode::UgyldigFil)
            .felt("line 1")
            .regel("a table has a column for the number (nr, emnenr, facetnr …) and one for the title (titel, navn …)")
            .detalje(grund::fejl::uddrag(&tabel.overskrifter().join(", "))));
    }
    for r in tabel.raekker() {
        ud.push(k.post(r)?);
    }
    Ok(())
}

impl Kolonner {
    fn post(&self, r: &Raekke) -> Result<(Plan, Post), Fejl> {
        let (plan, nummer) = Plan::af_nummer(r.tekst(self.nummer))
            .ok_or_else(|| r.fejl(self.nummer, Fejlkode::UgyldigFil, "KLE-01: NN, NN.NN, NN.NN.NN, or a letter and two digits"))?;
        let uuid = match r.tekst(self.uuid) {
            "" => None,
            t => Some(grund::tabel::uuid(t).ok_or_else(|| r.fejl(self.uuid, Fejlkode::UgyldigUuid, "8-4-4-4-12 hexadecimal digits"))?),
        };
        let dag = |k: Option<usize>| match r.tekst(k) {
            "" => Ok(None),
            t => dato(t).map(Some).ok_or_else(|| r.fejl(k, Fejlkode::UgyldigTid, "YYYY-MM-DD or DD-MM-YYYY")),
        };
        let andet_nummer = |k: Option<usize>| match r.tekst(k) {
            "" => Ok(None),
            t => Plan::af_nummer(t).map(|(_, n)| Some(n)).ok_or_else(|| r.fejl(k, Fejlkode::UgyldigFil, "KLE-01")),
        };
        let post = Post {
            nummer,
            titel: r.tekst(self.titel).to_string(),
            uuid,
            overordnet: andet_nummer(self.overordnet)?,
            oprettet: dag(self.oprettet)?,
            rettet: Vec::new(),
            udgaaet: dag(self.udgaaet)?.filter(|t| *t != Tidspunkt::UENDELIG),
            flyttet: None,
            afloest_af: andet_nummer(self.afloest)?,
            vejledning: r.tekst(self.vejledning).to_string(),
            retskilder: match r.tekst(self.retskilde) {
                "" => Vec::new(),
                t => vec![t.to_string()],
            },
            bevaring: r.tekst(self.bevaring).to_string(),
            sletning: r.tekst(self.sletning).to_string(),
            filtre: Vec::new(),
            linje: r.linje,
            kolonne: 1,
        };
        Ok((plan, post))
    }
}
