// Package jobs does what must happen by itself: asks about payments, lets offers
// expire, forgets what is over. A chore comes up in its rhythm, once however many
// servers there are: one of them, the leader, puts it into the queue in Postgres,
// and any of them does it. When the leader dies another takes over.
package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivertype"

	"partnergraph/gateway"
	"partnergraph/store"
)

// Config is what the jobs work with.
type Config struct {
	Store    *store.Store
	Payments gateway.Payments
	Notices  gateway.Notices // sends notifications by SMS; nil for none
	Mail     gateway.Mail    // sends notifications by mail; nil for none
	Links    Links           // stand in them; needed where one of those is
	Now      func() time.Time
	Log      *slog.Logger // gets warnings and errors only
	// Done is told of each chore that this server did, or failed to do; nil for nobody.
	Done func(name string, took time.Duration, err error)
}

const (
	// fetchEvery is how often the queue is looked at: with the rhythm of pass_on_leads,
	// an offer that ends goes on within a second.
	fetchEvery = 200 * time.Millisecond
	// workers is how many chores a server does at once.
	workers = 4
	// choreTime is how long a chore may take; what is left is for the next time.
	choreTime = 30 * time.Second
	// rescueAfter is when the chore of a server that has died is given up. Until then
	// the chore does not come up again.
	rescueAfter = time.Minute
	// graceTime is how long a chore may go on after the server is told to stop.
	graceTime = 5 * time.Second
	// keepDone and keepFailed are how long the queue remembers chores.
	keepDone   = time.Hour
	keepFailed = 24 * time.Hour
)

// Start begins to work, until stop is called. stop waits for the chores at work,
// which have graceTime to end.
func Start(ctx context.Context, c Config) (stop func(context.Context) error, err error) {
	work := river.NewWorkers()
	if err := river.AddWorkerSafely(work, &worker{Config: c}); err != nil {
		return nil, err
	}
	client, err := river.NewClient(riverdatabasesql.New(c.Store.DB()), &river.Config{
		PollOnly:                    true, // lib/pq listens for events already
		FetchPollInterval:           fetchEvery,
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
		Workers:                     work,
		PeriodicJobs:                periodic(),
		Logger:                      slog.New(severe{c.Log.Handler()}),
		JobTimeout:                  choreTime,
		RescueStuckJobsAfter:        rescueAfter,
		SoftStopTimeout:             graceTime,
		CompletedJobRetentionPeriod: keepDone,
		DiscardedJobRetentionPeriod: keepFailed,
		CancelledJobRetentionPeriod: keepFailed,
		ReindexerSchedule:           river.NeverSchedule(), // it takes the owner of the tables
	})
	if err != nil {
		return nil, err
	}
	return client.Stop, client.Start(context.WithoutCancel(ctx))
}

// job is the chore of a name, as it stands in the queue.
type job struct {
	Name string `json:"name"`
}

// Kind is what the queue calls all chores.
func (job) Kind() string { return "chore" }

// periodic puts each chore into the queue in its rhythm, unless it is still there. A
// chore that fails is not tried again before it comes up again.
func periodic() []*river.PeriodicJob {
	jobs := []*river.PeriodicJob{}
	for _, c := range chores {
		once := &river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
		}}}
		next := func() (river.JobArgs, *river.InsertOpts) { return job{c.name}, once }
		jobs = append(jobs, river.NewPeriodicJob(river.PeriodicInterval(c.every), next, &river.PeriodicJobOpts{ID: c.name, RunOnStart: true}))
	}
	return jobs
}

// worker does chores.
type worker struct {
	river.WorkerDefaults[job]
	Config
}

// Work does one.
func (w *worker) Work(ctx context.Context, j *river.Job[job]) error {
	for _, c := range chores {
		if c.name == j.Args.Name {
			return w.do(ctx, c)
		}
	}
	return river.JobCancel(fmt.Errorf("there is no chore %q", j.Args.Name)) // of another version
}

func (w *worker) do(ctx context.Context, c chore) error {
	start := time.Now()
	err := c.do(ctx, w.Config)
	if w.Done != nil {
		w.Done(c.name, time.Since(start), err)
	}
	return err
}

// severe passes warnings and errors on only: the queue tells much about itself.
type severe struct{ slog.Handler }

// Enabled reports whether the level is one of those.
func (s severe) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && s.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the limit.
func (s severe) WithAttrs(attrs []slog.Attr) slog.Handler { return severe{s.Handler.WithAttrs(attrs)} }

// WithGroup keeps the limit.
func (s severe) WithGroup(name string) slog.Handler { return severe{s.Handler.WithGroup(name)} }
