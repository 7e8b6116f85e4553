-- Mentions without a concept, in the order they are read in.
CREATE INDEX mentions_unlinked ON mentions (tenant, document, position) WHERE concept IS NULL;
