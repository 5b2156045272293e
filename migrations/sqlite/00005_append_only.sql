-- +goose Up
-- Nothing recorded is ever changed or taken away: a correction is a new row.
-- +goose StatementBegin
CREATE TRIGGER epochs_refuse_update BEFORE UPDATE ON epochs
BEGIN SELECT RAISE(ABORT, 'table epochs is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER epochs_refuse_delete BEFORE DELETE ON epochs
BEGIN SELECT RAISE(ABORT, 'table epochs is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER steps_refuse_update BEFORE UPDATE ON steps
BEGIN SELECT RAISE(ABORT, 'table steps is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER steps_refuse_delete BEFORE DELETE ON steps
BEGIN SELECT RAISE(ABORT, 'table steps is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER institutions_refuse_update BEFORE UPDATE ON institutions
BEGIN SELECT RAISE(ABORT, 'table institutions is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER institutions_refuse_delete BEFORE DELETE ON institutions
BEGIN SELECT RAISE(ABORT, 'table institutions is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER institution_states_refuse_update BEFORE UPDATE ON institution_states
BEGIN SELECT RAISE(ABORT, 'table institution_states is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER institution_states_refuse_delete BEFORE DELETE ON institution_states
BEGIN SELECT RAISE(ABORT, 'table institution_states is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consortia_refuse_update BEFORE UPDATE ON consortia
BEGIN SELECT RAISE(ABORT, 'table consortia is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consortia_refuse_delete BEFORE DELETE ON consortia
BEGIN SELECT RAISE(ABORT, 'table consortia is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER alliances_refuse_update BEFORE UPDATE ON alliances
BEGIN SELECT RAISE(ABORT, 'table alliances is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER alliances_refuse_delete BEFORE DELETE ON alliances
BEGIN SELECT RAISE(ABORT, 'table alliances is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER code_maps_refuse_update BEFORE UPDATE ON code_maps
BEGIN SELECT RAISE(ABORT, 'table code_maps is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER code_maps_refuse_delete BEFORE DELETE ON code_maps
BEGIN SELECT RAISE(ABORT, 'table code_maps is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER qualifications_refuse_update BEFORE UPDATE ON qualifications
BEGIN SELECT RAISE(ABORT, 'table qualifications is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER qualifications_refuse_delete BEFORE DELETE ON qualifications
BEGIN SELECT RAISE(ABORT, 'table qualifications is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER revocations_refuse_update BEFORE UPDATE ON revocations
BEGIN SELECT RAISE(ABORT, 'table revocations is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER revocations_refuse_delete BEFORE DELETE ON revocations
BEGIN SELECT RAISE(ABORT, 'table revocations is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER removals_refuse_update BEFORE UPDATE ON removals
BEGIN SELECT RAISE(ABORT, 'table removals is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER removals_refuse_delete BEFORE DELETE ON removals
BEGIN SELECT RAISE(ABORT, 'table removals is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER list_versions_refuse_update BEFORE UPDATE ON list_versions
BEGIN SELECT RAISE(ABORT, 'table list_versions is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER list_versions_refuse_delete BEFORE DELETE ON list_versions
BEGIN SELECT RAISE(ABORT, 'table list_versions is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER withdrawals_refuse_update BEFORE UPDATE ON withdrawals
BEGIN SELECT RAISE(ABORT, 'table withdrawals is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER withdrawals_refuse_delete BEFORE DELETE ON withdrawals
BEGIN SELECT RAISE(ABORT, 'table withdrawals is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER item_entries_refuse_update BEFORE UPDATE ON item_entries
BEGIN SELECT RAISE(ABORT, 'table item_entries is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER item_entries_refuse_delete BEFORE DELETE ON item_entries
BEGIN SELECT RAISE(ABORT, 'table item_entries is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER item_entry_ends_refuse_update BEFORE UPDATE ON item_entry_ends
BEGIN SELECT RAISE(ABORT, 'table item_entry_ends is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER item_entry_ends_refuse_delete BEFORE DELETE ON item_entry_ends
BEGIN SELECT RAISE(ABORT, 'table item_entry_ends is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER institution_entries_refuse_update BEFORE UPDATE ON institution_entries
BEGIN SELECT RAISE(ABORT, 'table institution_entries is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER institution_entries_refuse_delete BEFORE DELETE ON institution_entries
BEGIN SELECT RAISE(ABORT, 'table institution_entries is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER institution_entry_ends_refuse_update BEFORE UPDATE ON institution_entry_ends
BEGIN SELECT RAISE(ABORT, 'table institution_entry_ends is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER institution_entry_ends_refuse_delete BEFORE DELETE ON institution_entry_ends
BEGIN SELECT RAISE(ABORT, 'table institution_entry_ends is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER negative_entries_refuse_update BEFORE UPDATE ON negative_entries
BEGIN SELECT RAISE(ABORT, 'table negative_entries is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER negative_entries_refuse_delete BEFORE DELETE ON negative_entries
BEGIN SELECT RAISE(ABORT, 'table negative_entries is append-only: DELETE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER negative_entry_ends_refuse_update BEFORE UPDATE ON negative_entry_ends
BEGIN SELECT RAISE(ABORT, 'table negative_entry_ends is append-only: UPDATE is refused'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER negative_entry_ends_refuse_delete BEFORE DELETE ON negative_entry_ends
BEGIN SELECT RAISE(ABORT, 'table negative_entry_ends is append-only: DELETE is refused'); END;
-- +goose StatementEnd
