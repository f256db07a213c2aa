//! The progress bar of long commands; silent when standard error is not a terminal.
use grund::fremskridt::Fremskridt;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar that follows the phases of a piece of work.
pub struct Viser {
    bjaelke: ProgressBar,
    fase: &'static str,
}

impl Viser {
    /// A bar that shows nothing yet.
    pub fn ny() -> Self {
        let bjaelke = ProgressBar::new(0);
        if let Ok(form) = ProgressStyle::with_template("{msg:<24} {bar:40} {human_pos}/{human_len} {elapsed}") {
            bjaelke.set_style(form);
        }
        Self { bjaelke, fase: "" }
    }

    /// Shows how far the work is.
    pub fn meld(&mut self, f: Fremskridt) {
        if self.fase != f.fase {
            self.fase = f.fase;
            self.bjaelke.set_message(f.fase);
        }
        self.bjaelke.set_length(f.ialt);
        self.bjaelke.set_position(f.gjort);
    }

    /// Takes the bar away.
    pub fn slut(self) {
        self.bjaelke.finish_and_clear();
    }
}
