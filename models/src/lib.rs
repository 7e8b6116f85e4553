//! Model manifests, cards, verification by SHA-256, and the default weights.
