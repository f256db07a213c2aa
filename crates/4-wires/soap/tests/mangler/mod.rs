//! Published schemas with faults that xmllint stumbles over (contracts/README.md): it is given a copy of their folder, with the fault mended and nothing else.
use std::path::{Path, PathBuf};

/// How a file's text is mended.
type Ret = fn(&str) -> String;

/// The schema at that place below the published contracts; `midlertidig` is a folder for a copy.
pub fn skema(rod: &Path, xsd: &str, midlertidig: &Path) -> PathBuf {
    let fil = rod.join(xsd);
    let ret: Ret = match xsd.split('/').next().unwrap() {
        "sf1510-klassifikation" if xsd.contains("klasse_v7") => ulovligt_moenster,
        "sf1520-cpr-personbasedataextended" => manglende_import,
        "cpr-abonnement-legacy" if xsd.contains("Subscription") => laengde_af_tal,
        _ => return fil,
    };
    kopier(fil.parent().unwrap(), midlertidig, ret);
    midlertidig.join(fil.file_name().unwrap())
}

fn ulovligt_moenster(t: &str) -> String {
    t.replace(r"^(?:100|[1-9]\d?)$", r"100|[1-9]\d?")
}

fn manglende_import(t: &str) -> String {
    let foerste = "<xsd:complexType name=\"persondataType\">";
    let import = "<xsd:import namespace='http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/' schemaLocation='../sp/PNR_1.xsd'/>";
    t.replace(foerste, &format!("{import}{foerste}"))
}

fn laengde_af_tal(t: &str) -> String {
    let (tal, laengde) = ("base=\"xsd:nonNegativeInteger\">", "<xsd:maxLength value=\"");
    let mut dele = t.split(tal);
    let foerste = dele.next().unwrap_or_default().to_owned();
    dele.fold(foerste, |ud, del| {
        let (foer, rest) = del.split_once(laengde).unwrap();
        let (cifre, efter) = rest.split_once('"').unwrap();
        format!("{ud}{tal}{foer}<xsd:maxInclusive value=\"{}\"{efter}", "9".repeat(cifre.parse().unwrap()))
    })
}

fn kopier(fra: &Path, til: &Path, ret: Ret) {
    for f in std::fs::read_dir(fra).unwrap() {
        let f = f.unwrap();
        let ny = til.join(f.file_name());
        if f.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&ny).unwrap();
            kopier(&f.path(), &ny, ret);
        } else {
            std::fs::write(ny, ret(&std::fs::read_to_string(f.path()).unwrap())).unwrap();
        }
    }
}
