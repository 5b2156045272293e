-- +goose Up
-- Drafts are found by their state, which their newest event tells.
CREATE INDEX events_of_drafts ON events (noun, json_extract(state_after, '$.state'), jurisdiction) WHERE noun = 'draft';
