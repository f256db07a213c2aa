//! A connection that was let in: one task that reads frames, asks the port, and writes. It never waits for one thing alone: what is asked of the
//! port runs beside it, and comes back as something to do.
use crate::afsendelse::Bundt;
use crate::brud::{Brud, kode};
use crate::faelles::{Andel, Faelles};
use crate::haandtryk::{self, Aabnet};
use crate::kanal::Kanal;
use crate::kilde::Kilde;
use crate::laesere::Laeser;
use crate::levering::Abonnent;
use crate::metode;
use crate::port::{Afgoerelse, Modpart, Session};
use crate::ramme::{Ramme, Rammelaeser, Slags};
use crate::ud::{Ud, kort};
use amq_protocol::protocol::{AMQPClass, channel, connection};
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use grund::graenser;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, MissedTickBehavior};

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ende {
    /// Nobody was let in.
    Afvist,
    /// Closed by the client.
    Klient,
    /// Closed by us, by the protocol.
    Server,
    /// Cut.
    Afbrudt,
}

/// Pieces that are read of what a client has said before somebody who asks is told that it was heard: more than a socket holds.
const STYKKER: usize = 256;

/// What is done when the port has answered.
type Svar = Box<dyn FnOnce(&mut Forbindelse) + Send>;
type IndAndel = Andel<fn(&Faelles) -> &AtomicUsize>;

static NUMRE: AtomicU64 = AtomicU64::new(1);

/// A connection that was let in.
pub(crate) struct Forbindelse {
    pub nr: u64,
    pub faelles: Arc<Faelles>,
    pub session: Arc<dyn Session>,
    pub kanaler: HashMap<u16, Kanal>,
    pub kanal_maks: u16,
    pub ud: Ud,
    opgaver: FuturesUnordered<BoxFuture<'static, Svar>>,
    /// An answer is waited for before the next frame is looked at, because the client expects them in order.
    pub synkron: bool,
    pub bundt: Bundt,
    /// Bytes of publishes that are not answered.
    pub ind: IndAndel,
    /// Bytes of contents that are not whole.
    pub ufaerdigt: usize,
    pub abonnenter: BTreeMap<u64, Abonnent>,
    /// The dueslag that it reads from, for others who do.
    pub laeser: Laeser,
    /// Where the next round of fetching begins, so that none of them comes first every time.
    pub naeste_abonnent: u64,
    /// Room of the outgoing buffer that fetches under way may fill.
    pub hentes_bytes: usize,
    /// Messages that are delivered and not decided about, in all channels.
    pub ubekraeftede: usize,
    /// Decisions that the port does not know yet.
    pub afgoerelser: Vec<(Kilde, Vec<(u64, Afgoerelse)>)>,
    pub afgoeres: bool,
    /// Among them, or under way, is one that gives a message back: what is fetched next must see it in its place.
    pub gives_tilbage: bool,
    /// Deliveries without acknowledgement: theirs is that the bytes were sent.
    pub sendes: VecDeque<(u64, Kilde, u64)>,
    udgaver: u64,
    lukker: Option<Instant>,
    slut: Option<Ende>,
}

