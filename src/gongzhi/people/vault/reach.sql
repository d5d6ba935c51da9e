-- The vault opens to one more kind of fact: the person is written to by a way they chose. Else it is as in vault.sql.
-- Opens to a fact that is committed and not over: `a_fact` says that this contact may be read, until when. Own facts
-- of a transaction that may still be rolled back do not count: what nobody can see later opens nothing now. What we
-- see of others is committed; what is our own, or of a savepoint of ours, has our number or a later one, and `age`
-- grows with the distance into the past. A fact that another transaction committed after we wrote something is refused
-- with them: read before you write, or in a transaction of its own. The fact must have a place in the order, or wait
-- for one: a row slipped in beside the sequencer opens nothing. And it must be about the matter this contact was left
-- for: in the story of another one the person would never read of it.
create or replace function vault.read(a_contact uuid, a_fact uuid)
returns table (sealed bytea, wrapped bytea, generation text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    own xid8 := pg_current_xact_id_if_assigned();
    matter uuid := (select identity.subject from vault.identity where identity.contact = a_contact);
begin
    if not exists (
        select from public.gongzhi_fact fact
        where fact.id = a_fact
            and (matter is null or matter = fact.subject
                and convert_from(fact.entry, 'UTF8')::jsonb ->> 'subject' = matter::text)
            and fact.kind in ('people.identity_revealed', 'people.call_relayed', 'people.address_used')
            and (own is null or age(fact.xmin) > age(own::xid))
            and (
                exists (select from public.gongzhi_pendingfact pending where pending.fact_id = fact.id)
                or exists (select from public.gongzhi_entry entry where entry.fact_id = fact.id)
            )
            and convert_from(fact.entry, 'UTF8')::jsonb -> 'data' ->> 'contact_id' = a_contact::text
            -- A day at the longest, whatever a fact says: who forges one has to forge it anew, and is seen each time.
            and (convert_from(fact.entry, 'UTF8')::jsonb -> 'data' ->> 'until')::timestamptz
                between clock_timestamp() and clock_timestamp() + interval '1 day'
    ) then
        raise exception 'the vault is closed: no fact on record opens it now' using errcode = 'insufficient_privilege';
    end if;
    return query select identity.sealed, identity.wrapped, identity.generation
        from vault.identity where identity.contact = a_contact;
end
$$;
