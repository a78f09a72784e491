package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

const memberColumns = `m.organization_id, m.person_id, m.role, m.since`

// Memberships are the viewer's own, oldest first, at most market.MaxMembers.
func (s *Store) Memberships(ctx context.Context, v market.Viewer) ([]*market.Membership, error) {
	return all[market.Membership](ctx, s, `
		SELECT `+memberColumns+` FROM member m
		WHERE m.person_id = $1
		ORDER BY m.since, m.organization_id
		LIMIT `+strconv.Itoa(market.MaxMembers), v.Person)
}

// MembersOf are the members of organisations, owners first, then by name. Those the
// viewer neither acts for nor is a member of are left out, unless the viewer acts for
// the house.
func (s *Store) MembersOf(ctx context.Context, v market.Viewer, organizations []market.OrganizationID) (map[market.OrganizationID][]*market.Membership, error) {
	v = v.In(market.OrganizationRead)
	rows, err := all[market.Membership](ctx, s, `
		SELECT `+memberColumns+`
		FROM member m JOIN person p ON p.id = m.person_id
		WHERE m.organization_id = ANY($1::uuid[]) AND ($2 OR m.organization_id = $4::uuid OR EXISTS
			(SELECT FROM member me WHERE me.organization_id = m.organization_id AND me.person_id = $3::uuid))
		ORDER BY m.role <> 'OWNER', lower(p.name), m.person_id`, organizations, v.IsHouse, orNull(v.Self()), orNull(v.Organization))
	members := map[market.OrganizationID][]*market.Membership{}
	for _, m := range rows {
		members[m.OrganizationID] = append(members[m.OrganizationID], m)
	}
	return members, err
}

// SetMember changes a member's role in the organisation the viewer acts for. Whoever
// is no member is invited instead, and there is no membership: the same for a number
// that has a person and for one that has none. It fails as market.Roster.Set does, and
// with NotFound for an unknown person.
func (s *Store) SetMember(ctx context.Context, v market.Viewer, in market.MemberSetInput, now time.Time) (m *market.Membership, err error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.InTx(ctx, func(s *Store) error {
		if err := s.lockRoster(ctx, v); err != nil {
			return err
		}
		person, err := s.memberNamed(ctx, v, in)
		if err != nil {
			return err
		}
		roster, err := s.roster(ctx, v, person, nil)
		if err != nil {
			return err
		}
		if err := roster.Set(in.Role, in.Phone != nil, now); err != nil {
			return err
		}
		switch roster.Role {
		case "":
			return s.invite(ctx, v, in, now)
		case in.Role:
		default:
			if err := s.changeMember(ctx, v, person, in, now); err != nil {
				return err
			}
		}
		m, err = s.member(ctx, v.Organization, person)
		return err
	})
	return m, err
}

// memberNamed is whom the input names, by number only among the members: "" for
// everybody else, person or not.
func (s *Store) memberNamed(ctx context.Context, v market.Viewer, in market.MemberSetInput) (market.PersonID, error) {
	if in.Phone == nil {
		persons, err := s.PersonsByID(ctx, []market.PersonID{*in.PersonID})
		if err == nil && persons[*in.PersonID] == nil {
			err = market.Errorf(market.NotFound, "There is no such person.").In("personId")
		}
		return *in.PersonID, err
	}
	m, err := found(one[market.Membership](ctx, s, `
		SELECT `+memberColumns+` FROM member m
		WHERE m.organization_id = $1 AND m.person_id = person_of_number($2)`, v.Organization, *in.Phone))
	if err != nil || m == nil {
		return "", err
	}
	return m.PersonID, nil
}

func (s *Store) changeMember(ctx context.Context, v market.Viewer, person market.PersonID, in market.MemberSetInput, now time.Time) error {
	if _, err := s.exec(ctx, `UPDATE member SET role = $3 WHERE organization_id = $1 AND person_id = $2`, v.Organization, person, in.Role); err != nil {
		return err
	}
	if in.Role != market.Owner {
		if err := s.endAPITokens(ctx, v, person, now); err != nil {
			return err
		}
	}
	return s.logMember(ctx, v, person, in.Role, in.Phone != nil, now)
}

