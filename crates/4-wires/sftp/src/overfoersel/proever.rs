//! Transfers over real folders.
use super::*;
use filer::Kvote;

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);
const C: Uuid = Uuid::from_u128(0xc);

#[derive(Default)]
struct Vagt {
    log: Mutex<Vec<String>>,
    stum: Mutex<bool>,
}

#[async_trait]
impl Filvagt for Vagt {
    fn maa_sende(&self, _: Uuid, til: Uuid, m: Option<Cvr>) -> Result<(), Fejl> {
        let maa = til != C && m.is_none_or(|m| m == Cvr::KORSBAEK);
        if maa { Ok(()) } else { Err(Fejl::ny(Fejlkode::FordelingUdenAftale)) }
    }
    async fn noter(&self, system: Uuid, hvad: &str) -> Result<(), Fejl> {
        if *self.stum.lock().unwrap() {
            return Err(Fejl::ny(Fejlkode::Optaget));
        }
        self.log.lock().unwrap().push(format!("{system} {hvad}"));
        Ok(())
    }
}

struct Verden {
    _mappe: tempfile::TempDir,
    o: Arc<Filomraade>,
    vagt: Arc<Vagt>,
    t: Arc<Overfoersel>,
}

impl Verden {
    fn ny() -> Self {
        let mappe = tempfile::tempdir().unwrap();
        let o = Filomraade::aabn(mappe.path(), Kvote::STANDARD).unwrap();
        let vagt = Arc::new(Vagt::default());
        let t = Overfoersel::ny(o.clone(), vagt.clone()).unwrap();
        Self { _mappe: mappe, o, vagt, t }
    }
    fn put(&self, navn: &str, data: &[u8]) {
        let mut u = self.o.ny(A, Mappe::Ud).unwrap();
        u.skriv(0, data).unwrap();
        u.faerdig(&Filnavn::ny(navn).unwrap(), true).unwrap();
    }
    fn laes(&self, system: Uuid, navn: &str) -> String {
        let (mut f, _) = self.o.laes(system, Mappe::Ind, &Filnavn::ny(navn).unwrap()).unwrap();
        let mut t = String::new();
        f.read_to_string(&mut t).unwrap();
        t
    }
    fn navne(&self, system: Uuid, m: Mappe) -> Vec<String> {
        self.o.list(system, m).unwrap().iter().map(|f| f.navn.to_string()).collect()
    }
    /// The codes of the receipt.
    fn fejl(&self, fil: &str) -> Vec<String> {
        let t = self.laes(A, &format!("{fil}.sftpreceipt"));
        t.split("<ErrorCode>").skip(1).map(|d| d.split('<').next().unwrap().to_owned()).collect()
    }
    fn rod(&self) -> std::path::PathBuf {
        self._mappe.path().to_owned()
    }
}

fn trigger(fil: &str, bytes: usize, til: &[Uuid], mere: &str) -> String {
    let til: String = til.iter().map(|u| format!("<Recipients>{u}</Recipients>")).collect();
    format!(
        "<ns2:Trigger xmlns:ns2=\"http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types\"><FileDescriptor><FileName>{fil}</FileName><SizeInBytes>{bytes}</SizeInBytes>\
         <Sender>{A}</Sender><SendersFileId>nr. 1 &amp; 2</SendersFileId>{til}</FileDescriptor><FileContentDescriptor>{mere}</FileContentDescriptor></ns2:Trigger>"
    )
}

/// The published schemas of `SAMSPIL_SHARED`, or the folder beside the project; the document is held against them where they and xmllint are there.
#[allow(clippy::print_stderr, reason = "a skipped check is said")]
fn gyldig(tekst: &str) {
    let mappe = std::env::var("SAMSPIL_SHARED")
        .map_or_else(|_| "../../../../shared".into(), std::path::PathBuf::from)
        .join("contracts/sftp-filudveksling/xsd/SFTPTypes.xsd");
    if !mappe.exists() {
        eprintln!("SKIPPED: published schemas not found, the document is not held against them");
        return;
    }
    let fil = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(fil.path(), tekst).unwrap();
    match std::process::Command::new("xmllint").arg("--noout").arg("--schema").arg(mappe).arg(fil.path()).output() {
        Ok(ud) => assert!(ud.status.success(), "{}\n{tekst}", String::from_utf8_lossy(&ud.stderr)),
        Err(_) => eprintln!("SKIPPED: no xmllint"),
    }
}

