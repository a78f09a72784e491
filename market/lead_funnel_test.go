package market_test

import (
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func TestWhatIsSaidOnTheWayGoesWithItsStage(t *testing.T) {
	t.Parallel()
	words, cause := "They bought elsewhere.", market.LostToCompetitor
	sum, nothing := &market.MoneyInput{Amount: "1200.50", Currency: "EUR"}, &market.MoneyInput{Amount: "0", Currency: "EUR"}
	yen := &market.MoneyInput{Amount: "0.5", Currency: "JPY"}
	for name, test := range map[string]struct {
		in   market.LeadAdvanceInput
		want string
	}{
		"an estimate with its stage":          {market.LeadAdvanceInput{Stage: market.StageEstimated, Estimate: sum}, ""},
		"an estimate before it":               {market.LeadAdvanceInput{Stage: market.StagePlanned, Estimate: sum}, "INVALID estimate"},
		"an estimate after it":                {market.LeadAdvanceInput{Stage: market.StageContracted, Estimate: sum}, "INVALID estimate"},
		"an estimate of nothing":              {market.LeadAdvanceInput{Stage: market.StageEstimated, Estimate: nothing}, "INVALID estimate.amount"},
		"an estimate of less than the least":  {market.LeadAdvanceInput{Stage: market.StageEstimated, Estimate: yen}, "INVALID estimate.amount"},
		"a contract with its stage":           {market.LeadAdvanceInput{Stage: market.StageContracted, ContractValue: sum}, ""},
		"a contract where work begins":        {market.LeadAdvanceInput{Stage: market.StageStarted, ContractValue: sum}, ""},
		"a contract before it":                {market.LeadAdvanceInput{Stage: market.StageEstimated, ContractValue: sum}, "INVALID contractValue"},
		"a contract over nothing":             {market.LeadAdvanceInput{Stage: market.StageContracted, ContractValue: nothing}, "INVALID contractValue.amount"},
		"lost with a cause":                   {market.LeadAdvanceInput{Stage: market.StageLost, LostReason: &words, LostCause: &cause}, ""},
		"lost with a cause and no words":      {market.LeadAdvanceInput{Stage: market.StageLost, LostCause: &cause}, "INVALID lostReason"},
		"a cause for no loss":                 {market.LeadAdvanceInput{Stage: market.StageContacted, LostCause: &cause}, "INVALID lostCause"},
		"all that is wrong at once":           {market.LeadAdvanceInput{Stage: market.StageContacted, LostCause: &cause, Estimate: nothing}, "INVALID lostCause, INVALID estimate, INVALID estimate.amount"},
		"both amounts, of which one is early": {market.LeadAdvanceInput{Stage: market.StageStarted, ContractValue: sum, Estimate: sum}, "INVALID estimate"},
	} {
		o := accepted("o", market.StageAccepted)
		err := o.Advance(test.in, noon)
		if codeAt(err) != test.want {
			t.Errorf("%s: %q, want %q", name, codeAt(err), test.want)
		}
		if strings.HasPrefix(name, "an estimate with") && *o.Estimate() != (market.Money{Minor: 120050, Currency: "EUR"}) {
			t.Errorf("%s: %+v", name, o.Estimate())
		}
		if strings.HasPrefix(name, "a contract with") && *o.ContractValue() != (market.Money{Minor: 120050, Currency: "EUR"}) {
			t.Errorf("%s: %+v", name, o.ContractValue())
		}
	}
}

func TestALossWithoutACauseIsCountedAmongTheOthers(t *testing.T) {
	t.Parallel()
	words := "They bought elsewhere."
	o := accepted("o", market.StageAccepted)
	if err := o.Advance(market.LeadAdvanceInput{Stage: market.StageLost, LostReason: &words}, noon); err != nil || *o.LostCause != market.LostToOther {
		t.Errorf("%v, %v", err, o.LostCause)
	}
}

func TestTimeInAStageEndsWhereItWasLeft(t *testing.T) {
	t.Parallel()
	left := noon.Add(90 * time.Second)
	for name, test := range map[string]struct {
		stage market.LeadStage
		left  *time.Time
		now   time.Time
		want  int // -1 for none
	}{
		"left":                      {market.StageAccepted, &left, noon.Add(time.Hour), 90},
		"where it stands":           {market.StageContacted, nil, noon.Add(2 * time.Hour), 7200},
		"just come":                 {market.StageContacted, nil, noon, 0},
		"a clock that is behind":    {market.StageContacted, nil, noon.Add(-time.Second), 0},
		"begun, where the way ends": {market.StageStarted, nil, noon.Add(time.Hour), -1},
		"lost, where the way ends":  {market.StageLost, nil, noon.Add(time.Hour), -1},
	} {
		at := market.LeadStageTime{Stage: test.stage, EnteredAt: noon, LeftAt: test.left}
		at.Last(test.now)
		if got := at.Seconds; (got == nil) != (test.want < 0) || got != nil && *got != test.want {
			t.Errorf("%s: %v, want %d", name, got, test.want)
		}
	}
}
