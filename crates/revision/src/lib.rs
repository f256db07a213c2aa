//! The audit log: who did what with whose data, for whom and why; append-only and chained by hash.
