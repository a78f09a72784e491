package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

const invitationColumns = `i.organization_id, i.person_id, i.phone, i.role, i.invited_by, i.invited_at`

// me is who asks, with their number, which Postgres tells nobody else.
const me = `(SELECT viewer_self() AS id, viewer_number() AS phone)`

// toInvited joins the invitations that wait for me. One is worth what the word of its
// owner is: it waits no longer when that person is no owner any more.
const toInvited = `member_invitation i
	JOIN me ON i.person_id = me.id OR i.phone = me.phone
	JOIN member by ON by.organization_id = i.organization_id AND by.person_id = i.invited_by AND by.role = 'OWNER'
	WHERE i.declined_at IS NULL AND i.ended_at IS NULL`

// Invitations are those that the viewer can answer at now, newest first, one for each
// organisation, at most market.MaxInvitations.
func (s *Store) Invitations(ctx context.Context, v market.Viewer, now time.Time) ([]*market.Invitation, error) {
	return all[market.Invitation](ctx, s, `
		WITH me AS MATERIALIZED (SELECT viewer_self() AS id, viewer_number() AS phone FROM `+told+`)
		SELECT * FROM (
			SELECT DISTINCT ON (i.organization_id) `+invitationColumns+`
			FROM `+toInvited+` AND i.invited_at > `+afterTold+`
			ORDER BY i.organization_id, i.invited_at DESC, i.id DESC) AS newest
		ORDER BY invited_at DESC, organization_id
		LIMIT `+strconv.Itoa(market.MaxInvitations), viewing(v).settings(now.Add(-market.InvitationLife))...)
}

// InvitationsOf are those to the organisation that stand at now, newest first, at most
// market.MaxInvitations. Declined ones are among them: whoever declines does not answer
// to the owner. It is nil unless the viewer acts for the organisation as its owner.
func (s *Store) InvitationsOf(ctx context.Context, v market.Viewer, organization market.OrganizationID, now time.Time) ([]*market.Invitation, error) {
	if v = v.In(market.OrganizationRead); v.Organization != organization || !v.Is(market.Audience(market.Owner)) {
		return nil, nil
	}
	return all[market.Invitation](ctx, s, `
		SELECT `+invitationColumns+` FROM member_invitation i
		WHERE i.organization_id = $1 AND i.ended_at IS NULL AND i.invited_at > $2
		ORDER BY i.invited_at DESC, i.id DESC
		LIMIT `+strconv.Itoa(market.MaxInvitations), organization, now.Add(-market.InvitationLife))
}

// AcceptInvitation makes the viewer a member of the organisation, in the role of the
// newest invitation to it. It fails as market.Invitation.Accept does, and with NotFound
// when there is no invitation.
func (s *Store) AcceptInvitation(ctx context.Context, v market.Viewer, in market.InvitationAcceptInput, now time.Time) (m *market.Membership, err error) {
	v.Organization = in.OrganizationID
	err = s.InTx(ctx, func(s *Store) error {
		if err := s.lockRoster(ctx, v); err != nil {
			return err
		}
		i, err := s.invitation(ctx, v)
		if err != nil {
			return err
		}
		roster, err := s.roster(ctx, v, v.Person, nil)
		if err != nil {
			return err
		}
		if err := i.Accept(roster, now); err != nil {
			return err
		}
		m, err = s.join(ctx, v, i, now)
		return err
	})
	return m, err
}

// join makes the invited viewer a member, by the owner who has invited them: before the
// invitation ends, for the second wall wants to see it.
func (s *Store) join(ctx context.Context, v market.Viewer, i *market.Invitation, now time.Time) (*market.Membership, error) {
	if err := s.insertMember(ctx, v.Organization, v.Person, i.Role, now); err != nil {
		return nil, err
	}
	if err := s.answer(ctx, v, "ended_at", now); err != nil {
		return nil, err
	}
	owner := market.Viewer{Person: i.InvitedBy, Organization: v.Organization}
	if err := s.logMember(ctx, owner, v.Person, i.Role, false, now); err != nil { // a number was counted when it was invited
		return nil, err
	}
	return s.member(ctx, v.Organization, v.Person)
}

// DeclineInvitation declines all invitations of the viewer to an organisation, which
// it returns. It fails with NotFound when there is none, and with Expired when the
// newest is too old.
func (s *Store) DeclineInvitation(ctx context.Context, v market.Viewer, in market.InvitationDeclineInput, now time.Time) (o *market.Organization, err error) {
	v.Organization = in.OrganizationID
	err = s.InTx(ctx, func(s *Store) error {
		if err := s.lockRoster(ctx, v); err != nil {
			return err
		}
		i, err := s.invitation(ctx, v)
		if err != nil {
			return err
		}
		if err := i.Open(now); err != nil {
			return err
		}
		if err := s.answer(ctx, v, "declined_at", now); err != nil {
			return err
		}
		o, err = s.organization(ctx, v.Organization)
		return err
	})
	return o, err
}

// invitation is the newest that waits for the viewer in an organisation.
func (s *Store) invitation(ctx context.Context, v market.Viewer) (*market.Invitation, error) {
	i, err := found(one[market.Invitation](ctx, s, `
		WITH me AS `+me+`
		SELECT `+invitationColumns+`
		FROM `+toInvited+` AND i.organization_id = $1
		ORDER BY i.invited_at DESC, i.id DESC
		LIMIT 1`, v.Organization))
	if err == nil && i == nil {
		err = market.Errorf(market.NotFound, "This organisation has not invited you, or no longer does.").In("organizationId")
	}
	return i, err
}

// answer writes when the viewer answered the invitations to an organisation, into a
// column of their table.
func (s *Store) answer(ctx context.Context, v market.Viewer, column string, now time.Time) error {
	_, err := s.exec(ctx, `
		UPDATE member_invitation i SET `+column+` = $2
		FROM `+me+` AS me
		WHERE (i.person_id = me.id OR i.phone = me.phone) AND i.organization_id = $1
			AND i.declined_at IS NULL AND i.ended_at IS NULL`, v.Organization, now)
	return err
}

// invite keeps that an owner asks somebody to become a member; a second invitation
// takes the place of the first.
func (s *Store) invite(ctx context.Context, v market.Viewer, in market.MemberSetInput, now time.Time) error {
	target := "phone"
	if in.PersonID != nil {
		target = "person_id"
	}
	_, err := s.exec(ctx, `
		INSERT INTO member_invitation (id, organization_id, person_id, phone, role, invited_by, invited_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (`+target+`, organization_id) DO UPDATE SET role = excluded.role, invited_by = excluded.invited_by,
			invited_at = excluded.invited_at, declined_at = NULL, ended_at = NULL`,
		newID[string](), v.Organization, in.PersonID, in.Phone, in.Role, v.Person, now)
	return err
}

// withdraw ends the invitation of exactly what is given, so that nobody learns whose a
// number is.
func (s *Store) withdraw(ctx context.Context, organization market.OrganizationID, in market.MemberRemoveInput, now time.Time) error {
	_, err := s.exec(ctx, `
		UPDATE member_invitation SET ended_at = $4
		WHERE organization_id = $1 AND (person_id = $2::uuid OR phone = $3) AND ended_at IS NULL`,
		organization, in.PersonID, in.Phone, now)
	return err
}
