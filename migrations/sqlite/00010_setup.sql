-- +goose Up
-- The setup link that holds while nobody has an account; at most one row.
CREATE TABLE setup_links (
    token_hash    TEXT PRIMARY KEY                                 -- SHA-256 of the token, in hex
) STRICT;
