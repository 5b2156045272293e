package storetest

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"concord/internal/office"
	"concord/internal/registry"
)

// commits are the rules of changes: all of it or none, and once.
var commits = []rule{
	{"a change is taken whole", testWholeChange},
	{"a change that conflicts leaves nothing", testHalfChanges},
	{"of writers of one state one wins", testOneDraft},
	{"of changes decided on the same accounts one is made", testAccountsBasis},
	{"a request is answered once", testReceipts},
	{"of requests with one key one is made", testReceiptsAtOnce},
	{"a receipt is forgotten after a day", testOldReceipts},
	{"a file is kept once, under its digest", testFiles},
	{"a credential is replaced", testCredentials},
	{"a one-time password is used once", testTOTP},
	{"keys are noted as used", testKeyUses},
	{"what the record could not give back is refused", testChangeNotRecordable},
}

// noon is when the changes of the suite are made.
var noon = registry.DayOf(2026, 11, 22).Start() + 12*60*60

// by begins a change of the suite.
func by(actor, action string) office.Change {
	return office.Change{At: noon, Actor: actor, Action: action, Reason: "因为"}
}

func commit(t *testing.T, s office.Store, c office.Change) office.Committed {
	t.Helper()
	done, err := s.Commit(t.Context(), c)
	if err != nil {
		t.Fatalf("commit %s: %v", c.Action, err)
	}
	return done
}

func account(name office.AccountName) office.Account {
	return office.Account{Name: name, FullName: "张三", Grants: []office.Grant{{Role: office.Editor, Region: "150400"}}}
}

func key(id string) office.Key {
	return office.Key{ID: id, Hash: "ab" + id, Owner: "演示医院 LIS", Region: "150400", Scopes: []office.Scope{office.ScopeRead}, IssuedAt: noon}
}

func draft(id office.DraftID) office.Draft {
	return office.Draft{
		ID: id, List: chifengItems, State: office.Drafted, Period: registry.Since(registry.DayOf(2027, 1, 1)),
		Document:    registry.Document{IssuedOn: registry.MinDay},
		Transitions: []office.Transition{{Action: office.ActCreate, By: "li.si", At: noon}},
	}
}

func notice(id office.NoticeID) office.Notice {
	return office.Notice{
		ID: id, From: "150000", To: "150400", About: office.ItemsBelowAverage, Figures: "83 项，全省中位数 240 项", Asked: "说明原因",
		Due: registry.DayOf(2026, 12, 10), State: office.NoticeSent,
		Transitions: []office.Transition{{Action: office.ActSend, By: "li.si", At: noon}},
	}
}

// wholeChange has everything that a change can have.
func wholeChange() office.Change {
	c := by("li.si", "draft.publish")
	c.Steps = []registry.Step{founding(), publish(items(chifengItems, 1, "A", "B"))}
	c.Facts = []office.Fact{{Step: 1, Noun: office.NounList, Subject: "150400/items/1", Jurisdiction: "150400", List: "150400/items", After: `{"version":1}`}}
	c.Accounts = []office.Account{account("li.si")}
	c.Keys = []office.Key{key("k1")}
	c.Drafts = []office.Draft{draft("d1")}
	c.Settings = []office.Settings{{Jurisdiction: "150400", NoticeHours: 48}}
	c.Coverages = []office.Coverage{{Region: "150400", Rows: []office.CoverageRow{{Kind: office.QualityCentre, Name: "中心"}}}}
	c.Targets = []office.Targets{{Jurisdiction: "150400", Targets: []office.Target{{Target: registry.Target{ID: "2027", Threshold: 600}}}}}
	c.Notices = []office.Notice{notice("150400-notice-1")}
	c.Credentials = []office.Credential{{Account: "li.si", PasswordHash: "argon"}}
	c.Files = []office.File{theFile}
	c.Receipt = &office.Receipt{Actor: "li.si", Key: "r1", Fingerprint: "f", Status: 201, Body: []byte(`{"id":"d1"}`), At: noon}
	return c
}

