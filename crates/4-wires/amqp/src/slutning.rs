//! The end of a connection, however it came: what was taken is finished, what was borrowed goes back.
use crate::forbindelse::Forbindelse;
use crate::port::Afgoerelse;
use grund::graenser;
use std::sync::atomic::Ordering::Relaxed;

impl Forbindelse {
    /// Finishes and gives back.
    pub(crate) async fn ryd_op(&mut self) {
        self.er_lukket();
        self.ender();
        let abonnenter: Vec<u64> = self.abonnenter.keys().copied().collect();
        for nr in abonnenter {
            self.fjern_abonnent(nr);
        }
        // What the client acknowledged before it went is decided before the rest goes back.
        let frist = self.faelles.sekunder(graenser::AMQP_OPRYDNING_SEKUNDER);
        let mut i_tide = tokio::time::timeout(frist, self.goer_faerdig()).await.is_ok();
        self.opgiv_alt();
        for (_, kilde, id) in std::mem::take(&mut self.sendes) {
            self.afgoer(&kilde, id, Afgoerelse::Uroert);
        }
        i_tide &= tokio::time::timeout(frist, self.goer_faerdig()).await.is_ok();
        i_tide &= tokio::time::timeout(frist, self.session.slut()).await.is_ok();
        if !i_tide {
            tracing::warn!(nr = self.nr, "the port did not finish what an ended connection left");
        }
        self.faelles.tal.kanaler.fetch_sub(self.kanaler.len() as u64, Relaxed);
        if let Some(m) = &self.faelles.midlertidige {
            m.forbindelse_slut(self.nr);
        }
    }

    async fn goer_faerdig(&mut self) {
        loop {
            self.start_afsendelse();
            self.start_afgoerelser();
            if !self.naeste_svar().await {
                return;
            }
        }
    }
}
