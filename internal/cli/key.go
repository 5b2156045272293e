package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/samber/lo"
	"github.com/spf13/cobra"

	"concord/api"
)

// keyFlags are the arguments of concord key.
type keyFlags struct {
	owner, region, institution, account, expires string

	scopes []string
	json   bool
}

func (c *console) keyCommand() *cobra.Command {
	cmd := group("key", "接口密钥 / API keys", c.keyIssue(), c.keyList(), c.keyRevoke())
	cmd.Long = `直接在数据库中签发、列出、吊销接口密钥。密钥本身只在签发时显示一次。

Issues, lists and revokes API keys in the database itself. A key is shown once,
when it is issued; servers know it, or know it no longer, within a second.`
	return cmd
}

func (c *console) keyIssue() *cobra.Command {
	f := &keyFlags{}
	cmd := &cobra.Command{
		Use:   "issue",
		Short: "签发密钥 / issue a key",
		Example: `  concord key issue --owner "演示医院 LIS" --region 990100 --institution 990100-0001 --scope read,outcomes --expires 2027-12-31
  concord key issue --owner "李四的脚本" --account li.si --scope account`,
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, _ []string) error {
		return c.sit(ctx, func(d *desk) error { return c.issueKey(ctx, d, f) }, f.institution)
	})
	flags := cmd.Flags()
	flags.StringVar(&f.owner, "owner", "", "归属 / whose system it is, in words (required)")
	flags.StringVar(&f.region, "region", "", "管理地区 / the region whose administrators keep it; for an account's key that of its first grant")
	flags.StringVar(&f.institution, "institution", "", "机构代码 / the institution whose system it is")
	flags.StringVar(&f.account, "account", "", "账户 / the account it acts as, with --scope account")
	flags.StringSliceVar(&f.scopes, "scope", []string{string(api.KeyScopeRead)}, "范围 / read, outcomes, code-map, account")
	flags.StringVar(&f.expires, "expires", "", "最后有效日 / the last day on which it holds (default: it does not end)")
	flags.BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	// The flag was declared above; marking it cannot fail.
	_ = cmd.MarkFlagRequired("owner")
	return cmd
}

func (c *console) issueKey(ctx context.Context, d *desk, f *keyFlags) error {
	data, err := body(d.client.IssueKey(ctx, api.NewKey{
		Owner: f.owner, Scopes: lo.Map(f.scopes, func(s string, _ int) api.KeyScope { return api.KeyScope(s) }),
		Region: lo.EmptyableToPtr(f.region), Institution: lo.EmptyableToPtr(f.institution),
		Account: lo.EmptyableToPtr(f.account), Expires: lo.EmptyableToPtr(f.expires),
	}))
	if err != nil {
		return err
	}
	if f.json {
		_, err := c.stdout.Write(data)
		return err
	}
	var issued api.IssuedKey
	if err := json.Unmarshal(data, &issued); err != nil {
		return fmt.Errorf("read the key: %w", err)
	}
	if err := c.printKeys([]api.Key{issued.Key}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, c.say("密钥（只显示这一次）：%s\n", "the key (shown only now): %s\n"), lo.FromPtr(issued.Secret))
	return err
}

func (c *console) keyList() *cobra.Command {
	f := &keyFlags{}
	cmd := &cobra.Command{Use: "list", Short: "列出密钥 / list all keys", Args: cobra.NoArgs}
	cmd.RunE = c.run(func(ctx context.Context, _ []string) error {
		return c.sit(ctx, func(d *desk) error { return c.listKeys(ctx, d, f) })
	})
	cmd.Flags().BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answers, one for each page")
	return cmd
}

func (c *console) listKeys(ctx context.Context, d *desk, f *keyFlags) error {
	var all []api.Key
	err := eachPage(func(cursor string) (*string, error) {
		data, err := body(d.client.ListKeys(ctx, &api.ListKeysParams{Cursor: cursor}))
		if err != nil {
			return nil, err
		}
		var page api.KeyPage
		if err := json.Unmarshal(data, &page); err != nil {
			return nil, fmt.Errorf("read the keys: %w", err)
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
	return c.printKeys(all)
}

func (c *console) keyRevoke() *cobra.Command {
	f := &keyFlags{}
	cmd := &cobra.Command{
		Use:     "revoke ID",
		Short:   "吊销密钥 / revoke a key, by the part between ck_ and the next underscore",
		Example: "  concord key revoke k7f3m2abcd",
		Args:    cobra.ExactArgs(1),
	}
	cmd.RunE = c.run(func(ctx context.Context, args []string) error {
		return c.sit(ctx, func(d *desk) error { return c.revokeKey(ctx, d, args[0], f) })
	})
	cmd.Flags().BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	return cmd
}

func (c *console) revokeKey(ctx context.Context, d *desk, id string, f *keyFlags) error {
	data, err := body(d.client.RevokeKey(ctx, id))
	if err != nil {
		return err
	}
	if f.json {
		_, err := c.stdout.Write(data)
		return err
	}
	var key api.Key
	if err := json.Unmarshal(data, &key); err != nil {
		return fmt.Errorf("read the key: %w", err)
	}
	return c.printKeys([]api.Key{key})
}

func (c *console) printKeys(keys []api.Key) error {
	var t table
	for _, k := range keys {
		whose := lo.CoalesceOrEmpty(lo.FromPtr(k.Institution), lo.FromPtr(k.Account), "-")
		t.add(k.ID, k.Owner, k.Region, whose, strings.Join(lo.Map(k.Scopes, func(s api.KeyScope, _ int) string { return string(s) }), ","), c.keyNote(k))
	}
	return t.print(c.stdout)
}

// keyNote is how a key stands.
func (c *console) keyNote(k api.Key) string {
	var notes []string
	if k.Revoked {
		notes = append(notes, c.say("已吊销", "revoked"))
	}
	if k.Expires != nil {
		notes = append(notes, fmt.Sprintf(c.say("有效至 %s", "until %s"), *k.Expires))
	}
	if k.UsedAt != nil {
		notes = append(notes, fmt.Sprintf(c.say("最近使用 %s", "used %s"), *k.UsedAt))
	}
	return strings.Join(notes, " ")
}