// theFile is the three bytes “abc”.
var theFile = office.File{SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Name: "清单.xlsx", Bytes: []byte("abc")}

func testWholeChange(t *testing.T, open Opener) {
	s := open(t)
	c := wholeChange()
	done := commit(t, s, c)
	events := events(t, s, office.EventSelection{})
	same(t, "what came of it", done, office.Committed{Revision: registry.Revision{Epoch: 1, Sequence: 2}, Event: int64(len(events))})
	same(t, "nouns told of", told(events), []string{
		"list 150400/items/1", "step 1", "account li.si", "key k1", "settings 150400", "coverage 150400", "targets 150400", "notice 150400-notice-1", "draft d1",
	})
	sameAsLedger(t, open(t), c.Steps...)
	there := office.Receipt{Actor: "li.si", Key: "r1", Fingerprint: "f", Status: 201, Body: []byte(`{"id":"d1"}`), At: noon}
	receipt, err := s.Receipt(t.Context(), "li.si", "r1")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the receipt", receipt, there)
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// testHalfChanges lets one part of a change after the other be refused.
func testHalfChanges(t *testing.T, open Opener) {
	s := open(t)
	first := wholeChange()
	first.Steps = first.Steps[:1]
	first.Facts = nil
	commit(t, s, first)
	before := everythingOf(t, s)
	for _, test := range []struct {
		part string
		want error
		set  func(*office.Change)
	}{
		{"receipt", office.ErrReceipt, func(c *office.Change) { c.Receipt = first.Receipt }},
		{"step", registry.ErrConflict, func(c *office.Change) { c.Steps = append(c.Steps, publish(items(chifengItems, 7))) }},
		{"step's basis", registry.ErrConflict, func(c *office.Change) { c.Steps[0].Basis = 7 }},
		{"unknown institution", registry.ErrNotFound, func(c *office.Change) { c.Steps = append(c.Steps, publish(listed(chifengInstitutions, 1, "nobody"))) }},
		{"account", registry.ErrConflict, func(c *office.Change) { c.Accounts = first.Accounts }},
		{"key", registry.ErrConflict, func(c *office.Change) { c.Keys = first.Keys }},
		{"draft", registry.ErrConflict, func(c *office.Change) { c.Drafts = append(c.Drafts, first.Drafts...) }},
		{"settings", registry.ErrConflict, func(c *office.Change) { c.Settings = first.Settings }},
		{"coverage", registry.ErrConflict, func(c *office.Change) { c.Coverages = first.Coverages }},
		{"targets", registry.ErrConflict, func(c *office.Change) { c.Targets = first.Targets }},
		{"notice", registry.ErrConflict, func(c *office.Change) { c.Notices = first.Notices }},
		{"a noun twice", registry.ErrConflict, func(c *office.Change) { c.Accounts = append(c.Accounts, c.Accounts...) }},
		{"a state that is not there yet", registry.ErrConflict, func(c *office.Change) { c.Drafts[0].Version = 2 }},
	} {
		c := laterChange()
		test.set(&c)
		if _, err := s.Commit(t.Context(), c); !errors.Is(err, test.want) {
			t.Errorf("a change whose %s is refused gives %v, want %v", test.part, err, test.want)
		}
		same(t, "what a change leaves whose "+test.part+" is refused", everythingOf(t, s), before)
	}
	commit(t, s, laterChange())
}

// laterChange goes with the first, and writes to every table.
func laterChange() office.Change {
	c := wholeChange()
	c.Steps = c.Steps[1:]
	c.Facts[0].Step = 0
	c.Accounts = []office.Account{account("wang.wu")}
	c.Keys = []office.Key{key("k2")}
	c.Drafts = []office.Draft{draft("d2")}
	c.Settings = []office.Settings{{Jurisdiction: "420000", SoleApproval: true}}
	c.Coverages = []office.Coverage{{Region: "420000"}}
	c.Targets = []office.Targets{{Jurisdiction: "420000"}}
	c.Notices = []office.Notice{notice("150400-notice-2")}
	c.Credentials = []office.Credential{{Account: "li.si", PasswordHash: "other"}}
	c.Files = []office.File{{SHA256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", Name: "b.csv", Bytes: []byte("foo")}}
	c.Receipt = &office.Receipt{Actor: "li.si", Key: "r2", Status: 200, At: noon}
	return c
}

// officeContents is what an office holds.
type officeContents struct {
	Registry   Contents
	Events     []office.Event
	Accounts   []office.Account
	Keys       []office.Key
	Drafts     []office.Draft
	Credential office.Credential
	Later      []error // of what only the later change brings
}

func everythingOf(t *testing.T, s office.Store) officeContents {
	t.Helper()
	ctx := t.Context()
	all := officeContents{Registry: ReadContents(t, s, registry.Selection{}), Events: events(t, s, office.EventSelection{})}
	var errs [7]error
	all.Accounts, errs[0] = s.Accounts(ctx)
	all.Keys, errs[1] = s.Keys(ctx)
	all.Drafts, errs[2] = s.Drafts(ctx, office.DraftSelection{})
	all.Credential, errs[3] = s.Credential(ctx, "li.si")
	_, errs[4] = s.Receipt(ctx, "li.si", "r2")
	_, errs[5] = s.File(ctx, laterChange().Files[0].SHA256)
	_, errs[6] = s.Coverage(ctx, "420000")
	for i, err := range errs {
		if absent := i >= 4; absent != errors.Is(err, registry.ErrNotFound) {
			t.Fatalf("read part %d of the office: %v", i, err)
		}
	}
	return all
}

func testOneDraft(t *testing.T, open Opener) {
	s, other := open(t), open(t)
	commit(t, s, office.Change{At: noon, Actor: "li.si", Drafts: []office.Draft{draft("d")}})
	read, err := s.Draft(t.Context(), "d")
	if err != nil {
		t.Fatal(err)
	}
	errs := make([]error, writersAtOnce)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = []office.Store{s, other}[i%2].Commit(t.Context(), office.Change{At: noon, Actor: "wang.wu", Drafts: []office.Draft{read}})
		})
	}
	wg.Wait()
	lost := slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	if len(lost) != writersAtOnce-1 {
		t.Fatalf("%d of %d writers of one state lost, want all but one", len(lost), writersAtOnce)
	}
	for _, err := range lost {
		if !errors.Is(err, registry.ErrConflict) || !strings.Contains(err.Error(), "wang.wu") {
			t.Errorf("who came too late gets %v, want ErrConflict that names wang.wu", err)
		}
	}
}

