-- +goose Up
CREATE TABLE setup_links (
    token_hash    text COLLATE "C" PRIMARY KEY
);
COMMENT ON TABLE setup_links IS 'The setup link that holds while nobody has an account; at most one row.';
COMMENT ON COLUMN setup_links.token_hash IS 'SHA-256 of the token, in hex.';

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION replaced_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY['credentials', 'sessions', 'receipts', 'key_uses', 'setup_links',
        'outcome_receivers', 'outcome_cases', 'outcome_tallies', 'outcome_partners']
$$;
-- +goose StatementEnd
CALL grant_application_role();