/// Serves one connection to its end, and gives back everything that it had borrowed. `paent` ends it by the protocol, `straks` at once; `bevist` is
/// called when the caller was let in.
pub async fn betjen<S>(
    stroem: S,
    modpart: Modpart,
    faelles: Arc<Faelles>,
    paent: impl Future<Output = ()>,
    straks: impl Future<Output = ()>,
    bevist: impl FnOnce(),
) -> Ende
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut paent, mut straks) = (pin!(paent), pin!(straks));
    let (mut rd, mut wr) = tokio::io::split(stroem);
    let frist = faelles.sekunder(graenser::HTTP_HOVED_SEKUNDER);
    let aabnet = tokio::select! {
        () = &mut straks => return Ende::Afbrudt,
        () = &mut paent => return Ende::Afbrudt,
        a = tokio::time::timeout(frist, haandtryk::udfoer(&mut rd, &mut wr, &modpart, &faelles)) => a,
    };
    let Ok(Some(aabnet)) = aabnet else { return Ende::Afvist };
    bevist();
    faelles.tal.forbindelser.fetch_add(1, Relaxed);
    let (livstegn, mut laeser) = (aabnet.livstegn, Rammelaeser::ny(0));
    let mut f = Forbindelse::ny(aabnet, faelles, &mut laeser);
    let ende = f.koer(&mut rd, &mut wr, laeser, livstegn, paent, straks).await;
    // Whoever was cut off must see it now, not when everything is given back.
    drop((rd, wr));
    f.ryd_op().await;
    f.faelles.tal.forbindelser.fetch_sub(1, Relaxed);
    ende
}

impl Forbindelse {
    fn ny(a: Aabnet, faelles: Arc<Faelles>, laeser: &mut Rammelaeser) -> Self {
        *laeser = a.laeser;
        let nr = NUMRE.fetch_add(1, Relaxed);
        Self {
            nr,
            laeser: Laeser::ny(faelles.clone(), nr),
            session: a.session,
            kanaler: HashMap::new(),
            kanal_maks: a.kanal_maks,
            ud: Ud::ny(a.ramme_maks),
            opgaver: FuturesUnordered::new(),
            synkron: false,
            bundt: Bundt::default(),
            ind: Andel::ny(faelles.clone(), |f| &f.ind_bytes),
            ufaerdigt: 0,
            abonnenter: BTreeMap::new(),
            naeste_abonnent: 0,
            hentes_bytes: 0,
            ubekraeftede: 0,
            afgoerelser: Vec::new(),
            afgoeres: false,
            gives_tilbage: false,
            sendes: VecDeque::new(),
            udgaver: 0,
            lukker: None,
            slut: None,
            faelles,
        }
    }