#[tokio::test]
async fn f11_everybody_named_gets_the_file_and_its_metadata_and_the_sender_a_receipt() {
    let v = Verden::ny();
    v.put("liste.csv", b"1;2");
    v.put("liste.csv.trigger", trigger("liste.csv", 3, &[B, A, B], "<x:mit xmlns:x='urn:x'>æ</x:mit>").as_bytes());
    v.t.gennemgaa(A).await;
    assert_eq!((v.navne(A, Mappe::Ud), v.navne(B, Mappe::Ind)), (vec![], vec!["liste.csv".to_owned(), "liste.csv.metadata".to_owned()]));
    assert_eq!(v.laes(B, "liste.csv"), "1;2");
    let (meta, kvit) = (v.laes(B, "liste.csv.metadata"), v.laes(A, "liste.csv.sftpreceipt"));
    let id = kvit.split("FileTransferUUID>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(
        meta.contains(&format!("<FileTransferUUID>{id}</FileTransferUUID>")) && meta.contains("<FileName>liste.csv</FileName>"),
        "{meta}"
    );
    assert!(meta.contains("nr. 1 &amp; 2") && meta.contains("urn:x") && meta.contains("s:Trigger"), "{meta}");
    assert!(kvit.contains("<Receipt><Message>") && kvit.contains("<SendersFileId>nr. 1 &amp; 2<") && v.fejl("liste.csv").is_empty());
    gyldig(&kvit);
    let log = v.vagt.log.lock().unwrap().join("\n");
    assert!(log.contains(&format!("{B} modtaget IN/liste.csv fra {A}")) && log.contains(&format!("{A} overført OUT/liste.csv")), "{log}");
}

#[tokio::test]
async fn f11_what_is_wrong_with_a_trigger_stands_in_its_receipt_and_nobody_gets_the_file() {
    let v = Verden::ny();
    let rute = |cvr: &str| {
        format!(
            "<SFTPDynamicRoutingInfo><InfRef>x</InfRef><SenderAuthority>urn:oio:cvr-nr:{cvr}</SenderAuthority><RecipientAuthority>urn:oio:cvr-nr:{cvr}</RecipientAuthority></SFTPDynamicRoutingInfo>"
        )
    };
    let fremmed = trigger("a", 1, &[B], "").replace(&A.to_string(), &B.to_string());
    for (tekst, ventet) in [
        (trigger("a", 1, &[C], ""), vec!["2505"]),
        (trigger("a", 1, &[B, C, C], ""), vec!["2505", "2505"]),
        (trigger("b", 1, &[B], ""), vec!["1104"]),
        (trigger("a", 2, &[B], ""), vec!["1104"]),
        (trigger("a", 1, &[], ""), vec!["1007"]),
        (trigger("a", 1, &[B], &rute("22222222")), vec!["2505"]),
        (trigger("a", 1, &[B], "").replace("<Recipients>", "<Recipients>x"), vec!["1101"]),
        (fremmed, vec!["1104"]),
        ("<Trigger>".into(), vec!["1001"]),
        ("<!DOCTYPE x><Trigger/>".into(), vec!["1002"]),
        ("x".repeat(70_000), vec!["1003"]),
    ] {
        v.put("a", b"1");
        v.put("a.trigger", tekst.as_bytes());
        v.t.gennemgaa(A).await;
        assert_eq!(v.fejl("a"), ventet, "{tekst}");
        gyldig(&v.laes(A, "a.sftpreceipt"));
        assert_eq!(
            (v.navne(A, Mappe::Ud), v.navne(B, Mappe::Ind).len()),
            (vec!["a".to_owned()], 0),
            "the file is its sender's still: {tekst}"
        );
    }
    v.put("a.trigger", trigger("a", 1, &[B], &rute("11111111")).as_bytes());
    v.t.gennemgaa(A).await;
    assert!(v.fejl("a").is_empty() && v.navne(B, Mappe::Ind).len() == 2);
    v.put("uden.trigger", trigger("uden", 1, &[B], "").as_bytes());
    v.t.gennemgaa(A).await;
    assert_eq!(v.fejl("uden").len(), 1, "the file comes first");
}

