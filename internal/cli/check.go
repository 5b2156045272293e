package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"concord/api"
	"concord/internal/app"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// checkFlags are the arguments of concord check.
type checkFlags struct {
	question api.Question
	item     string
	status   string
	images   string
	age      int
	server   string
	json     bool
}

func (c *console) checkCommand() *cobra.Command {
	f := &checkFlags{}
	cmd := &cobra.Command{
		Use:   "check --issuer ID --receiver ID --item CODE --exam-time TIME",
		Short: "询问一份结果是否互认 / ask whether a result is recognized",
		Long: `询问：出具机构的这份结果，接收机构是否互认，为什么。

Asks whether a result of the issuer is recognized at the receiver, and why;
of the database, reading only the jurisdictions it needs, or of a server.
Institutions are ids of the registry, or uscc:…, licence:…, insurance:….
The item is a code of the catalogue, or loinc:…, local:… (the issuer's own
code), receiver-local:…. Times are RFC 3339 with an offset.

Exit code: 0 recognized, 10 physician's discretion, 11 not recognized,
12 undetermined; 2 where the question cannot be asked.`,
		Example: `  concord check --issuer 420100-0001 --receiver 420500-0001 --item LCHM051 \
    --exam-time 2026-11-20T08:00:00+08:00
  concord check … --situation ST03 --age 6 --images yes --json
  concord check … --server http://127.0.0.1:8080 --at 1-42`,
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, _ []string) error { return c.check(ctx, cmd, f) })
	f.declare(cmd)
	return cmd
}

func (f *checkFlags) declare(cmd *cobra.Command) {
	flags, q := cmd.Flags(), &f.question
	flags.StringVar(&q.Issuer, "issuer", "", "出具机构 / who issued the result (required)")
	flags.StringVar(&q.Receiver, "receiver", "", "接收机构 / where it is to be recognized (required)")
	flags.StringVar(&f.item, "item", "", "项目 / the item: CODE or system:code (required)")
	flags.StringVar(&q.ExamTime, "exam-time", "", "采样或检查完成时间 / when it was examined (required)")
	flags.StringVar(&q.ReportTime, "report-time", "", "报告时间 / when it was reported (default: the exam time)")
	flags.StringVar(&q.AskedAt, "asked-at", "", "询问时间 / when it is asked (default: now)")
	flags.StringVar(&f.status, "report-status", "", "报告状态 / final, amended, preliminary, cancelled (default: final)")
	flags.StringVar(&f.images, "images", "", "影像是否可调阅 / whether the images are at hand: yes or no")
	flags.StringArrayVar(&q.Situations, "situation", nil, "情形 / a code of the reasons catalogue; may be repeated")
	flags.IntVar(&f.age, "age", 0, "周岁 / the patient's age in completed years")
	flags.StringVar(&q.Department, "department", "", "科室 / department, code or name")
	flags.StringVar(&q.Specimen, "specimen", "", "标本 / specimen, a code of the qualifier catalogue")
	flags.StringVar(&q.Method, "method", "", "方法 / method")
	flags.StringVar(&q.BodySite, "body-site", "", "部位 / body site")
	flags.StringVar(&q.Laterality, "laterality", "", "侧别 / laterality")
	flags.StringVar(&q.Contrast, "contrast", "", "增强 / contrast")
	flags.StringVar(&q.Projection, "projection", "", "体位 / projection")
	flags.StringVar(&q.DiagnosedBy, "diagnosed-by", "", "诊断机构 / who read a distributed examination")
	flags.StringVar(&q.At, "at", "", "登记修订号 / answer from what the registry knew at this revision")
	flags.StringVar(&f.server, "server", "", "服务地址 / ask this server instead of the database")
	flags.BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	for _, name := range []string{"issuer", "receiver", "item", "exam-time"} {
		// The flag was declared above; marking it cannot fail.
		_ = cmd.MarkFlagRequired(name)
	}
}

