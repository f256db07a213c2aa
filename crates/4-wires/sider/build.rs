//! Takes in the public design system and makes the table of assets: style, script, fonts and icons under names that change with what is in them.
//!
//! The design system comes from npm by the lock file, once for each lock file: it stays beside the build's other files, and later builds need no network.
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

#[path = "build/stil.rs"]
mod stil;

type Svar<T> = Result<T, Box<dyn Error>>;

/// Icons that the pages name, and those that the design system's own style shows in what the pages use.
const IKONER: &[&str] = &[
    "account",
    "arrow-back",
    "arrow-downward",
    "arrow-forward",
    "assignment",
    "business",
    "check",
    "check-white",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "close",
    "construction",
    "contact-info",
    "copy",
    "database",
    "delete",
    "document",
    "download",
    "edit",
    "email",
    "error",
    "folder",
    "forum",
    "groups",
    "help",
    "home",
    "hourglass",
    "info",
    "link",
    "lock",
    "menu",
    "notifications",
    "open-in-new",
    "payments",
    "person",
    "persons",
    "print",
    "refresh",
    "reply",
    "science",
    "search",
    "send",
    "settings",
    "sort-table-ascending",
    "sort-table-descending",
    "sort-table-none",
    "star",
    "success",
    "summary",
    "support-agent",
    "sync",
    "time",
    "visibility",
    "visibility-off",
    "warning",
];
/// Weights of the type face, the letters of Western Europe only: 17 KB each instead of 57.
const SKRIFTER: [&str; 3] = ["Regular", "SemiBold", "Bold"];
/// Where assets are served.
const ROD: &str = "/sider/aktiver/";

fn main() {
    if let Err(f) = byg() {
        // One line, and the build has failed.
        println!("cargo::error={f}");
    }
}

fn byg() -> Svar<()> {
    let her = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let ud = PathBuf::from(env::var("OUT_DIR")?);
    for f in ["build.rs", "build", "npm/package.json", "npm/package-lock.json", "aktiver"] {
        println!("cargo::rerun-if-changed={f}");
    }
    let designsystem = match env::var_os("CARGO_FEATURE_DESIGNSYSTEM") {
        Some(_) => Some(hent(&her.join("npm"), &ud)?),
        None => None,
    };
    let mut filer = Filer { ud: ud.clone(), navne: BTreeMap::new(), tabel: String::new() };
    let mut ikoner = String::new();
    if let Some(d) = &designsystem {
        for s in SKRIFTER {
            let navn = format!("IBMPlexSans-{s}-Latin1.woff2");
            filer.tilfoej(&navn, "font/woff2", &fs::read(d.join("fonts").join(&navn))?, false)?;
        }
        for i in IKONER {
            let svg = fs::read_to_string(d.join("ikoner").join(format!("{i}.svg")))?;
            filer.tilfoej(&format!("{i}.svg"), "image/svg+xml", svg.as_bytes(), false)?;
            writeln!(ikoner, "    ({i:?}, {:?}),", indlejret(&svg)?)?;
        }
    }
    let navne = filer.navne.clone();
    let sted = |navn: &str| navne.get(navn).map(|n| format!("{ROD}{n}"));
    let egen = stil::henvis(&fs::read_to_string(her.join("aktiver/sider.css"))?, &sted);
    let faelles = match &designsystem {
        Some(d) => stil::tilpas(&fs::read_to_string(d.join("dkfds.css"))?, &sted),
        None => String::new(),
    };
    filer.tilfoej("sider.css", "text/css; charset=utf-8", format!("{faelles}\n{egen}").as_bytes(), true)?;
    filer.tilfoej("sider.js", "text/javascript; charset=utf-8", &fs::read(her.join("aktiver/sider.js"))?, true)?;
    filer.tilfoej("samspil.svg", "image/svg+xml", &fs::read(her.join("aktiver/samspil.svg"))?, false)?;
    let mut kode = String::from("/// Everything that is served, by its name with the fingerprint.\npub static AKTIVER: &[Aktiv] = &[\n");
    kode.push_str(&filer.tabel);
    kode.push_str("];\n");
    for (konstant, navn) in [("STIL", "sider.css"), ("SCRIPT", "sider.js"), ("MAERKE", "samspil.svg")] {
        let sted = filer.navne.get(navn).map(|n| format!("{ROD}{n}")).unwrap_or_default();
        writeln!(kode, "/// The address of `{navn}`.\npub const {konstant}: &str = {sted:?};")?;
    }
    writeln!(kode, "/// Icons by name, as they stand in a page.\npub static IKONER: &[(&str, &str)] = &[\n{ikoner}];")?;
    fs::write(ud.join("aktiver.rs"), kode)?;
    Ok(())
}