func receipted(key string, at registry.Instant) office.Change {
	c := office.Change{At: at, Actor: "li.si", Action: "settings.choose", Settings: []office.Settings{{Jurisdiction: registry.JurisdictionCode(key)}}}
	c.Receipt = &office.Receipt{Actor: "li.si", Key: key, Status: 200, Body: []byte("{}"), At: at}
	return c
}

// Writers that each take the office from another one decided on the same accounts.
func testAccountsBasis(t *testing.T, open Opener) {
	stores := []office.Store{open(t), open(t)}
	names := make([]office.AccountName, writersAtOnce)
	founders := by("root", "account.create")
	founders.AccountsBasis = office.BasisOf(nil)
	for i := range names {
		names[i] = office.AccountName("person." + string(rune('a'+i)))
		founders.Accounts = append(founders.Accounts, account(names[i]))
	}
	commit(t, stores[0], founders)
	if _, err := stores[1].Commit(t.Context(), founders); !errors.Is(err, registry.ErrConflict) {
		t.Errorf("a second change decided on no accounts gives %v, want ErrConflict", err)
	}
	all, err := stores[0].Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	errs := make([]error, writersAtOnce)
	var wg sync.WaitGroup
	for i := range errs {
		c := by(string(names[i]), "account.change")
		disabled := all[(i+1)%len(all)]
		disabled.Disabled = true
		c.Accounts, c.AccountsBasis = []office.Account{disabled}, office.BasisOf(all)
		wg.Go(func() { _, errs[i] = stores[i%len(stores)].Commit(t.Context(), c) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, registry.ErrConflict):
			t.Errorf("a change that came too late gives %v, want ErrConflict", err)
		}
	}
	if won != 1 {
		t.Errorf("%d changes were made on one state of the accounts, want 1", won)
	}
	last := by("root", "key.issue")
	last.Keys, last.AccountsBasis = []office.Key{key("k1")}, office.BasisOf(all)+1
	commit(t, stores[0], last)
}

