package market

import (
	"testing"
	"time"
)

func TestInvitationAccept(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		age    time.Duration
		roster Roster
		want   Code
	}{
		"fresh":                        {},
		"on its last moment":           {age: InvitationLife - 1},
		"when it ends":                 {age: InvitationLife, want: Expired},
		"into the last place":          {roster: Roster{Members: MaxMembers - 1}},
		"into a full organisation":     {roster: Roster{Members: MaxMembers}, want: Conflict},
		"too late for a full one":      {age: InvitationLife, roster: Roster{Members: MaxMembers}, want: Expired},
		"by who is an owner meanwhile": {roster: Roster{Members: 1, Role: Owner}, want: Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := Invitation{Role: Editor, InvitedAt: noon}
			if code, _ := refusalOf(t, i.Accept(&test.roster, noon.Add(test.age))); code != test.want {
				t.Errorf("got %q, want %q", code, test.want)
			}
		})
	}
}
