-- +goose Up
CREATE INDEX events_of_drafts ON events (noun, (state_after::jsonb ->> 'state'), jurisdiction) WHERE noun = 'draft';
COMMENT ON INDEX events_of_drafts IS 'Drafts are found by their state, which their newest event tells.';
