//! One connection to a directory.
use crate::{Ldapfejl, Post, Sted};
use bytes::BytesMut;
use grund::graenser;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{
    LdapBindCred, LdapBindRequest, LdapDerefAliases, LdapExtendedRequest, LdapFilter, LdapMsg, LdapOp, LdapResult, LdapResultCode,
    LdapSearchRequest, LdapSearchResultEntry, LdapSearchScope,
};
use ldap3_proto::{LdapCodec, parse_ldap_filter_str};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::codec::{Decoder, Encoder};

/// The extended operation that begins TLS (RFC 4511, 4.14).
const STARTTLS: &str = "1.3.6.1.4.1.1466.20037";
/// Nesting of one message: an entry has four levels.
const DYBDE: usize = 16;

/// What is searched for.
#[derive(Clone, Debug)]
pub struct Soegning<'s> {
    /// Below which entry.
    pub base: &'s str,
    /// Which entries (RFC 4515).
    pub filter: &'s str,
    /// The attributes that are told.
    pub attributter: Vec<String>,
    /// More entries than that are an error, not a part of them.
    pub hoejst: usize,
}

/// Messages over a stream, numbered.
struct Samtale<S> {
    stroem: S,
    ind: BytesMut,
    koder: LdapCodec,
    nr: i32,
}

/// A connection, with TLS.
pub struct Forbindelse(Samtale<TlsStream<TcpStream>>);

impl std::fmt::Debug for Forbindelse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Forbindelse")
    }
}

/// No step waits longer than this.
async fn frist<T>(arbejde: impl Future<Output = Result<T, Ldapfejl>>) -> Result<T, Ldapfejl> {
    let sekunder = graenser::KATALOG_FRIST_SEKUNDER;
    timeout(Duration::from_secs(sekunder), arbejde).await.map_err(|_| Ldapfejl::Tid(sekunder))?
}

