-- What those who run a community changed of it, a line each, in a chain. The body is canonical JSON, in which the hash of
-- the line before stands; the hash is the SHA-256 of the body. Lines only append, and nothing rewrites one.
CREATE TABLE audit (
    community TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (community, number)
);

-- Of whom the lines speak. They hold marks of people, and whoever is erased is taken out of here alone.
CREATE TABLE audit_name (
    community TEXT NOT NULL,
    number BIGINT NOT NULL,
    place BIGINT NOT NULL,
    member TEXT NOT NULL,
    salt TEXT NOT NULL,
    PRIMARY KEY (community, number, place)
);
CREATE INDEX audit_name_member ON audit_name (community, member);

-- When a message arrived last.
CREATE INDEX receipt_at ON receipt (community, at);