func testReceipts(t *testing.T, open Opener) {
	s := open(t)
	commit(t, s, receipted("a", noon))
	again := receipted("a", noon)
	again.Settings[0].Jurisdiction = "b"
	if _, err := open(t).Commit(t.Context(), again); !errors.Is(err, office.ErrReceipt) {
		t.Errorf("the same key again gives %v, want ErrReceipt", err)
	}
	again.Receipt.Actor = "wang.wu"
	commit(t, s, again)
	if _, err := s.Receipt(t.Context(), "li.si", "A"); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("a key that nobody used gives %v, want ErrNotFound", err)
	}
	empty := receipted("c", noon)
	empty.Receipt.Body = nil // an answer without a body
	commit(t, s, empty)
	if receipt, err := s.Receipt(t.Context(), "li.si", "c"); err != nil || len(receipt.Body) != 0 {
		t.Errorf("the receipt of an empty answer is %+v (%v)", receipt, err)
	}
}

func testReceiptsAtOnce(t *testing.T, open Opener) {
	stores := []office.Store{open(t), open(t)}
	errs := make([]error, writersAtOnce)
	var wg sync.WaitGroup
	for i := range errs {
		c := receipted("a", noon)
		c.Settings[0].Jurisdiction = registry.JurisdictionCode('a' + rune(i))
		wg.Go(func() { _, errs[i] = stores[i%2].Commit(t.Context(), c) })
	}
	wg.Wait()
	made := 0
	for _, err := range errs {
		switch {
		case err == nil:
			made++
		case !errors.Is(err, office.ErrReceipt):
			t.Errorf("a repeated request gives %v, want ErrReceipt", err)
		}
	}
	if n := len(events(t, stores[0], office.EventSelection{})); made != 1 || n != 1 {
		t.Errorf("%d requests with one key were made and %d events written, want 1 and 1", made, n)
	}
}

func testOldReceipts(t *testing.T, open Opener) {
	const day = office.ReceiptHours * 60 * 60
	s := open(t)
	commit(t, s, receipted("a", noon))
	commit(t, s, receipted("b", noon+day-1))
	if _, err := s.Receipt(t.Context(), "li.si", "a"); err != nil {
		t.Errorf("within a day the receipt gives %v", err)
	}
	commit(t, s, receipted("c", noon+day))
	if _, err := s.Receipt(t.Context(), "li.si", "a"); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("after a day the receipt gives %v, want ErrNotFound", err)
	}
	if _, err := s.Receipt(t.Context(), "li.si", "b"); err != nil {
		t.Errorf("a younger receipt gives %v", err)
	}
}

func testFiles(t *testing.T, open Opener) {
	s := open(t)
	empty := office.File{SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Name: "空"}
	all := []office.File{theFile, empty}
	commit(t, s, office.Change{At: noon, Files: all})
	other := theFile
	other.Name = "other.xlsx"
	commit(t, s, office.Change{At: noon, Files: []office.File{other}})
	for _, want := range all {
		got, err := s.File(t.Context(), want.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "file "+want.Name, got, want)
	}
	if _, err := s.File(t.Context(), "none"); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("a file that is not there gives %v, want ErrNotFound", err)
	}
	if _, err := s.Commit(t.Context(), office.Change{At: noon, Files: []office.File{{SHA256: empty.SHA256[1:] + "0", Bytes: []byte("x")}}}); err == nil {
		t.Error("a file under another digest than its own is taken")
	}
}

