package market

import "time"

// Limits of invitations.
const (
	InvitationLife = 14 * 24 * time.Hour
	InvitationKept = 90 * 24 * time.Hour // then it is forgotten; until then a late answer learns that it was late
	MaxInvitations = 100                 // shown to a person, or to an owner
)

// Invitation is a place in an organisation that somebody is asked to take: the
// person with PersonID, or whoever has the number Phone, as the owner named them.
type Invitation struct {
	OrganizationID OrganizationID `db:"organization_id"`
	PersonID       *PersonID      `db:"person_id"`
	Phone          *string        `db:"phone"` // E.164
	Role           Role           `db:"role"`
	InvitedBy      PersonID       `db:"invited_by"`
	InvitedAt      time.Time      `db:"invited_at"`
}

// InvitationAcceptInput is the input of invitationAccept.
type InvitationAcceptInput struct {
	OrganizationID OrganizationID
}

// InvitationDeclineInput is the input of invitationDecline.
type InvitationDeclineInput struct {
	OrganizationID OrganizationID
}

// ExpiresAt is from when on the invitation cannot be answered.
func (i *Invitation) ExpiresAt() time.Time { return i.InvitedAt.Add(InvitationLife) }

// Open fails with Expired when it is too late to answer at now.
func (i *Invitation) Open(now time.Time) error {
	if !now.Before(i.ExpiresAt()) {
		return Errorf(Expired, "This invitation ended at %s. Ask for a new one.", moment(i.ExpiresAt())).In("organizationId")
	}
	return nil
}

// Accept fails unless the invited person may become a member at now: with Expired
// as Open does, and with Conflict for who is one already, and where there is no
// place.
func (i *Invitation) Accept(r *Roster, now time.Time) error {
	if err := i.Open(now); err != nil {
		return err
	}
	switch {
	case r.Role != "":
		return Errorf(Conflict, "You are a member of this organisation already.").In("organizationId")
	case r.Members >= MaxMembers:
		return Errorf(Conflict, "This organisation has its %d members. Ask an owner to make room first.", MaxMembers).In("organizationId")
	}
	return nil
}
