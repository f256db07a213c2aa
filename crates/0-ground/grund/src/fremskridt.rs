//! Progress of long work: libraries report it, the program shows it.

/// How far a piece of work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fremskridt {
    /// What is being done, in Danish, for a progress bar: `Skriver klasser`.
    pub fase: &'static str,
    /// Steps done in this phase.
    pub gjort: u64,
    /// Steps in all; 0 when not known.
    pub ialt: u64,
}

/// Takes reports of progress. Work that nobody watches gets `&mut |_| {}`.
pub type Melder<'a> = dyn FnMut(Fremskridt) + Send + 'a;