// complete turns the flags that have no field of their own into the question's.
func (f *checkFlags) complete(cmd *cobra.Command) error {
	ref := recognition.ParseItemRef(f.item)
	f.question.Item = api.ItemRef{Code: ref.Code, System: api.ItemRefSystem(ref.System.String())}
	if _, ok := recognition.ParseReportStatus(f.status); !ok {
		return usagef("--report-status is final, amended, preliminary or cancelled")
	}
	f.question.ReportStatus = api.ReportStatus(f.status)
	if cmd.Flags().Changed("age") {
		f.question.PatientAgeYears = &f.age
	}
	switch f.images {
	case "":
	case "yes", "no":
		has := f.images == "yes"
		f.question.HasImages = &has
	default:
		return usagef("--images is yes or no")
	}
	return nil
}

func (c *console) check(ctx context.Context, cmd *cobra.Command, f *checkFlags) (err error) {
	if err := f.complete(cmd); err != nil {
		return err
	}
	q := f.question
	asker, err := c.ask(ctx, f.server, func(ctx context.Context, s registry.Store, catalogue *registry.Catalogue) (*recognition.Snapshot, error) {
		return app.ReadFor(ctx, s, catalogue, q.Issuer, q.Receiver, q.DiagnosedBy)
	})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, asker.close()) }()
	data, err := body(asker.client.Decide(ctx, nil, q))
	if err != nil {
		return unasked(err)
	}
	return c.printAnswer(data, f.json)
}

// unasked is the end of what the API refused: bad usage where the question
// cannot be asked as it stands.
func unasked(err error) error {
	var r refusal
	if !errors.As(err, &r) {
		return err
	}
	switch {
	case r.Status == http.StatusBadRequest, r.Status == http.StatusUnprocessableEntity, r.Code == "REVISION_UNKNOWN":
		return usageError{err}
	}
	return err
}

func (c *console) printAnswer(data []byte, asJSON bool) error {
	var answer api.Answer
	if err := json.Unmarshal(data, &answer); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	outcome, ok := recognition.ParseOutcome(string(answer.Outcome))
	if !ok {
		return fmt.Errorf("read the answer: unknown outcome %q", answer.Outcome)
	}
	if err := c.writeAnswer(data, answer, asJSON); err != nil {
		return err
	}
	if code := outcomeCodes[outcome]; code != exitDone {
		return exitCode(code)
	}
	return nil
}

// outcomeCodes are the exit codes of concord check.
var outcomeCodes = map[recognition.Outcome]int{
	recognition.Recognized:          exitDone,
	recognition.PhysicianDiscretion: exitDiscretion,
	recognition.NotRecognized:       exitNotRecognized,
	recognition.Undetermined:        exitUndetermined,
}

func (c *console) writeAnswer(data []byte, a api.Answer, asJSON bool) error {
	if asJSON {
		_, err := c.stdout.Write(data)
		return err
	}
	return c.describe(c.stdout, a)
}

// describe prints an answer for people: what, why, and every finding.
func (c *console) describe(w io.Writer, a api.Answer) error {
	var head table
	head.add(c.say("结论", "outcome"), c.outcome(a.Outcome)+"  ("+string(a.Outcome)+")")
	if a.Mark != nil {
		head.add(c.say("标识", "mark"), *a.Mark)
	}
	if a.ValidUntil != nil {
		head.add(c.say("时限至", "valid until"), *a.ValidUntil)
	}
	if g := a.Governing; g != nil {
		head.add(c.say("依据条目", "governing"), fmt.Sprintf("%s v%d %s", g.List, g.Version, g.Entry))
	}
	head.add(c.say("说明", "explanation"), a.Explanation)
	head.add(c.say("登记版本", "revision"), a.Revision)
	if err := head.print(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	var findings table
	for _, f := range a.Findings {
		findings.add(f.Rule, c.effect(f.Effect), f.Code, f.Message)
	}
	return findings.print(w)
}

func (c *console) outcome(o api.Outcome) string {
	switch o {
	case api.Recognized:
		return c.say("应予互认", "recognized")
	case api.PhysicianDiscretion:
		return c.say("由接诊医师决定", "physician's discretion")
	case api.NotRecognized:
		return c.say("不在互认之列", "not recognized")
	}
	return c.say("无法判断", "undetermined")
}

func (c *console) effect(e api.Effect) string {
	words := map[api.Effect][2]string{
		"for": {"支持", "for"}, "against": {"不支持", "against"}, "discretion": {"酌定", "discretion"},
		"unknown": {"未知", "unknown"}, "note": {"提示", "note"},
	}[e]
	return c.say(words[0], words[1])
}
