//! What a directory may answer that is not what was asked for.
use super::*;
use ldap3_proto::proto::{LdapExtendedResponse, LdapPartialAttribute};
use tokio::io::DuplexStream;

/// A directory that sends what it is told to, whatever is asked.
async fn katalog(mut d: DuplexStream, svar: Vec<Vec<LdapMsg>>) {
    let mut koder = LdapCodec::default();
    for en in svar {
        let mut ind = BytesMut::new();
        while koder.decode(&mut ind).unwrap().is_none() {
            if d.read_buf(&mut ind).await.unwrap() == 0 {
                return;
            }
        }
        let mut ud = BytesMut::new();
        for m in en {
            koder.encode(m, &mut ud).unwrap();
        }
        let _ = d.write_all(&ud).await;
    }
}

fn samtale(svar: Vec<Vec<LdapMsg>>) -> Samtale<DuplexStream> {
    let (a, b) = tokio::io::duplex(1 << 20);
    tokio::spawn(katalog(b, svar));
    Samtale::ny(a)
}

fn res(code: LdapResultCode) -> LdapResult {
    LdapResult { code, matcheddn: String::new(), message: String::new(), referral: Vec::new() }
}

fn besked(msgid: i32, op: LdapOp) -> LdapMsg {
    LdapMsg { msgid, op, ctrl: Vec::new() }
}

fn en(nr: i32, navn: &str) -> LdapMsg {
    let attributes = vec![LdapPartialAttribute { atype: navn.into(), vals: vec![b"v".to_vec()] }];
    besked(nr, LdapOp::SearchResultEntry(LdapSearchResultEntry { dn: format!("cn={nr}"), attributes }))
}

fn slut(nr: i32, cookie: &[u8]) -> LdapMsg {
    let ctrl = vec![LdapControl::SimplePagedResults { size: 0, cookie: cookie.to_vec() }];
    LdapMsg { msgid: nr, op: LdapOp::SearchResultDone(res(LdapResultCode::Success)), ctrl }
}

async fn side(svar: Vec<LdapMsg>, hoejst: usize) -> Result<(Vec<Post>, Vec<u8>), Ldapfejl> {
    let mut ud = Vec::new();
    let s = Soegning { base: "dc=x", filter: "(cn=*)", attributter: Vec::new(), hoejst };
    let naeste = samtale(vec![svar]).side(&s, parse_ldap_filter_str("(cn=*)").unwrap(), Vec::new(), &mut ud).await?;
    Ok((ud, naeste))
}

#[tokio::test]
async fn a_page_is_its_entries_and_the_mark_of_the_next() {
    let (ud, naeste) = side(vec![en(1, "CN"), slut(1, b"mere")], 10).await.unwrap();
    assert_eq!((ud[0].tekst("cn"), naeste.as_slice()), (Some("v"), b"mere".as_slice()));
}

#[tokio::test]
async fn what_is_no_whole_answer_to_the_question_is_refused() {
    for (hvad, svar, ventet) in [
        ("more than is read", vec![en(1, "cn"), en(1, "cn"), slut(1, b"")], "more than 1 entries"),
        ("another's answer", vec![en(2, "cn"), slut(1, b"")], "an answer to something else"),
        ("a part of the members", vec![en(1, "member;range=0-1499"), slut(1, b"")], "only a part"),
        ("a refusal", vec![besked(1, LdapOp::SearchResultDone(res(LdapResultCode::SizeLimitExceeded)))], "SizeLimitExceeded"),
        (
            "a notice of disconnection",
            vec![besked(
                0,
                LdapOp::ExtendedResponse(LdapExtendedResponse { res: res(LdapResultCode::Unavailable), name: None, value: None }),
            )],
            "hung up",
        ),
        ("silence", vec![], "hung up"),
    ] {
        let f = side(svar, 1).await.unwrap_err().to_string();
        assert!(f.contains(ventet), "{hvad}: {f}");
    }
}

#[tokio::test]
async fn a_message_without_end_is_not_kept() {
    let (a, mut b) = tokio::io::duplex(1 << 16);
    // A sequence of 2 GB is announced, and comes.
    tokio::spawn(async move {
        let _ = b.write_all(&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]).await;
        while b.write_all(&[4; 4_096]).await.is_ok() {}
    });
    let f = Samtale::ny(a).svar(1).await.unwrap_err();
    assert!(matches!(f, Ldapfejl::Svar(_)), "{f}");
}

#[test]
fn nobody_reads_on_what_was_sent_before_tls_began() {
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    rt.block_on(async {
        let l = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = l.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut s, _) = l.accept().await.unwrap();
            let mut ind = BytesMut::new();
            s.read_buf(&mut ind).await.unwrap();
            let mut ud = BytesMut::new();
            let mut koder = LdapCodec::default();
            let godt = LdapExtendedResponse { res: res(LdapResultCode::Success), name: None, value: None };
            koder.encode(besked(1, LdapOp::ExtendedResponse(godt)), &mut ud).unwrap();
            koder.encode(en(2, "cn"), &mut ud).unwrap();
            s.write_all(&ud).await.unwrap();
            let _ = s.read_buf(&mut ind).await;
        });
        let sted: Sted = format!("ldap://127.0.0.1:{port}").parse().unwrap();
        let f = Forbindelse::aabn(&sted, &[]).await.unwrap_err().to_string();
        assert!(f.contains("more than the answer"), "{f}");
    });
}
