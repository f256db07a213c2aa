//! What a well-behaved client does.
use crate::vaert::*;
use filer::{Filnavn, Mappe};
use russh_sftp::client::RawSftpSession;
use russh_sftp::client::error::Error;
use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};

pub const NY: OpenFlags = OpenFlags::WRITE.union(OpenFlags::CREATE).union(OpenFlags::TRUNCATE);

pub fn kode<T>(svar: Result<T, Error>) -> StatusCode {
    match svar {
        Ok(_) => StatusCode::Ok,
        Err(Error::Status(s)) => s.status_code,
        Err(e) => panic!("{e}"),
    }
}

pub async fn put(s: &RawSftpSession, sti: &str, data: &[u8]) -> Result<(), Error> {
    let h = s.open(sti, NY, FileAttributes::empty()).await?.handle;
    for (nr, bid) in data.chunks(32_000).enumerate() {
        s.write(h.as_str(), nr as u64 * 32_000, bid.to_vec()).await?;
    }
    s.close(h).await.map(drop)
}

pub async fn get(s: &RawSftpSession, sti: &str) -> Result<Vec<u8>, Error> {
    let h = s.open(sti, OpenFlags::READ, FileAttributes::empty()).await?.handle;
    let mut ud = Vec::new();
    loop {
        match s.read(h.as_str(), ud.len() as u64, 1 << 20).await {
            Ok(d) => ud.extend(d.data),
            Err(Error::Status(s)) if s.status_code == StatusCode::Eof => break,
            Err(e) => return Err(e),
        }
    }
    s.close(h).await?;
    Ok(ud)
}

