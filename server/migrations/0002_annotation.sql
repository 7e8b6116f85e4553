-- What people say about answers, and the documents they are to annotate.
-- Spans are a JSON list of {"start", "end", "label", "concept"?, "score"?}; places are code points of the text.

CREATE TABLE feedback (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL DEFAULT 'default',
    position BIGINT NOT NULL,
    document TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('offer', 'cv', 'answer', 'training')),
    lang TEXT NOT NULL,
    body TEXT NOT NULL,
    spans TEXT NOT NULL,
    model TEXT NOT NULL,
    taxonomy TEXT NOT NULL,
    comment TEXT NOT NULL DEFAULT '',
    received TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (tenant, position)
);

-- One row a text, whatever brought it here. score orders the rows of one reason: the higher the more urgent.
CREATE TABLE queue (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL DEFAULT 'default',
    reason TEXT NOT NULL CHECK (reason IN ('feedback', 'uncertain')),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'exported', 'done')),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('offer', 'cv', 'answer', 'training')),
    lang TEXT NOT NULL,
    body TEXT NOT NULL,
    spans TEXT NOT NULL,
    model TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    queued TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    annotated TEXT,
    annotator TEXT NOT NULL DEFAULT ''
);
CREATE INDEX queue_by_state ON queue (tenant, state, reason, score);