#[tokio::test]
async fn f11_broken_off_anywhere_it_ends_with_one_file_and_nothing_unfetched_is_overwritten() {
    let v = Verden::ny();
    v.put("a", b"1");
    v.put("a.trigger", trigger("a", 1, &[B], "").as_bytes());
    // The log can't be written: nothing is done, and it is tried again.
    *v.vagt.stum.lock().unwrap() = true;
    v.t.gennemgaa(A).await;
    assert_eq!((v.navne(A, Mappe::Ud).len(), v.navne(A, Mappe::Ind).len(), v.navne(B, Mappe::Ind).len()), (2, 0, 0));
    *v.vagt.stum.lock().unwrap() = false;
    // As after a crash between the file and its metadata, and one before the trigger went.
    let navn = |n: &str| Filnavn::ny(n).unwrap();
    v.o.overfoer((A, &navn("a")), (B, &navn("a"))).unwrap();
    let t = Overfoersel::ny(v.o.clone(), v.vagt.clone()).unwrap();
    assert!(t.ventende.lock().unwrap().contains(&A), "what was left is looked for at the start");
    let foer: Vec<(&str, Vec<u8>)> =
        ["a", "a.trigger"].map(|n| (n, std::fs::read(v.rod().join(A.to_string()).join("OUT").join(n)).unwrap())).into();
    let tid = std::fs::metadata(v.rod().join(A.to_string()).join("OUT/a.trigger")).unwrap().modified().unwrap();
    t.gennemgaa(A).await;
    let meta = v.laes(B, "a.metadata");
    for (n, d) in &foer {
        v.put(n, d);
    }
    std::fs::File::options().write(true).open(v.rod().join(A.to_string()).join("OUT/a.trigger")).unwrap().set_modified(tid).unwrap();
    t.gennemgaa(A).await;
    assert_eq!((v.fejl("a").len(), v.laes(B, "a.metadata") == meta, v.navne(A, Mappe::Ud).len()), (0, true, 0), "the same transfer");
    // Another file of that name waits until the receiver has fetched the first.
    v.put("a", b"2");
    v.put("a.trigger", trigger("a", 1, &[B], "<x/>").as_bytes());
    t.gennemgaa(A).await;
    assert_eq!((v.fejl("a"), v.laes(B, "a")), (vec!["1304".to_owned()], "1".to_owned()));
}

#[tokio::test]
async fn f11_nobody_sends_a_file_by_a_name_of_the_components_own() {
    let v = Verden::ny();
    let uuid = format!("{C}-brev.pdf");
    for navn in ["a.pdf.metadata", "a.pdf.sftpreceipt", "a.trigger", "A.PDF.Metadata", uuid.as_str()] {
        v.put(navn, b"1");
        v.put(&format!("{navn}.trigger"), trigger(navn, 1, &[B], "").as_bytes());
        v.t.gennemgaa(A).await;
        assert!(v.fejl(navn).contains(&"1104".to_owned()) && v.navne(B, Mappe::Ind).is_empty(), "{navn}");
    }
    for navn in ["metadata", "a.metadata.pdf", "0000-brev.pdf"] {
        v.put(navn, b"1");
        v.put(&format!("{navn}.trigger"), trigger(navn, 1, &[B], "").as_bytes());
        v.t.gennemgaa(A).await;
        assert!(v.fejl(navn).is_empty(), "{navn}");
    }
}

#[tokio::test]
async fn f11_a_file_whose_name_ends_in_a_space_or_a_dot_is_refused_in_a_receipt() {
    let v = Verden::ny();
    let kode = Fejl::ny(Fejlkode::UgyldigtFilnavn).post().nummer.to_string();
    for navn in ["h.pdf.metadata ", "h.pdf.metadata.", "brev."] {
        v.put(&format!("{navn}.trigger"), trigger(navn, 1, &[B], "").as_bytes());
        assert!(v.t.gennemgaa(A).await, "nothing is left to try again: {navn:?}");
        assert_eq!((v.fejl(navn), v.navne(A, Mappe::Ud), v.navne(B, Mappe::Ind)), (vec![kode.clone()], vec![], vec![]), "{navn:?}");
    }
}

#[tokio::test]
async fn f11_a_trigger_in_another_case_is_one_too() {
    let v = Verden::ny();
    v.put("liste.csv", b"1;2");
    v.put("liste.csv.TRIGGER", trigger("liste.csv", 3, &[B], "").as_bytes());
    v.put("trigger", b"no trigger");
    v.t.gennemgaa(A).await;
    assert_eq!((v.navne(A, Mappe::Ud), v.navne(B, Mappe::Ind).len()), (vec!["trigger".to_owned()], 2));
    assert!(v.fejl("liste.csv").is_empty());
}
