//! Data sets, metrics, suites and the gate.