func testCredentials(t *testing.T, open Opener) {
	s := open(t)
	if _, err := s.Credential(t.Context(), "li.si"); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("a credential that is not there gives %v, want ErrNotFound", err)
	}
	for _, want := range []office.Credential{
		{Account: "li.si", PasswordHash: "$argon2id$v=19$a", TOTPSecret: "JBSWY3DP", TOTPStep: 7},
		{Account: "li.si", PasswordHash: "$argon2id$v=19$b"},
	} {
		commit(t, s, office.Change{At: noon, Credentials: []office.Credential{want}})
		got, err := open(t).Credential(t.Context(), "li.si")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "the credential", got, want)
	}
	if all := events(t, s, office.EventSelection{}); len(all) != 0 {
		t.Errorf("credentials left the events %v, want none", all)
	}
}

func testTOTP(t *testing.T, open Opener) {
	s := open(t)
	commit(t, s, office.Change{At: noon, Credentials: []office.Credential{{Account: "li.si", TOTPSecret: "x"}}})
	for _, use := range []struct {
		account office.AccountName
		step    int64
		good    bool
	}{{"li.si", 5, true}, {"li.si", 5, false}, {"li.si", 4, false}, {"li.si", 6, true}, {"nobody", 9, false}} {
		err := open(t).UseTOTP(t.Context(), use.account, use.step)
		if (err == nil) != use.good || err != nil && !errors.Is(err, registry.ErrConflict) {
			t.Errorf("%s using step %d gives %v", use.account, use.step, err)
		}
	}
}

func testKeyUses(t *testing.T, open Opener) {
	s := open(t)
	for _, uses := range [][]office.KeyUse{
		nil,
		{{ID: "b", At: noon}, {ID: "a", At: noon}},
		{{ID: "b", At: noon + 60}, {ID: "b", At: noon + 30}, {ID: "a", At: noon - 60}},
	} {
		if err := s.UseKeys(t.Context(), uses); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.KeyUses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "last uses", got, []office.KeyUse{{ID: "a", At: noon}, {ID: "b", At: noon + 60}})
}

func testChangeNotRecordable(t *testing.T, open Opener) {
	s := open(t)
	for name, text := range map[string]string{"a NUL": "a\x00", "bytes that are no UTF-8": "\xff\xfe"} {
		named := account("li.si")
		named.FullName = text
		file := theFile
		file.Name = text
		for what, c := range map[string]office.Change{
			"actor":   {Actor: text, Settings: []office.Settings{{Jurisdiction: "150400"}}},
			"reason":  {Reason: text, Settings: []office.Settings{{Jurisdiction: "150400"}}},
			"account": {Accounts: []office.Account{named}},
			"noun":    {Settings: []office.Settings{{Jurisdiction: registry.JurisdictionCode(text)}}},
			"subject": {Facts: []office.Fact{{Step: -1, Noun: office.NounSession, Subject: text}}},
			"fact":    {Facts: []office.Fact{{Step: -1, Noun: office.NounSession, Subject: "s", After: text}}},
			"file":    {Files: []office.File{file}},
			"receipt": {Receipt: &office.Receipt{Actor: "li.si", Key: text}},
		} {
			if _, err := s.Commit(t.Context(), c); !errors.Is(err, registry.ErrNotRecordable) {
				t.Errorf("%s with %s gives %v, want ErrNotRecordable", what, name, err)
			}
		}
	}
	if all := events(t, s, office.EventSelection{}); len(all) != 0 {
		t.Errorf("refused changes left %v", all)
	}
}