/// What is served.
struct Filer {
    ud: PathBuf,
    navne: BTreeMap<String, String>,
    tabel: String,
}

impl Filer {
    /// Puts a file into the table; `pakket`: compressed too.
    fn tilfoej(&mut self, navn: &str, slags: &str, data: &[u8], pakket: bool) -> Svar<()> {
        let (stamme, endelse) = navn.rsplit_once('.').ok_or("an asset without an ending")?;
        let ud = format!("{stamme}-{:016x}.{endelse}", aftryk(data));
        let fil = self.ud.join(&ud);
        fs::write(&fil, data)?;
        let gz = if pakket {
            let gz = self.ud.join(format!("{ud}.gz"));
            let mut e = GzEncoder::new(fs::File::create(&gz)?, Compression::best());
            e.write_all(data)?;
            e.finish()?;
            format!("Some(include_bytes!({:?}))", gz.display().to_string())
        } else {
            "None".to_owned()
        };
        writeln!(
            self.tabel,
            "    Aktiv {{ navn: {ud:?}, slags: {slags:?}, data: include_bytes!({:?}), gz: {gz} }},",
            fil.display().to_string()
        )?;
        self.navne.insert(navn.to_owned(), ud);
        Ok(())
    }
}

/// FNV-1a: it tells versions apart, and guards nothing.
fn aftryk(data: &[u8]) -> u64 {
    data.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3))
}

/// An icon as it stands in a page: no decoration for whoever listens.
fn indlejret(svg: &str) -> Svar<String> {
    let boks = svg.split("viewBox=\"").nth(1).and_then(|r| r.split('"').next()).ok_or("an icon without viewBox")?;
    let indre = svg.split_once('>').and_then(|(_, r)| r.rsplit_once("</svg>")).map(|(i, _)| i).ok_or("an icon that is no svg")?;
    Ok(format!("<svg class=\"icon-svg\" viewBox=\"{boks}\" aria-hidden=\"true\" focusable=\"false\">{indre}</svg>"))
}

/// The folder with what is used of the design system: fetched by npm the first time.
fn hent(npm: &Path, ud: &Path) -> Svar<PathBuf> {
    let laas = fs::read(npm.join("package-lock.json"))?;
    // target/PROFILE/build/sider-HASH/out: all profiles share it.
    let faelles = ud.ancestors().nth(4).ok_or("OUT_DIR is no folder of cargo's")?;
    let mappe = faelles.join(format!("sider-npm-{:016x}", aftryk(&laas)));
    let brugt = mappe.join("brugt");
    if brugt.join("dkfds.css").is_file() {
        return Ok(brugt);
    }
    // Another build may do the same at the same time: made aside, and put into place whole.
    let imens = faelles.join(format!("sider-npm-{}", std::process::id()));
    fs::create_dir_all(&imens)?;
    for f in ["package.json", "package-lock.json"] {
        fs::copy(npm.join(f), imens.join(f))?;
    }
    let uden = "`cargo build --no-default-features` builds without pages";
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--silent"])
        .current_dir(&imens)
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("the pages are built with npm, which is not there ({e}): install Node with npm, or {uden}"))?;
    if !npm.status.success() {
        let hvorfor = String::from_utf8_lossy(&npm.stderr).replace('\n', " ");
        return Err(format!("npm could not fetch the design system ({}): try again with a network, or {uden}", hvorfor.trim()).into());
    }
    let fra = imens.join("node_modules/dkfds/dist");
    let til = imens.join("brugt");
    for m in ["fonts", "ikoner"] {
        fs::create_dir_all(til.join(m))?;
    }
    for s in SKRIFTER {
        let navn = format!("IBMPlexSans-{s}-Latin1.woff2");
        fs::copy(fra.join("fonts/IBMPlexSans/split/woff2").join(&navn), til.join("fonts").join(&navn))?;
    }
    for fil in fs::read_dir(fra.join("img/svg-icons"))? {
        let fil = fil?;
        fs::copy(fil.path(), til.join("ikoner").join(fil.file_name()))?;
    }
    fs::copy(fra.join("LICENSE.md"), til.join("LICENSE.md"))?;
    fs::copy(fra.join("css/dkfds.min.css"), til.join("dkfds.css"))?;
    fs::remove_dir_all(imens.join("node_modules"))?;
    if fs::rename(&imens, &mappe).is_err() {
        // The other one was first.
        fs::remove_dir_all(&imens)?;
    }
    if brugt.join("dkfds.css").is_file() { Ok(brugt) } else { Err(format!("{} can't be written", mappe.display()).into()) }
}
