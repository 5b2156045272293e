package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/samber/lo"
	"github.com/spf13/cobra"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// userFlags are the arguments of concord user.
type userFlags struct {
	fullName string
	grants   []string
	subject  string
	password bool // it comes from standard input
	json     bool
}

func (c *console) userCommand() *cobra.Command {
	cmd := group("user", "账户与授权 / people who sign in, and what they may do",
		c.userAdd(), c.userList(),
		c.userCommandOf("show NAME", "显示账户 / show an account", c.showUser),
		c.userGrant("grant", "授权 / give grants, as editor:420000", withGrants),
		c.userGrant("revoke-grant", "收回授权 / take grants away", withoutGrants),
		c.userCommandOf("disable NAME", "停用 / disable an account; its sessions and keys end", c.editUser(func(a *api.AccountChange) { a.Disabled = true })),
		c.userCommandOf("enable NAME", "启用 / enable it again", c.editUser(func(a *api.AccountChange) { a.Disabled = false })),
		c.userPassword(),
		c.userCommandOf("sessions-end NAME", "终止全部会话 / end all its sessions", c.endUserSessions),
	)
	cmd.Long = `直接在数据库中管理账户；每次修改都记入留痕，操作者为 console <系统用户>。

Manages accounts in the database itself; every change is in the record, by
“console <user of the system>”. Roles: administrator, editor, approver, auditor;
regions by code, 100000 for the nation.`
	return cmd
}

// userCommandOf is a command about one account.
func (c *console) userCommandOf(use, short string, do func(context.Context, *desk, string, *userFlags) error) *cobra.Command {
	f := &userFlags{}
	cmd := &cobra.Command{Use: use, Short: short, Args: cobra.ExactArgs(1)}
	cmd.RunE = c.run(func(ctx context.Context, args []string) error {
		return c.sit(ctx, func(d *desk) error { return do(ctx, d, args[0], f) })
	})
	cmd.Flags().BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	return cmd
}

func (c *console) userAdd() *cobra.Command {
	f := &userFlags{}
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "建立账户 / make an account",
		Example: `  concord user add li.si --full-name 李四 --grant editor:420000
  concord user add wang.wu --full-name 王五 --grant approver:420000 --password-stdin < password.txt`,
		Args: cobra.ExactArgs(1),
	}
	cmd.RunE = c.run(func(ctx context.Context, args []string) error {
		return c.sit(ctx, func(d *desk) error { return c.addUser(ctx, d, args[0], f) })
	})
	flags := cmd.Flags()
	flags.StringVar(&f.fullName, "full-name", "", "姓名 / the full name, as the person signs (required)")
	flags.StringArrayVar(&f.grants, "grant", nil, "授权 / a role in a region, as editor:420000; may be repeated")
	flags.StringVar(&f.subject, "subject", "", "单点登录身份 / issuer|sub at the provider of single sign-on")
	flags.BoolVar(&f.password, "password-stdin", false, "从标准输入读密码 / the password is on standard input; else a one-time password is printed")
	flags.BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	// The flag was declared above; marking it cannot fail.
	_ = cmd.MarkFlagRequired("full-name")
	return cmd
}

func (c *console) addUser(ctx context.Context, d *desk, name string, f *userFlags) error {
	grants, err := parseGrants(f.grants)
	if err != nil {
		return err
	}
	var hash string
	if f.password {
		if hash, err = c.readPassword(ctx, d, name); err != nil {
			return err
		}
	}
	wanted := api.NewAccount{Name: name, FullName: f.fullName, Grants: grants, Subject: lo.EmptyableToPtr(f.subject)}
	data, err := body(d.client.CreateAccount(ctx, wanted))
	if err != nil || hash == "" {
		return c.printIssued(data, f, err)
	}
	return c.replaceUserPassword(ctx, d, name, hash, f)
}