    async fn koer<R, W>(
        &mut self,
        rd: &mut R,
        wr: &mut W,
        mut laeser: Rammelaeser,
        livstegn: Duration,
        mut paent: impl Future<Output = ()> + Unpin,
        mut straks: impl Future<Output = ()> + Unpin,
    ) -> Ende
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        let mut ur = tokio::time::interval(self.faelles.sekund);
        ur.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut hoert, mut talt) = (Instant::now(), Instant::now());
        let (mut skyllet, mut paent_faerdig) = (true, false);
        let mut spurgt = self.laeser.spurgt();
        loop {
            self.behandl(&mut laeser);
            self.start_opgaver();
            if self.ud.laengde() == 0
                && skyllet
                && let Some(e) = self.slut
            {
                return e;
            }
            let laeses = self.slut.is_none() && self.maa_behandle();
            if !laeses {
                // Who is not listened to cannot be heard.
                hoert = Instant::now();
            }
            let skrives = self.ud.laengde() > 0 || !skyllet;
            tokio::select! {
                () = &mut straks => return Ende::Afbrudt,
                () = &mut paent, if !paent_faerdig => {
                    paent_faerdig = true;
                    self.luk_forbindelse(Brud::ny(kode::TVUNGET, "the server is stopping"));
                }
                r = skriv(wr, &self.ud), if skrives => match r {
                    Ok(0) => skyllet = true,
                    Ok(n) => {
                        self.ud.er_sendt(n);
                        self.er_sendt();
                        (talt, skyllet) = (Instant::now(), false);
                    }
                    Err(_) => return Ende::Afbrudt,
                },
                Some(svar) = self.opgaver.next(), if !self.opgaver.is_empty() => {
                    svar(self);
                    // Whatever else is ready goes into the same round.
                    while let Some(Some(svar)) = self.opgaver.next().now_or_never() {
                        svar(self);
                    }
                }
                r = rd.read_buf(laeser.plads()), if laeses => match r {
                    Ok(0) | Err(_) => return self.slut.unwrap_or(Ende::Afbrudt),
                    Ok(_) => hoert = Instant::now(),
                },
                _ = spurgt.changed() => {
                    let nr = *spurgt.borrow_and_update();
                    for _ in 0..STYKKER {
                        if self.slut.is_some() || !self.maa_behandle() {
                            break;
                        }
                        let laest = tokio::task::unconstrained(rd.read_buf(laeser.plads())).now_or_never();
                        match laest {
                            None => break,
                            Some(Ok(0) | Err(_)) => return self.slut.unwrap_or(Ende::Afbrudt),
                            Some(Ok(_)) => hoert = Instant::now(),
                        }
                        self.behandl(&mut laeser);
                    }
                    self.laeser.har_hoert(nr);
                }
                nu = ur.tick() => {
                    if self.lukker.is_some_and(|t| nu >= t) {
                        return self.slut.unwrap_or(Ende::Server);
                    }
                    if self.slut.is_none() && self.lukker.is_none() && let Err(f) = self.session.gaelder() {
                        self.luk_forbindelse(Brud::ny(kode::TVUNGET, f.engelsk()));
                    }
                    if !livstegn.is_zero() {
                        if nu.duration_since(hoert) > livstegn * 2 {
                            tracing::debug!(nr = self.nr, "no heartbeat");
                            return Ende::Afbrudt;
                        }
                        if nu.duration_since(talt) * 2 >= livstegn && self.ud.laengde() == 0 && self.lukker.is_none() {
                            self.ud.livstegn();
                        }
                    }
                }
            }
            if self.ud.defekt {
                return Ende::Afbrudt;
            }
        }
    }

    /// Looks at the frames that have come, while there is room for what they ask.
    fn behandl(&mut self, laeser: &mut Rammelaeser) {
        while self.slut.is_none() && self.maa_behandle() {
            match laeser.naeste() {
                Ok(Some(r)) => self.ramme(&r),
                Ok(None) => return,
                Err(b) => {
                    // Where the next frame begins, nobody knows.
                    laeser.glem();
                    if self.lukker.is_none() {
                        self.luk_forbindelse(b);
                    }
                    return;
                }
            }
        }
    }

    /// There is room for what the next frame asks.
    fn maa_behandle(&self) -> bool {
        self.lukker.is_some()
            || (!self.synkron
                && !self.gives_tilbage
                && self.ud.laengde() < 2 * graenser::AMQP_UD_BYTES
                && self.bundt.antal() < graenser::AMQP_IND_ANTAL
                && self.ind.egne() < graenser::AMQP_IND_BYTES
                // Where all together have too much, one that has nothing may still bring one.
                && (self.ind.egne() == 0 || self.ind.alles() < graenser::AMQP_IND_SAMLET_BYTES))
    }

    fn start_opgaver(&mut self) {
        self.start_afsendelse();
        self.start_afgoerelser();
        if self.lukker.is_none() && self.slut.is_none() && !self.gives_tilbage {
            self.start_hentninger();
        }
    }

    fn ramme(&mut self, r: &Ramme) {
        if self.lukker.is_some() {
            self.under_lukning(r);
            return;
        }
        if let Err(b) = self.udfoer_ramme(r) {
            self.brud(r.kanal, b);
        }
    }

    fn udfoer_ramme(&mut self, r: &Ramme) -> Result<(), Brud> {
        if r.slags == Slags::Livstegn {
            return if r.kanal == 0 { Ok(()) } else { Err(Brud::ny(kode::RAMMEFEJL, "a heartbeat on a channel")) };
        }
        if r.kanal == 0 {
            return match r.slags {
                Slags::Metode => self.forbindelsesmetode(metode::laes(&r.indhold)?, metode::numre(&r.indhold)?),
                _ => Err(Brud::ny(kode::KANALFEJL, "content on channel 0")),
            };
        }
        if self.kanaler.get(&r.kanal).is_some_and(|k| k.lukker) {
            return self.under_kanallukning(r);
        }
        if r.slags != Slags::Metode {
            return self.indholdsramme(r);
        }
        let numre = metode::numre(&r.indhold)?;
        if self.kanaler.get(&r.kanal).is_some_and(|k| k.indhold.is_some()) {
            return Err(Brud::ny(kode::UVENTET_RAMME, "a method where the rest of a content was to come").ved(numre));
        }
        self.kanalmetode(r.kanal, metode::laes(&r.indhold)?, &r.indhold).map_err(|b| if b.metode == (0, 0) { b.ved(numre) } else { b })
    }

    fn forbindelsesmetode(&mut self, m: AMQPClass, numre: (u16, u16)) -> Result<(), Brud> {
        match m {
            AMQPClass::Connection(connection::AMQPMethod::Close(_)) => {
                self.ud.metode(0, AMQPClass::Connection(connection::AMQPMethod::CloseOk(connection::CloseOk {})));
                self.ender();
                self.slut = Some(Ende::Klient);
                self.lukker = Some(Instant::now() + self.faelles.sekunder(graenser::AMQP_LUK_SEKUNDER));
                Ok(())
            }
            AMQPClass::Connection(connection::AMQPMethod::UpdateSecret(u)) => {
                let s = self.session.clone();
                self.synkron = true;
                let spoerg = async move { s.forny(crate::port::Bevis::External(u.new_secret.as_bytes())).await };
                self.udfoer(spoerg, move |f, r| {
                    f.synkron = false;
                    match r {
                        Ok(()) => {
                            f.ud.metode(0, AMQPClass::Connection(connection::AMQPMethod::UpdateSecretOk(connection::UpdateSecretOk {})));
                        }
                        Err(e) => f.luk_forbindelse(Brud::ny(kode::IKKE_TILLADT, e.engelsk()).ved(numre)),
                    }
                });
                Ok(())
            }
            _ => Err(Brud::ny(kode::UGYLDIG, "this method has no place on channel 0 of an open connection").ved(numre)),
        }
    }

    /// The channel of that number.
    pub(crate) fn kanal(&mut self, nr: u16) -> Result<&mut Kanal, Brud> {
        self.kanaler.get_mut(&nr).ok_or_else(|| Brud::ny(kode::KANALFEJL, format!("channel {nr} is not open")))
    }

    /// Opens a channel.
    pub(crate) fn aabn_kanal(&mut self, nr: u16) -> Result<(), Brud> {
        if self.kanaler.contains_key(&nr) {
            return Err(Brud::ny(kode::KANALFEJL, format!("channel {nr} is open already")));
        }
        if nr > self.kanal_maks {
            return Err(Brud::ny(kode::IKKE_TILLADT, format!("channel {nr} is above the negotiated {}", self.kanal_maks)));
        }
        self.udgaver += 1;
        self.kanaler.insert(nr, Kanal::ny(self.udgaver));
        self.faelles.tal.kanaler.fetch_add(1, Relaxed);
        self.ud.metode(nr, AMQPClass::Channel(channel::AMQPMethod::OpenOk(channel::OpenOk {})));
        Ok(())
    }

    /// Does something with an answer of the port, when it comes.
    pub(crate) fn udfoer<T: Send + 'static>(
        &mut self,
        spoerg: impl Future<Output = T> + Send + 'static,
        saa: impl FnOnce(&mut Self, T) + Send + 'static,
    ) {
        self.opgaver.push(Box::pin(spoerg.map(move |t| Box::new(move |f: &mut Self| saa(f, t)) as Svar)));
    }

    /// The same for a method of a channel whose answer the next frames wait for; nothing is done with it if the channel is gone.
    pub(crate) fn synkront<T: Send + 'static>(
        &mut self,
        nr: u16,
        numre: (u16, u16),
        spoerg: impl Future<Output = T> + Send + 'static,
        saa: impl FnOnce(&mut Self, T) -> Result<(), Brud> + Send + 'static,
    ) -> Result<(), Brud> {
        let udgave = self.kanal(nr)?.udgave;
        self.synkron = true;
        self.udfoer(spoerg, move |f, t| {
            f.synkron = false;
            if f.er_kanal(nr, udgave)
                && let Err(b) = saa(f, t)
            {
                f.brud(nr, b.ved(numre));
            }
        });
        Ok(())
    }

    /// That opening of the channel is still open, and its client may be told something.
    pub(crate) fn er_kanal(&self, nr: u16, udgave: u64) -> bool {
        self.lukker.is_none() && self.slut.is_none() && self.kanaler.get(&nr).is_some_and(|k| k.udgave == udgave && !k.lukker)
    }

    /// The end has begun: nothing more is fetched, and nobody gets what lies behind what it has.
    pub(crate) fn ender(&self) {
        self.session.ender();
        self.laeser.ender();
    }

    /// Nothing is sent any more.
    pub(crate) fn er_lukket(&mut self) {
        self.slut.get_or_insert(Ende::Afbrudt);
    }

    /// Waits for the next answer of the port, at the end.
    pub(crate) async fn naeste_svar(&mut self) -> bool {
        match self.opgaver.next().await {
            Some(svar) => {
                svar(self);
                true
            }
            None => false,
        }
    }

    /// Ends the channel or the connection, as the code says.
    pub(crate) fn brud(&mut self, nr: u16, b: Brud) {
        if b.er_haardt() || nr == 0 || !self.kanaler.contains_key(&nr) {
            self.luk_forbindelse(b);
        } else {
            self.luk_kanal(nr, b);
        }
    }

    /// connection.close; whatever comes after it is passed over.
    pub(crate) fn luk_forbindelse(&mut self, b: Brud) {
        if self.lukker.is_some() || self.slut.is_some() {
            return;
        }
        self.faelles.tal.brud.fetch_add(1, Relaxed);
        tracing::info!(nr = self.nr, kode = b.kode, grund = b.tekst, "amqp connection closed");
        self.ud.metode(0, luk_metode(&b));
        // What the client says of its deliveries from now on is passed over, so they go back at once: it may be here again before it has answered.
        self.ender();
        self.opgiv_alt();
        self.lukker = Some(Instant::now() + self.faelles.sekunder(graenser::AMQP_LUK_SEKUNDER));
    }

    fn under_lukning(&mut self, r: &Ramme) {
        if r.slags != Slags::Metode || r.kanal != 0 {
            return;
        }
        match metode::numre(&r.indhold) {
            Ok((10, 51)) => self.slut = Some(Ende::Server),
            Ok((10, 50)) => {
                self.ud.metode(0, AMQPClass::Connection(connection::AMQPMethod::CloseOk(connection::CloseOk {})));
                self.slut = Some(Ende::Server);
            }
            _ => {}
        }
    }
}

/// connection.close.
pub(crate) fn luk_metode(b: &Brud) -> AMQPClass {
    let (class_id, method_id) = b.metode;
    let close = connection::Close { reply_code: b.kode, reply_text: kort(&b.tekst), class_id, method_id };
    AMQPClass::Connection(connection::AMQPMethod::Close(close))
}

/// Sends a piece of what waits, or, when nothing does, what lower layers still hold: 0 then.
async fn skriv<W: AsyncWrite + Unpin>(wr: &mut W, ud: &Ud) -> io::Result<usize> {
    if ud.laengde() == 0 {
        return wr.flush().await.map(|()| 0);
    }
    match wr.write(ud.naeste()).await? {
        0 => Err(io::ErrorKind::WriteZero.into()),
        n => Ok(n),
    }
}