// RemoveMember removes a person, perhaps the viewer itself, from the organisation the
// viewer acts for, which it returns, or withdraws an invitation to it. The person loses
// access at once, also where a token or a socket is in use. It fails as
// market.Roster.Remove does.
func (s *Store) RemoveMember(ctx context.Context, v market.Viewer, in market.MemberRemoveInput, now time.Time) (o *market.Organization, err error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.InTx(ctx, func(s *Store) error {
		if err := s.lockRoster(ctx, v); err != nil {
			return err
		}
		var person market.PersonID
		if in.PersonID != nil {
			person = *in.PersonID
		}
		roster, err := s.roster(ctx, v, person, in.Phone)
		if err != nil {
			return err
		}
		if err := roster.Remove(in, v.Person); err != nil {
			return err
		}
		if err := s.withdraw(ctx, v.Organization, in, now); err != nil {
			return err
		}
		if roster.Role != "" {
			if err := s.dropMember(ctx, v, person, now); err != nil {
				return err
			}
		}
		o, err = s.organization(ctx, v.Organization)
		return err
	})
	return o, err
}

func (s *Store) dropMember(ctx context.Context, v market.Viewer, person market.PersonID, now time.Time) error {
	if _, err := s.exec(ctx, `DELETE FROM member WHERE organization_id = $1 AND person_id = $2`, v.Organization, person); err != nil {
		return err
	}
	if err := s.endAPITokens(ctx, v, person, now); err != nil {
		return err
	}
	return s.logMember(ctx, v, person, "", false, now)
}

// lockRoster makes changes of an organisation's members wait for each other: of two
// owners who remove each other one stays. Other rows may refer to it meanwhile. It
// says who asks.
func (s *Store) lockRoster(ctx context.Context, v market.Viewer) error {
	if err := s.lockPerson(ctx, v); err != nil {
		return err
	}
	_, err := s.exec(ctx, `SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE`, v.Organization)
	return err
}

// roster is what decides about a person, "" for none, or an invited number in the
// organisation the viewer acts for.
func (s *Store) roster(ctx context.Context, v market.Viewer, person market.PersonID, phone *string) (*market.Roster, error) {
	return one[market.Roster](ctx, s, `
		SELECT o.is_house,
			count(m.person_id) AS members,
			count(m.person_id) FILTER (WHERE m.role = 'OWNER') AS owners,
			coalesce(max(m.role) FILTER (WHERE m.person_id = $2), '') AS acting,
			coalesce(max(m.role) FILTER (WHERE m.person_id = $3::uuid), '') AS role,
			EXISTS (SELECT FROM member_invitation i WHERE i.organization_id = o.id AND i.ended_at IS NULL
				AND (i.person_id = $3::uuid OR i.phone = $4)) AS invited,
			(SELECT named_at FROM (
				SELECT changed_at AS named_at FROM member_change WHERE by_person = $2 AND by_number
				UNION ALL
				SELECT invited_at FROM member_invitation WHERE invited_by = $2 AND phone IS NOT NULL) AS named
				ORDER BY named_at DESC LIMIT 1 OFFSET `+strconv.Itoa(market.AddedByNumber-1)+`) AS full_number
		FROM organization o LEFT JOIN member m ON m.organization_id = o.id
		WHERE o.id = $1
		GROUP BY o.id`, v.Organization, v.Person, orNull(person), phone)
}

func (s *Store) member(ctx context.Context, organization market.OrganizationID, person market.PersonID) (*market.Membership, error) {
	return one[market.Membership](ctx, s, `
		SELECT `+memberColumns+` FROM member m
		WHERE m.organization_id = $1 AND m.person_id = $2`, organization, person)
}

func (s *Store) insertMember(ctx context.Context, organization market.OrganizationID, person market.PersonID, role market.Role, now time.Time) error {
	_, err := s.exec(ctx, `
		INSERT INTO member (organization_id, person_id, role, since) VALUES ($1, $2, $3, $4)`, organization, person, role, now)
	return err
}

// logMember keeps who changed what; the role "" stands for a removal.
func (s *Store) logMember(ctx context.Context, v market.Viewer, person market.PersonID, role market.Role, byNumber bool, now time.Time) error {
	_, err := s.exec(ctx, `
		INSERT INTO member_change (id, organization_id, person_id, role, by_person, by_number, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, newID[string](), v.Organization, person, orNull(role), v.Person, byNumber, now)
	return err
}