// readPassword reads a password from standard input and returns its hash.
func (c *console) readPassword(ctx context.Context, d *desk, name string) (hash string, err error) {
	text, err := io.ReadAll(io.LimitReader(c.stdin, 4096))
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return d.office.NewPassword(ctx, office.AccountName(name), strings.TrimRight(string(text), "\r\n"))
}

// replaceUserPassword gives an account the password of a hash, and prints the
// account.
func (c *console) replaceUserPassword(ctx context.Context, d *desk, name, hash string, f *userFlags) error {
	_, change, err := d.office.ReplacePassword(ctx, office.AccountName(name), hash, c.instant())
	if err != nil {
		return err
	}
	if err := c.commit(ctx, d, change); err != nil {
		return err
	}
	return c.showUser(ctx, d, name, f)
}

func (c *console) userPassword() *cobra.Command {
	f := &userFlags{}
	cmd := &cobra.Command{
		Use:   "password NAME",
		Short: "重置密码 / give a new password; without --password-stdin a one-time one is printed, and the second factor ends",
		Args:  cobra.ExactArgs(1),
	}
	cmd.RunE = c.run(func(ctx context.Context, args []string) error {
		return c.sit(ctx, func(d *desk) error { return c.setUserPassword(ctx, d, args[0], f) })
	})
	cmd.Flags().BoolVar(&f.password, "password-stdin", false, "从标准输入读密码 / the password is on standard input")
	cmd.Flags().BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	return cmd
}

func (c *console) setUserPassword(ctx context.Context, d *desk, name string, f *userFlags) error {
	if !f.password {
		data, err := body(d.client.ResetPassword(ctx, name))
		return c.printIssued(data, f, err)
	}
	hash, err := c.readPassword(ctx, d, name)
	if err != nil {
		return err
	}
	return c.replaceUserPassword(ctx, d, name, hash, f)
}

// printIssued prints an account with the password that is shown once.
func (c *console) printIssued(data []byte, f *userFlags, err error) error {
	if err != nil {
		return err
	}
	if f.json {
		_, err := c.stdout.Write(data)
		return err
	}
	var issued api.AccountWithPassword
	if err := json.Unmarshal(data, &issued); err != nil {
		return fmt.Errorf("read the account: %w", err)
	}
	if err := c.printUsers([]api.Account{issued.Account}); err != nil || issued.Password == nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, c.say("一次性密码（只显示这一次，登录后须修改）：%s\n", "one-time password (shown only now, to be replaced after signing in): %s\n"), *issued.Password)
	return err
}

func (c *console) userList() *cobra.Command {
	f := &userFlags{}
	cmd := &cobra.Command{Use: "list", Short: "列出账户 / list all accounts", Args: cobra.NoArgs}
	cmd.RunE = c.run(func(ctx context.Context, _ []string) error {
		return c.sit(ctx, func(d *desk) error { return c.listUsers(ctx, d, f) })
	})
	cmd.Flags().BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answers, one for each page")
	return cmd
}

func (c *console) listUsers(ctx context.Context, d *desk, f *userFlags) error {
	var all []api.Account
	err := eachPage(func(cursor string) (*string, error) {
		data, err := body(d.client.ListAccounts(ctx, &api.ListAccountsParams{Cursor: cursor}))
		if err != nil {
			return nil, err
		}
		var page api.AccountPage
		if err := json.Unmarshal(data, &page); err != nil {
			return nil, fmt.Errorf("read the accounts: %w", err)
		}
		all = append(all, page.Items...)
		if f.json {
			_, err = c.stdout.Write(data)
		}
		return page.NextCursor, err
	})
	if err != nil || f.json {
		return err
	}
	return c.printUsers(all)
}

// eachPage reads pages until the last one.
func eachPage(read func(cursor string) (next *string, err error)) error {
	for cursor := ""; ; {
		next, err := read(cursor)
		if err != nil || next == nil {
			return err
		}
		cursor = *next
	}
}

func (c *console) showUser(ctx context.Context, d *desk, name string, f *userFlags) error {
	data, err := body(d.client.GetAccount(ctx, name))
	return c.printUser(data, f, err)
}

