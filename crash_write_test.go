package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// The writes of the crash test, in the words of a lead's history.
const (
	wasSubmitted = "SUBMITTED"
	wasAccepted  = "ACCEPTED"
	wasClaimed   = "CLAIMED"
	wasBought    = "SOLD"
)

// price is what each lead costs that is sold, in pennies.
const price = 100

// write does something for the nth time, again and again.
func (c *crash) write(do func(n int)) {
	for n := 0; !c.over.Load(); n++ {
		do(n)
	}
}

// acknowledged notes that a write was answered.
func (c *crash) acknowledged(write, title string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done[write] = append(c.done[write], title)
}

// chosen submits a lead for the partner, which accepts each second one.
func (c *crash) chosen(n int) {
	title := fmt.Sprintf("Crash chosen %d", n)
	offer := c.submit(c.client, title, map[string]any{"partnerId": c.partner}).offer()
	if offer == "" || n%2 == 1 {
		return
	}
	var taken struct{ Offer *struct{ State string } }
	if c.ask(c.owner, title, "leadAccept", `offer { state }`, map[string]any{"offerId": offer}, &taken) && taken.Offer != nil {
		c.acknowledged(wasAccepted, title)
	}
}

// onBoard submits a lead that the house puts on the board, where the partner claims it,
// unless it had it before.
func (c *crash) onBoard(n int) {
	title := fmt.Sprintf("Crash claimed %d", n)
	lead := c.submit(c.client, title, nil)
	var board struct{ Lead *struct{ ID string } }
	if lead == nil || !c.ask(c.house, title, "leadDistribute", `lead { id }`, map[string]any{
		"leadId": lead.ID, "mode": "BOARD", "reason": "Who comes first has it."}, &board) || board.Lead == nil {
		return
	}
	var taken struct{ Offer *struct{ State string } }
	if c.ask(c.owner, title, "leadClaim", `offer { state }`, map[string]any{"leadId": lead.ID}, &taken) && taken.Offer != nil {
		c.acknowledged(wasClaimed, title)
	}
}

// sold submits a lead that the marketing partner sells, and buys it under one key until
// that is answered.
func (c *crash) sold(n int) {
	title := fmt.Sprintf("Crash sold %d", n)
	lead := c.submit(c.marketing, title, map[string]any{
		"sale": map[string]any{"price": money{"1.00", "GBP"}, "copies": 2, "consent": true}})
	if lead == nil {
		return
	}
	var taken struct {
		Offer      *struct{ State string }
		UserErrors []struct{ Message string }
	}
	in := map[string]any{"leadId": lead.ID, "idempotencyKey": title}
	for end := time.Now().Add(2 * time.Minute); !c.ask(c.owner, title, "leadBuy", `offer { state }`, in, &taken); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			c.Errorf("%s: buying it is not answered", title)
			return
		}
	}
	if taken.Offer == nil || taken.Offer.State != "ACCEPTED" {
		c.Errorf("%s: buying it under one key was answered with %+v", title, taken)
		return
	}
	c.acknowledged(wasBought, title)
}

// leadThere is a lead whose submission was acknowledged.
type leadThere struct {
	ID     string
	Offers []struct{ ID string }
}

// offer is the first offer, if there is one.
func (l *leadThere) offer() string {
	if l == nil || len(l.Offers) == 0 {
		return ""
	}
	return l.Offers[0].ID
}

// submit submits a lead about somebody of its own; nil unless that was acknowledged.
func (c *crash) submit(by client, title string, more map[string]any) *leadThere {
	in := map[string]any{"title": title, "locale": "en", "contact": map[string]any{
		"name": "Kim Sample", "email": fmt.Sprintf("kim@%x.example.com", title)}}
	for name, value := range more {
		in[name] = value
	}
	var answer struct {
		Lead       *leadThere
		UserErrors []struct{ Message string }
	}
	if !c.ask(by, title, "leadSubmit", `lead { id offers { id } }`, in, &answer) {
		time.Sleep(50 * time.Millisecond)
		return nil
	}
	if answer.Lead == nil {
		c.Errorf("%s was refused: %+v", title, answer.UserErrors)
		return nil
	}
	c.acknowledged(wasSubmitted, title)
	return answer.Lead
}

// ask runs a mutation, for each lead from an address of its own, and says whether it was
// answered; what could not be mended may have been done or not.
func (c *crash) ask(by client, title, name, fields string, input map[string]any, out any) bool {
	body, err := json.Marshal(map[string]any{"variables": map[string]any{"input": input}, "query": fmt.Sprintf(
		`mutation($input: %sInput!) { %s(input: $input) { %s userErrors { message } } }`, upperFirst(name), name, fields)})
	if err != nil {
		c.Error(err)
		return false
	}
	request, err := http.NewRequestWithContext(c.Context(), http.MethodPost, by.base+"/graphql", bytes.NewReader(body))
	if err != nil {
		c.Error(err)
		return false
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+by.token)
	request.Header.Set("X-Forwarded-For", addressOf(title))
	web := http.Client{Timeout: 20 * time.Second}
	response, err := web.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	var a answer
	data := map[string]json.RawMessage{}
	return json.NewDecoder(response.Body).Decode(&a) == nil && len(a.Errors) == 0 &&
		json.Unmarshal(a.Data, &data) == nil && json.Unmarshal(data[name], out) == nil
}