pub async fn list(s: &RawSftpSession, sti: &str) -> Vec<String> {
    let h = s.opendir(sti).await.unwrap().handle;
    let mut ud = Vec::new();
    while let Ok(n) = s.readdir(h.as_str()).await {
        ud.extend(n.files.into_iter().map(|f| f.filename));
    }
    s.close(h).await.unwrap();
    ud
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_a_file_goes_out_is_renamed_read_and_removed_and_each_step_is_noted() {
    let v = Vaert::ny().await;
    let f = v.session(A, 1).await;
    let s = &f.sftp;
    assert_eq!(s.realpath(".").await.unwrap().files[0].filename, "/");
    assert_eq!(list(s, "/").await, ["IN", "OUT"]);
    let data: Vec<u8> = (0..500_000u32).map(|n| (n % 251) as u8).collect();
    put(s, "/OUT/brev 1.pdf.tmp", &data).await.unwrap();
    s.rename("/OUT/brev 1.pdf.tmp", "OUT/brev 1.pdf").await.unwrap();
    put(s, "OUT/brev 1.pdf.trigger", b"<Trigger/>").await.unwrap();
    assert_eq!(list(s, "OUT").await, ["brev 1.pdf", "brev 1.pdf.trigger"]);
    assert_eq!(get(s, "/OUT/brev 1.pdf").await.unwrap(), data);
    let a = s.stat("/OUT/brev 1.pdf").await.unwrap().attrs;
    assert!(a.size == Some(500_000) && a.mtime.is_some_and(|t| t > 1_600_000_000), "{a:?}");
    // times and modes are set by habit
    let tid = FileAttributes { mtime: Some(1), atime: Some(1), permissions: Some(0o644), ..FileAttributes::empty() };
    s.setstat("/OUT/brev 1.pdf", tid).await.unwrap();
    s.remove("/OUT/brev 1.pdf.trigger").await.unwrap();
    assert_eq!(kode(s.remove("/OUT/brev 1.pdf.trigger").await), StatusCode::NoSuchFile);
    let log = v.vagt.log.lock().unwrap().clone();
    let ventet = [
        "login",
        "upload OUT/brev 1.pdf.tmp (500000 bytes)",
        "omdøb OUT/brev 1.pdf.tmp til OUT/brev 1.pdf",
        "upload OUT/brev 1.pdf.trigger (10 bytes)",
        "download OUT/brev 1.pdf (500000 bytes)",
        "slet OUT/brev 1.pdf.trigger (10 bytes)",
    ];
    assert_eq!(log, ventet);
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_the_receiver_fetches_from_in_and_removes_and_writes_nothing_there() {
    let v = Vaert::ny().await;
    let (a, b) = (v.session(A, 1).await, v.session(B, 2).await);
    put(&a.sftp, "/OUT/x", b"indhold").await.unwrap();
    let n = |t: &str| Filnavn::ny(t).unwrap();
    assert!(v.omraade.find(A, Mappe::Ud, &n("x")).unwrap().is_some());
    v.omraade.overfoer((A, &n("x")), (B, &n("y"))).unwrap();
    v.omraade.laeg(B, &n("y.metadata"), b"<Trigger/>").unwrap();
    assert_eq!(list(&b.sftp, "/OUT").await, [""; 0], "A's folder is not B's");
    assert_eq!(list(&b.sftp, "/IN").await, ["y", "y.metadata"]);
    assert_eq!(get(&b.sftp, "/IN/y").await.unwrap(), b"indhold");
    assert_eq!(kode(put(&b.sftp, "/IN/z", b"").await), StatusCode::PermissionDenied);
    assert_eq!(kode(b.sftp.rename("/IN/y", "/IN/z").await), StatusCode::PermissionDenied);
    assert_eq!(kode(b.sftp.rename("/IN/y", "/OUT/z").await), StatusCode::PermissionDenied);
    b.sftp.remove("/IN/y").await.unwrap();
    assert_eq!(list(&b.sftp, "/IN").await, ["y.metadata"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_a_torn_upload_is_no_file_and_two_at_once_do_not_mix() {
    let v = Vaert::ny().await;
    let (x, y) = (v.session(A, 1).await, v.session(A, 1).await);
    let hx = x.sftp.open("/OUT/f", NY, FileAttributes::empty()).await.unwrap().handle;
    let hy = y.sftp.open("/OUT/f", NY, FileAttributes::empty()).await.unwrap().handle;
    x.sftp.write(hx.as_str(), 0, vec![b'x'; 1000]).await.unwrap();
    y.sftp.write(hy.as_str(), 0, vec![b'y'; 500]).await.unwrap();
    assert_eq!(list(&x.sftp, "/OUT").await, [""; 0], "nobody sees half a file");
    y.sftp.close(hy).await.unwrap();
    assert_eq!(get(&x.sftp, "/OUT/f").await.unwrap(), vec![b'y'; 500]);
    // the connection of the other one is cut
    drop(x);
    let arbejde = v.mappe.path().join("arbejde");
    for _ in 0..100 {
        if std::fs::read_dir(&arbejde).unwrap().count() == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(std::fs::read_dir(&arbejde).unwrap().count(), 0, "what it had written is gone");
    assert_eq!(get(&y.sftp, "/OUT/f").await.unwrap(), vec![b'y'; 500]);
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_a_file_that_could_not_be_written_whole_is_not_there_when_it_is_closed() {
    let v = Vaert::ny().await;
    let f = v.session(A, 1).await;
    let s = &f.sftp;
    let h = s.open("/OUT/stor", NY, FileAttributes::empty()).await.unwrap().handle;
    s.write(h.as_str(), 0, vec![1; 1000]).await.unwrap();
    assert_eq!(kode(s.write(h.as_str(), LILLE.fil_bytes, vec![1]).await), StatusCode::Failure);
    assert_ne!(kode(s.close(h).await), StatusCode::Ok);
    assert_eq!(list(s, "/OUT").await, [""; 0]);
    // what can't be noted is not done
    put(s, "/OUT/a", b"a").await.unwrap();
    *v.vagt.stum.lock().unwrap() = true;
    assert_eq!(kode(put(s, "/OUT/b", b"b").await), StatusCode::Failure);
    assert_eq!(kode(s.remove("/OUT/a").await), StatusCode::Failure);
    assert_eq!(kode(get(s, "/OUT/a").await), StatusCode::Failure);
    *v.vagt.stum.lock().unwrap() = false;
    assert_eq!(list(s, "/OUT").await, ["a"]);
    // a file is sent from its beginning
    assert_eq!(kode(s.open("/OUT/a", OpenFlags::WRITE, FileAttributes::empty()).await), StatusCode::Failure);
    assert_eq!(kode(s.open("/OUT/a", OpenFlags::APPEND, FileAttributes::empty()).await), StatusCode::Failure);
    assert_eq!(kode(s.open("/OUT/c", OpenFlags::WRITE, FileAttributes::empty()).await), StatusCode::NoSuchFile);
    assert_eq!(kode(s.open("/OUT/a", NY | OpenFlags::EXCLUDE, FileAttributes::empty()).await), StatusCode::Failure);
    for n in ["b", "c", "d", "e"] {
        put(s, &format!("/OUT/{n}"), b"x").await.unwrap();
    }
    assert_eq!(kode(put(s, "/OUT/f", b"x").await), StatusCode::Failure, "five files");
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_a_file_is_written_over_as_scp_does_it_and_is_as_it_was_until_that_is_done() {
    let v = Vaert::ny().await;
    let f = v.session(A, 1).await;
    let s = &f.sftp;
    put(s, "/OUT/a", b"den gamle, som var lang").await.unwrap();
    // scp neither cuts the file nor says that it must be new; it says at the end how long it is.
    let i_stedet = OpenFlags::WRITE | OpenFlags::CREATE;
    let h = s.open("/OUT/a", i_stedet, FileAttributes::empty()).await.unwrap().handle;
    s.write(h.as_str(), 0, b"den nye".to_vec()).await.unwrap();
    assert_eq!(get(s, "/OUT/a").await.unwrap(), b"den gamle, som var lang");
    s.fsetstat(h.as_str(), FileAttributes { size: Some(7), ..FileAttributes::empty() }).await.unwrap();
    s.close(h).await.unwrap();
    assert_eq!(get(s, "/OUT/a").await.unwrap(), b"den nye");
    // Whoever writes over a part means the rest to stay.
    let h = s.open("/OUT/a", i_stedet, FileAttributes::empty()).await.unwrap().handle;
    s.write(h.as_str(), 4, b"NYE".to_vec()).await.unwrap();
    s.close(h).await.unwrap();
    assert_eq!((get(s, "/OUT/a").await.unwrap(), list(s, "/OUT").await), (b"den NYE".to_vec(), vec!["a".to_owned()]));
    assert_eq!(kode(s.open("/OUT/a", i_stedet | OpenFlags::READ, FileAttributes::empty()).await), StatusCode::Failure);
    for n in ["b", "c", "d", "e"] {
        put(s, &format!("/OUT/{n}"), b"x").await.unwrap();
    }
    assert_eq!(kode(put(s, "/OUT/f", b"x").await), StatusCode::Failure, "five files: none was counted twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_a_trigger_of_a_file_whose_name_ends_in_a_dot_or_a_space_is_refused() {
    let v = Vaert::ny().await;
    let f = v.session(A, 1).await;
    let s = &f.sftp;
    for navn in ["h.pdf.metadata .trigger", "h.pdf.metadata..trigger", "brev..TRIGGER", "h.pdf.metadata "] {
        assert_eq!(kode(put(s, &format!("OUT/{navn}"), b"<Trigger/>").await), StatusCode::PermissionDenied, "{navn:?}");
    }
    put(s, "OUT/x.tmp", b"<Trigger/>").await.unwrap();
    assert_eq!(kode(s.rename("OUT/x.tmp", "OUT/brev .trigger").await), StatusCode::PermissionDenied);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_elsewhere_than_in_out_is_refused_in_words_and_everything_is_counted() {
    let v = Vaert::ny().await;
    let f = v.session(A, 1).await;
    let s = &f.sftp;
    put(s, "OUT/a", b"123").await.unwrap();
    assert_eq!(get(s, "OUT/a").await.unwrap(), b"123");
    s.remove("OUT/a").await.unwrap();
    for sti in ["/x.pdf", "IN/x.pdf", "/etc/x.pdf"] {
        assert_eq!(kode(put(s, sti, b"1").await), StatusCode::PermissionDenied, "{sti}");
    }
    assert!(!log_ind(&mut v.forbind().await, &A.to_string(), 9).await);
    let t = &v.faelles.tal;
    let laes = |a: &std::sync::atomic::AtomicU64| a.load(std::sync::atomic::Ordering::Relaxed);
    let tal = [&t.forbindelser, &t.sessioner, &t.afvist_login, &t.afvist, &t.modtaget, &t.hentet, &t.slettet, &t.ind, &t.ud].map(laes);
    assert_eq!(tal, [1, 1, 1, 3, 1, 1, 1, 3, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_a_trigger_whose_receipt_would_have_no_room_for_its_name_is_refused() {
    let v = Vaert::ny().await;
    let f = v.session(A, 1).await;
    let s = &f.sftp;
    let trigger = |bytes: usize| format!("OUT/{}.trigger", "x".repeat(bytes));
    put(s, &trigger(243), b"<Trigger/>").await.unwrap();
    assert_eq!(kode(put(s, &trigger(244), b"<Trigger/>").await), StatusCode::PermissionDenied);
    put(s, "OUT/x.tmp", b"<Trigger/>").await.unwrap();
    assert_eq!(kode(s.rename("OUT/x.tmp", trigger(247)).await), StatusCode::PermissionDenied);
    put(s, &format!("OUT/{}", "x".repeat(255)), b"1").await.unwrap();
}