func (c *console) endUserSessions(ctx context.Context, d *desk, name string, f *userFlags) error {
	data, err := body(d.client.EndSessions(ctx, name))
	return c.printUser(data, f, err)
}

func (c *console) printUser(data []byte, f *userFlags, err error) error {
	if err != nil {
		return err
	}
	if f.json {
		_, err := c.stdout.Write(data)
		return err
	}
	var account api.Account
	if err := json.Unmarshal(data, &account); err != nil {
		return fmt.Errorf("read the account: %w", err)
	}
	return c.printUsers([]api.Account{account})
}

func (c *console) printUsers(accounts []api.Account) error {
	var t table
	for _, a := range accounts {
		grants := lo.Map(a.Grants, func(g api.Grant, _ int) string { return string(g.Role) + ":" + g.Region })
		t.add(a.Name, a.FullName, strings.Join(grants, " "), strings.Join(c.userNotes(a), " "))
	}
	return t.print(c.stdout)
}

// userNotes are what is particular about an account.
func (c *console) userNotes(a api.Account) []string {
	var notes []string
	for _, note := range []struct {
		holds  bool
		zh, en string
	}{
		{a.Disabled, "已停用", "disabled"},
		{a.TwoFactors, "动态口令", "two-factors"},
		{a.OneTimePassword, "一次性密码", "one-time-password"},
		{a.Subject != nil, "单点登录", "single-sign-on"},
	} {
		if note.holds {
			notes = append(notes, c.say(note.zh, note.en))
		}
	}
	return notes
}

// userGrant is a command that changes grants.
func (c *console) userGrant(use, short string, edit func(have, named []api.Grant) []api.Grant) *cobra.Command {
	f := &userFlags{}
	cmd := &cobra.Command{Use: use + " NAME GRANT…", Short: short, Args: cobra.MinimumNArgs(2), Example: "  concord user " + use + " li.si editor:420000"}
	cmd.RunE = c.run(func(ctx context.Context, args []string) error {
		named, err := parseGrants(args[1:])
		if err != nil {
			return err
		}
		change := c.editUser(func(a *api.AccountChange) { a.Grants = edit(a.Grants, named) })
		return c.sit(ctx, func(d *desk) error { return change(ctx, d, args[0], f) })
	})
	cmd.Flags().BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	return cmd
}

func withGrants(have, named []api.Grant) []api.Grant { return lo.Union(have, named) }

func withoutGrants(have, named []api.Grant) []api.Grant { return lo.Without(have, named...) }

// editUser changes an account from what it is now.
func (c *console) editUser(edit func(*api.AccountChange)) func(context.Context, *desk, string, *userFlags) error {
	return func(ctx context.Context, d *desk, name string, f *userFlags) error {
		data, err := body(d.client.GetAccount(ctx, name))
		if err != nil {
			return err
		}
		var now api.Account
		if err := json.Unmarshal(data, &now); err != nil {
			return fmt.Errorf("read the account: %w", err)
		}
		wanted := api.AccountChange{FullName: now.FullName, Grants: now.Grants, Subject: now.Subject, Disabled: now.Disabled, Version: &now.Version}
		edit(&wanted)
		data, err = body(d.client.PutAccount(ctx, name, wanted))
		return c.printUser(data, f, err)
	}
}

// parseGrants reads grants as role:region.
func parseGrants(texts []string) ([]api.Grant, error) {
	grants := make([]api.Grant, len(texts))
	for i, text := range texts {
		role, region, ok := strings.Cut(text, ":")
		if _, err := office.ParseRole(role); err != nil || !ok || region == "" {
			return nil, usagef("grant %q: write ROLE:REGION, for example editor:420000; roles are %s", text,
				strings.Join(lo.Map(slices.Clone(office.Roles), func(r office.Role, _ int) string { return r.String() }), ", "))
		}
		grants[i] = api.Grant{Role: api.Role(role), Region: string(registry.RegionCode(region))}
	}
	return grants, nil
}