impl Forbindelse {
    /// Connects. The directory's certificate must be issued below one of `rod`, for that host.
    ///
    /// # Errors
    /// `Forbindelse`, `Tid`, `Svar`.
    pub async fn aabn(sted: &Sted, rod: &[CertificateDer<'static>]) -> Result<Self, Ldapfejl> {
        let hvor = format!("{}:{}", sted.vaert, sted.port);
        let fejl = |e: &dyn std::fmt::Display| Ldapfejl::Forbindelse(hvor.clone(), e.to_string());
        let mut roedder = RootCertStore::empty();
        for c in rod {
            roedder.add(c.clone()).map_err(|e| fejl(&e))?;
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let byg = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|e| fejl(&e))?;
        let valg = Arc::new(byg.with_root_certificates(roedder).with_no_client_auth());
        let navn = ServerName::try_from(sted.vaert.clone()).map_err(|e| fejl(&e))?;
        let stroem = frist(async {
            let tcp = TcpStream::connect((sted.vaert.as_str(), sted.port)).await.map_err(|e| fejl(&e))?;
            let tcp = if sted.starttls { starttls(tcp).await? } else { tcp };
            TlsConnector::from(valg).connect(navn, tcp).await.map_err(|e| fejl(&e))
        });
        Ok(Self(Samtale::ny(stroem.await?)))
    }

    /// Proves who reads. An empty secret is refused here: to many directories it would be nobody, and let in (RFC 4513, 5.1.2).
    ///
    /// # Errors
    /// `Bind`, `Tid`, `Svar`.
    pub async fn bind(&mut self, dn: &str, hemmelighed: &str) -> Result<(), Ldapfejl> {
        if dn.is_empty() || hemmelighed.is_empty() {
            return Err(Ldapfejl::Bind(dn.to_owned(), "neither the name nor the secret may be empty".into()));
        }
        let op = LdapOp::BindRequest(LdapBindRequest { version: 3, dn: dn.to_owned(), cred: LdapBindCred::Simple(hemmelighed.to_owned()) });
        let svar = frist(async {
            let nr = self.0.send(op, Vec::new()).await?;
            self.0.svar(nr).await
        });
        match svar.await?.op {
            LdapOp::BindResponse(r) if r.res.code == LdapResultCode::Success => Ok(()),
            LdapOp::BindResponse(r) => Err(Ldapfejl::Bind(dn.to_owned(), sagt(&r.res))),
            _ => Err(Ldapfejl::Svar("no answer to the bind".into())),
        }
    }

    /// Every entry that the search finds, page by page. Referrals to other directories are not followed.
    ///
    /// # Errors
    /// `Filter`, `Soegning`, `ForMange`, `Tid`, `Svar`.
    pub async fn soeg(&mut self, s: &Soegning<'_>) -> Result<Vec<Post>, Ldapfejl> {
        let filter = parse_ldap_filter_str(s.filter).map_err(|_| Ldapfejl::Filter(s.filter.chars().take(200).collect()))?;
        let mut ud = Vec::new();
        let mut maerke = Vec::new();
        loop {
            let foer = ud.len();
            maerke = frist(self.0.side(s, filter.clone(), maerke, &mut ud)).await?;
            if maerke.is_empty() {
                return Ok(ud);
            }
            // A page without entries and with a next one could go on for ever.
            if ud.len() == foer {
                return Err(Ldapfejl::Svar("an empty page that is not the last".into()));
            }
        }
    }

    /// Ends the connection in order; whoever has read what it wanted does not care how that goes.
    pub async fn luk(mut self) {
        let _ = frist(async {
            self.0.send(LdapOp::UnbindRequest, Vec::new()).await?;
            self.0.stroem.shutdown().await.map_err(|e| Ldapfejl::Svar(e.to_string()))
        })
        .await;
    }
}

/// Asks for TLS, in the clear. What follows the answer unasked was put there by somebody else.
async fn starttls(tcp: TcpStream) -> Result<TcpStream, Ldapfejl> {
    let mut s = Samtale::ny(tcp);
    let nr = s.send(LdapOp::ExtendedRequest(LdapExtendedRequest { name: STARTTLS.to_owned(), value: None }), Vec::new()).await?;
    match s.svar(nr).await?.op {
        LdapOp::ExtendedResponse(r) if r.res.code == LdapResultCode::Success && s.ind.is_empty() => Ok(s.stroem),
        LdapOp::ExtendedResponse(r) if r.res.code == LdapResultCode::Success => {
            Err(Ldapfejl::Svar("more than the answer to StartTLS".into()))
        }
        LdapOp::ExtendedResponse(r) => Err(Ldapfejl::Svar(format!("no StartTLS: {}", sagt(&r.res)))),
        _ => Err(Ldapfejl::Svar("no answer to StartTLS".into())),
    }
}

/// What a directory says of how it went, for the log.
fn sagt(r: &LdapResult) -> String {
    let besked: String = r.message.chars().filter(|c| !c.is_control()).take(200).collect();
    if besked.is_empty() { format!("{:?}", r.code) } else { format!("{:?} ({besked})", r.code) }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Samtale<S> {
    fn ny(stroem: S) -> Self {
        Self { stroem, ind: BytesMut::new(), koder: LdapCodec::new(Some(graenser::KATALOG_SVAR_BYTES), Some(DYBDE)), nr: 0 }
    }

    async fn send(&mut self, op: LdapOp, ctrl: Vec<LdapControl>) -> Result<i32, Ldapfejl> {
        self.nr += 1;
        let mut ud = BytesMut::new();
        self.koder.encode(LdapMsg { msgid: self.nr, op, ctrl }, &mut ud).map_err(|e| Ldapfejl::Svar(e.to_string()))?;
        self.stroem.write_all(&ud).await.map_err(|e| Ldapfejl::Svar(e.to_string()))?;
        self.stroem.flush().await.map_err(|e| Ldapfejl::Svar(e.to_string()))?;
        Ok(self.nr)
    }

    /// The next message, which must answer that request.
    async fn svar(&mut self, nr: i32) -> Result<LdapMsg, Ldapfejl> {
        loop {
            if let Some(m) = self.koder.decode(&mut self.ind).map_err(|e| Ldapfejl::Svar(e.to_string()))? {
                return match (m.msgid == nr, &m.op) {
                    (true, _) => Ok(m),
                    // The notice of disconnection (RFC 4511, 4.4.1).
                    (false, LdapOp::ExtendedResponse(r)) => Err(Ldapfejl::Svar(format!("it hung up: {}", sagt(&r.res)))),
                    (false, _) => Err(Ldapfejl::Svar("an answer to something else".into())),
                };
            }
            if self.stroem.read_buf(&mut self.ind).await.map_err(|e| Ldapfejl::Svar(e.to_string()))? == 0 {
                return Err(Ldapfejl::Svar("it hung up".into()));
            }
        }
    }

    /// One page; gives the mark of the next one, empty after the last.
    async fn side(&mut self, s: &Soegning<'_>, filter: LdapFilter, maerke: Vec<u8>, ud: &mut Vec<Post>) -> Result<Vec<u8>, Ldapfejl> {
        let op = LdapOp::SearchRequest(LdapSearchRequest {
            base: s.base.to_owned(),
            scope: LdapSearchScope::Subtree,
            aliases: LdapDerefAliases::Never,
            sizelimit: 0,
            timelimit: 0,
            typesonly: false,
            filter,
            attrs: s.attributter.clone(),
        });
        let nr = self.send(op, vec![LdapControl::SimplePagedResults { size: graenser::KATALOG_SIDE, cookie: maerke }]).await?;
        loop {
            let m = self.svar(nr).await?;
            match m.op {
                LdapOp::SearchResultEntry(e) if ud.len() < s.hoejst => ud.push(post(e)?),
                LdapOp::SearchResultEntry(_) => return Err(Ldapfejl::ForMange(s.hoejst, s.base.to_owned())),
                LdapOp::SearchResultReference(_) => {}
                LdapOp::SearchResultDone(r) if r.code == LdapResultCode::Success => {
                    return Ok(m.ctrl.into_iter().find_map(naeste).unwrap_or_default());
                }
                LdapOp::SearchResultDone(r) => return Err(Ldapfejl::Soegning(s.base.to_owned(), sagt(&r))),
                _ => return Err(Ldapfejl::Svar("no answer to the search".into())),
            }
        }
    }
}

fn naeste(c: LdapControl) -> Option<Vec<u8>> {
    match c {
        LdapControl::SimplePagedResults { cookie, .. } => Some(cookie),
        _ => None,
    }
}

/// An entry. A part of an attribute's values (`member;range=0-1499`) is not its values: whoever took it for them would take roles from the rest.
fn post(e: LdapSearchResultEntry) -> Result<Post, Ldapfejl> {
    let mut ud = Post { dn: e.dn, ..Post::default() };
    for a in e.attributes {
        let navn = a.atype.to_ascii_lowercase();
        if navn.contains(";range=") {
            return Err(Ldapfejl::Svar(format!("only a part of {} of {}: read the members' own attribute in its place", a.atype, ud.dn)));
        }
        // Other options of an attribute, such as a language, are its values too.
        let navn = navn.split(';').next().unwrap_or_default().to_owned();
        ud.attributter.entry(navn).or_default().extend(a.vals);
    }
    Ok(ud)
}

#[cfg(test)]
#[path = "proever.rs"]
mod proever;
