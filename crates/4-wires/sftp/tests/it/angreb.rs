//! What others do.
use crate::filer::{NY, get, kode, list, put};
use crate::vaert::*;
use grund::graenser;
use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn f11_only_a_registered_key_lets_in_and_nothing_but_files_is_served() {
    let v = Vaert::ny().await;
    let mut h = v.forbind().await;
    assert!(!log_ind(&mut h, &A.to_string(), 2).await, "another system's key");
    assert!(!log_ind(&mut h, "root", 1).await);
    assert!(!h.authenticate_none(A.to_string()).await.unwrap().success());
    assert!(!h.authenticate_password(A.to_string(), "samspil").await.is_ok_and(|a| a.success()));
    assert_eq!(*v.vagt.log.lock().unwrap(), [format!("afvist {A}")], "once for a connection");
    let h = v.ind(A, 1).await;
    for hvad in ["exec", "shell", "andet"] {
        let mut k = h.channel_open_session().await.unwrap();
        match hvad {
            "exec" => k.exec(true, "cat /etc/passwd").await.unwrap(),
            "shell" => k.request_shell(true).await.unwrap(),
            _ => k.request_subsystem(true, "netconf").await.unwrap(),
        }
        let svar = k.wait().await;
        assert!(matches!(svar, Some(russh::ChannelMsg::Failure)), "{hvad}: {svar:?}");
        k.close().await.unwrap();
    }
    assert!(h.channel_open_direct_tcpip("127.0.0.1", 80, "127.0.0.1", 1).await.is_err(), "nothing is forwarded");
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_a_key_that_is_taken_away_ends_with_the_next_request() {
    let v = Vaert::ny().await;
    let f = v.session(A, 1).await;
    put(&f.sftp, "/OUT/a", b"a").await.unwrap();
    let aaben = f.sftp.open("/OUT/b", NY, FileAttributes::empty()).await.unwrap().handle;
    f.sftp.write(aaben.as_str(), 0, vec![1]).await.unwrap();
    v.vagt.noegler.lock().unwrap().remove(&A);
    assert_eq!(kode(f.sftp.opendir("/OUT").await), StatusCode::PermissionDenied);
    assert_eq!(kode(get(&f.sftp, "/OUT/a").await), StatusCode::PermissionDenied);
    assert_eq!(kode(f.sftp.remove("/OUT/a").await), StatusCode::PermissionDenied);
    assert_eq!(kode(f.sftp.close(aaben).await), StatusCode::PermissionDenied);
    assert_eq!(v.omraade.list(A, filer::Mappe::Ud).unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_no_path_and_no_request_leads_out_of_the_two_folders() {
    let v = Vaert::ny().await;
    std::fs::write(v.mappe.path().join("hemmelig"), "x").unwrap();
    let (f, b) = (v.session(A, 1).await, v.session(B, 2).await);
    put(&b.sftp, "/OUT/b", b"b").await.unwrap();
    let s = &f.sftp;
    let b_sti = format!("/OUT/../../{B}/OUT/b");
    for sti in ["/etc/passwd", "../../hemmelig", "/OUT/../../hemmelig", "/hemmelig", "/arbejde/1", "/OUT/x/../../../hemmelig", &b_sti] {
        assert_eq!(kode(get(s, sti).await), StatusCode::NoSuchFile, "{sti}");
        assert_eq!(kode(put(s, sti, b"x").await), StatusCode::PermissionDenied, "{sti}");
        assert_eq!(kode(s.remove(sti).await), StatusCode::NoSuchFile, "{sti}");
        assert_eq!(kode(s.rename(sti, "/OUT/y").await), StatusCode::NoSuchFile, "{sti}");
    }
    for navn in [".ssh", "a\\b", "a\nb", &"x".repeat(256)] {
        assert_eq!(kode(put(s, &format!("/OUT/{navn}"), b"x").await), StatusCode::PermissionDenied, "{navn}");
    }
    put(s, &format!("/OUT/{}", "x".repeat(255)), b"x").await.unwrap();
    assert_eq!(kode(s.stat("/".repeat(100_000)).await), StatusCode::NoSuchFile);
    assert_eq!(kode(s.symlink("/OUT/l", "/etc/passwd").await), StatusCode::OpUnsupported);
    assert_eq!(kode(s.readlink("/OUT/l").await), StatusCode::OpUnsupported);
    assert_eq!(kode(s.mkdir("/OUT/m", FileAttributes::empty()).await), StatusCode::OpUnsupported);
    assert_eq!(kode(s.rmdir("/OUT").await), StatusCode::OpUnsupported);
    let ud = v.mappe.path().join(A.to_string()).join("OUT");
    std::os::unix::fs::symlink(v.mappe.path().join("hemmelig"), ud.join("link")).unwrap();
    assert_eq!(kode(get(s, "/OUT/link").await), StatusCode::NoSuchFile);
    assert_eq!(list(s, "/OUT").await, ["x".repeat(255)]);
    for h in ["", "0", "999", "../x"] {
        assert_ne!(kode(s.read(h, 0, 10).await), StatusCode::Ok);
        assert_ne!(kode(s.write(h, 0, vec![1]).await), StatusCode::Ok);
        assert_ne!(kode(s.close(h).await), StatusCode::Ok);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_connection_may_hold_open_is_bounded() {
    let v = Vaert::ny().await;
    let f = v.session(A, 1).await;
    put(&f.sftp, "/OUT/a", b"a").await.unwrap();
    let mut aabne = 0;
    while kode(f.sftp.open("/OUT/a", OpenFlags::READ, FileAttributes::empty()).await) == StatusCode::Ok {
        aabne += 1;
        assert!(aabne <= graenser::SFTP_HAANDTAG);
    }
    assert_eq!(aabne, graenser::SFTP_HAANDTAG);
    let anden = aabn(&f.h).await;
    assert_ne!(kode(anden.opendir("/").await), StatusCode::Ok, "of all its sessions together");
    // sessions
    let mut kanaler = vec![anden];
    while kanaler.len() + 1 < graenser::SFTP_KANALER {
        kanaler.push(aabn(&f.h).await);
    }
    assert!(f.h.channel_open_session().await.is_err());
    drop(f);
    // connections of one system
    let mut alle = Vec::new();
    for _ in 0..graenser::SFTP_FORBINDELSER_PR_SYSTEM {
        let mut h = v.forbind().await;
        if log_ind(&mut h, &A.to_string(), 1).await {
            alle.push(h);
        }
    }
    let mut h = v.forbind().await;
    assert!(alle.len() >= graenser::SFTP_FORBINDELSER_PR_SYSTEM - 1 && v.faelles.inde() <= graenser::SFTP_FORBINDELSER_PR_SYSTEM);
    if v.faelles.inde() == graenser::SFTP_FORBINDELSER_PR_SYSTEM {
        assert!(!log_ind(&mut h, &A.to_string(), 1).await);
    }
    assert!(log_ind(&mut v.forbind().await, &B.to_string(), 2).await, "another system is not touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_log_in_is_ended_and_nonsense_ends_nothing_else() {
    let v = Vaert::med(Duration::from_millis(500)).await;
    let f = v.session(A, 1).await;
    let start = Instant::now();
    // silent, slow, no SSH, half a handshake, a length without end
    let begyndelser: [&[u8]; 5] =
        [b"", b"SSH-2.0-", b"GET / HTTP/1.1\r\n\r\n", b"SSH-2.0-x\r\n", b"SSH-2.0-x\r\n\xff\xff\xff\xff\xff\xff\xff\xff"];
    let mut stroemme = Vec::new();
    for b in begyndelser {
        let mut s = TcpStream::connect(v.adresse).await.unwrap();
        s.write_all(b).await.unwrap();
        stroemme.push(s);
    }
    for s in &mut stroemme {
        let mut rest = Vec::new();
        let ende = tokio::time::timeout(Duration::from_secs(20), s.read_to_end(&mut rest)).await;
        assert!(ende.is_ok(), "a connection stays open after {:?}", start.elapsed());
    }
    // one that shakes hands and never logs in
    let h = v.forbind().await;
    for _ in 0..200 {
        if h.is_closed() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(h.is_closed());
    put(&f.sftp, "/OUT/a", b"a").await.unwrap();
    assert_eq!(list(&f.sftp, "/OUT").await, ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_end_costs_its_session_alone() {
    let v = Vaert::ny().await;
    let f = v.session(A, 1).await;
    let k = f.h.channel_open_session().await.unwrap();
    k.request_subsystem(true, "sftp").await.unwrap();
    let mut s = k.into_stream();
    s.write_all(&[0xff; 64]).await.unwrap();
    s.flush().await.unwrap();
    s.write_all(&vec![0x41; 300_000]).await.unwrap();
    put(&f.sftp, "/OUT/a", b"a").await.unwrap();
    assert_eq!(list(&f.sftp, "/OUT").await, ["a"]);
}
