-- Offers, courses, what was found in them, and the counts the market figures are computed from.
-- Plain enough for SQLite and PostgreSQL alike (there, BLOB is a domain over BYTEA).
-- Empty text stands for "not stated" where a column is part of a count's key.

CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL DEFAULT 'default',
    side TEXT NOT NULL CHECK (side IN ('offer', 'course')),
    source_id TEXT NOT NULL,
    checksum TEXT NOT NULL,
    analysis TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    occupation TEXT NOT NULL DEFAULT '',
    territory TEXT NOT NULL DEFAULT '',
    commune TEXT,
    place TEXT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    published TEXT,
    month TEXT NOT NULL DEFAULT '',
    contract TEXT,
    extra TEXT NOT NULL DEFAULT '{}',
    vector BLOB,
    UNIQUE (tenant, side, source_id)
);
CREATE INDEX documents_segment ON documents (tenant, side, occupation, territory, month);

-- The codes a document carries besides its main occupation: ROME, FORMACODE, RNCP, CERTIFINFO, RS.
CREATE TABLE document_codes (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL DEFAULT 'default',
    scheme TEXT NOT NULL,
    code TEXT NOT NULL,
    rank BIGINT NOT NULL,
    PRIMARY KEY (document, scheme, code)
);
CREATE INDEX document_codes_by_code ON document_codes (tenant, scheme, code);

-- When and where a course is held.
CREATE TABLE sessions (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL DEFAULT 'default',
    position BIGINT NOT NULL,
    territory TEXT NOT NULL DEFAULT '',
    commune TEXT,
    place TEXT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    starts TEXT,
    ends TEXT,
    state TEXT NOT NULL DEFAULT 'unknown',
    places BIGINT,
    PRIMARY KEY (document, position)
);
CREATE INDEX sessions_by_territory ON sessions (tenant, territory);

-- Offsets are Unicode code points of documents.body, end excluded.
CREATE TABLE mentions (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL DEFAULT 'default',
    position BIGINT NOT NULL,
    concept TEXT,
    label TEXT NOT NULL,
    surface TEXT NOT NULL,
    folded TEXT NOT NULL,
    requirement TEXT NOT NULL CHECK (requirement IN ('required', 'wished')),
    confidence DOUBLE PRECISION NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    sentence_starts BIGINT NOT NULL,
    sentence_ends BIGINT NOT NULL,
    PRIMARY KEY (document, position)
);
CREATE INDEX mentions_by_concept ON mentions (tenant, concept);

-- concept '' counts the documents of the cell; weight is in millionths of a document.
CREATE TABLE counts (
    tenant TEXT NOT NULL DEFAULT 'default',
    side TEXT NOT NULL,
    occupation TEXT NOT NULL,
    territory TEXT NOT NULL,
    month TEXT NOT NULL,
    concept TEXT NOT NULL,
    documents BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    PRIMARY KEY (tenant, side, occupation, territory, month, concept)
);

CREATE TABLE batches (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL DEFAULT 'default',
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    records_read BIGINT NOT NULL DEFAULT 0,
    records_stored BIGINT NOT NULL DEFAULT 0,
    records_unchanged BIGINT NOT NULL DEFAULT 0,
    records_rejected BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE batch_errors (
    batch TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL DEFAULT 'default',
    position BIGINT NOT NULL,
    record TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (batch, position)
);

-- What was decided about a proposed module, by whom the tenant says and when.
CREATE TABLE decisions (
    tenant TEXT NOT NULL DEFAULT 'default',
    module TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('ordered', 'postponed', 'refused')),
    note TEXT NOT NULL DEFAULT '',
    decided TEXT NOT NULL,
    PRIMARY KEY (tenant, module)
);

-- Which taxonomy and model the stored mentions come from, and the like.
CREATE TABLE meta (
    tenant TEXT NOT NULL DEFAULT 'default',
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
);
