-- +goose Up
-- What the second wall stands on. Its policies look up who is a member of what, whose
-- a lead is and who has accepted it, and whose number a code has proved; but the role
-- could write all of that. Now it has of each table only the rights that a statement
-- of the program uses, and policies hold who becomes a member and who is offered a
-- lead.
--
-- Locks each of these tables for a moment; nothing is rewritten.

-- What is written together with something else is written before it, so that a policy
-- can ask whether that is there yet. (What wrote a row, xmin, any update renews.) At
-- the commit it has to be there.
ALTER TABLE lead_contact ALTER CONSTRAINT lead_contact_lead_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE lead_offer ALTER CONSTRAINT lead_offer_lead_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE member ALTER CONSTRAINT member_organization_id_fkey DEFERRABLE INITIALLY DEFERRED;

-- Rights. A table not named here keeps those of 0015. Who may update columns only, and
-- delete nothing, cannot take LOCK TABLE either; to lock a row takes the right to
-- update some column of it.
REVOKE INSERT, UPDATE, DELETE ON category, category_name, industry, industry_name, level, river_migration FROM partnergraph_app;
REVOKE UPDATE, DELETE ON invoice_series, lead, lead_offer, member_change, organization, partner, payment, person,
    reply, reply_revision, review, solution, thread, embed_key FROM partnergraph_app;
REVOKE INSERT, UPDATE, DELETE ON board, outbox_pruned FROM partnergraph_app;
REVOKE UPDATE ON allowance, idempotency_key, lead_place, member, member_invitation, outbox, partner_text, solution_text FROM partnergraph_app;
REVOKE INSERT ON organization, person FROM partnergraph_app;

GRANT UPDATE (level, granted, refilled_at) ON allowance TO partnergraph_app;
GRANT UPDATE (thread_count) ON board TO partnergraph_app;
GRANT UPDATE (revoked_at, revoked_by) ON embed_key TO partnergraph_app;
GRANT UPDATE (created_at) ON idempotency_key TO partnergraph_app;
GRANT UPDATE (last, issued_at) ON invoice_series TO partnergraph_app;
GRANT UPDATE (state, max_share) ON lead TO partnergraph_app;
GRANT UPDATE (state, answered_at, decline_reason, stage, stage_at, lost_reason) ON lead_offer TO partnergraph_app;
GRANT UPDATE (role) ON member TO partnergraph_app;
GRANT UPDATE (role, invited_by, invited_at, declined_at, ended_at) ON member_invitation TO partnergraph_app;
-- The house is founded by the owner of the tables. The column is for locks.
GRANT INSERT (id, name, country, created_at), UPDATE (created_at) ON organization TO partnergraph_app;
GRANT UPDATE (xid, id) ON outbox_pruned TO partnergraph_app;
GRANT UPDATE (state, level, name, kinds, competence, services, industries, languages, country, city, latitude, longitude, website,
    applied_at, admitted_at, rejection_reason, rating_value, rating_count, rating_at, text_words) ON partner TO partnergraph_app;
GRANT UPDATE (state, reference, failure, ask_at, settled_at) ON payment TO partnergraph_app;
GRANT INSERT (id, phone, created_at), UPDATE (name, motto, locales, signed_in_at) ON person TO partnergraph_app;
GRANT UPDATE (markdown, html, edited_at, is_accepted) ON reply TO partnergraph_app;
GRANT UPDATE (reply_text, reply_locale, reply_at) ON review TO partnergraph_app;
GRANT UPDATE (state, published_at, updated_at, draft, category_id, original_title, industries, minimum_users, maximum_users, hosting_country,
    has_export, trial_days, is_freemium, plans, price_models, locales, rating_value, rating_count, rating_at, search) ON solution TO partnergraph_app;
GRANT UPDATE (reply_count, accepted_count, active_at) ON thread TO partnergraph_app;

-- The number of who asks, for those policies that compare it.
-- +goose StatementBegin
CREATE FUNCTION viewer_number() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT p.phone FROM person p WHERE p.id = viewer_self());
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION viewer_number() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION viewer_number() TO partnergraph_app;

-- Members are seen by all that look up what somebody may do. Nobody becomes one but by
-- an owner's invitation, or as the owner of an organisation that is about to be there;
-- and owners change and remove members, who may leave.
ALTER TABLE member ENABLE ROW LEVEL SECURITY;
CREATE POLICY member_seen ON member FOR SELECT TO partnergraph_app USING (true);
CREATE POLICY member_founded ON member FOR INSERT TO partnergraph_app WITH CHECK (
    person_id = viewer_self() AND role = 'OWNER' AND NOT EXISTS (SELECT FROM organization o WHERE o.id = member.organization_id));
CREATE POLICY member_joined ON member FOR INSERT TO partnergraph_app WITH CHECK (
    person_id = viewer_self() AND EXISTS (SELECT FROM member_invitation i
        WHERE i.organization_id = member.organization_id AND i.role = member.role AND i.declined_at IS NULL AND i.ended_at IS NULL
            AND (i.person_id = member.person_id OR i.phone = (SELECT viewer_number()))));
CREATE POLICY member_changed ON member FOR UPDATE TO partnergraph_app USING (organization_id = (SELECT viewer_owns()));
CREATE POLICY member_removed ON member FOR DELETE TO partnergraph_app USING (
    person_id = (SELECT viewer_self()) OR organization_id = (SELECT viewer_owns()));

-- Invitations are an owner's; who is invited answers, and changes nothing else that
-- counts.
ALTER TABLE member_invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY member_invitation_seen ON member_invitation FOR SELECT TO partnergraph_app USING (true);
CREATE POLICY member_invitation_sent ON member_invitation FOR INSERT TO partnergraph_app WITH CHECK (
    invited_by = viewer_self() AND organization_id = (SELECT viewer_owns()));
CREATE POLICY member_invitation_changed ON member_invitation FOR UPDATE TO partnergraph_app USING (organization_id = (SELECT viewer_owns()));
CREATE POLICY member_invitation_answered ON member_invitation FOR UPDATE TO partnergraph_app
    USING (person_id = (SELECT viewer_self()) OR phone = (SELECT viewer_number()))
    WITH CHECK (num_nonnulls(declined_at, ended_at) > 0);
CREATE POLICY member_invitation_forgotten ON member_invitation FOR DELETE TO partnergraph_app USING (viewer_is_system());

-- A lead is offered by the house, or before it is there to the partner that its client
-- chose; and nobody accepts it for another.
ALTER TABLE lead_offer ENABLE ROW LEVEL SECURITY;
CREATE POLICY lead_offer_seen ON lead_offer FOR SELECT TO partnergraph_app USING (true);
CREATE POLICY lead_offer_sent ON lead_offer FOR INSERT TO partnergraph_app WITH CHECK (
    state = 'OFFERED' AND ((SELECT viewer_serves('PROGRAMME_MANAGER')) OR NOT EXISTS (SELECT FROM lead l WHERE l.id = lead_offer.lead_id)));
CREATE POLICY lead_offer_answered ON lead_offer FOR UPDATE TO partnergraph_app USING (true)
    WITH CHECK (state <> 'ACCEPTED' OR partner_id = (SELECT viewer_partner()));

ALTER POLICY lead_contact_submitted ON lead_contact WITH CHECK (NOT EXISTS (SELECT FROM lead l WHERE l.id = lead_contact.lead_id));
