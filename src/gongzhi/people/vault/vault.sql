-- Identities, each sealed under a key of its own, and the functions that are the only way to them. Nobody but the
-- role that owns this schema has a right to the table; grants.sql gives the serving role the functions alone.
create schema vault;

create table vault.identity (
    contact uuid primary key,
    subject uuid not null,
    sealed bytea not null,
    wrapped bytea not null,
    generation text not null,
    kept_at timestamptz not null default now()
);
create index identity_of_generation on vault.identity (generation);
create index identity_of_subject on vault.identity (subject);

create function vault.keep(a_contact uuid, a_subject uuid, a_sealed bytea, a_wrapped bytea, a_generation text)
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into vault.identity (contact, subject, sealed, wrapped, generation)
    values (a_contact, a_subject, a_sealed, a_wrapped, a_generation)
$$;

-- Opens to a fact that is committed and not over: `a_fact` says that this contact may be read, until when. Own facts
-- of a transaction that may still be rolled back do not count: what nobody can see later opens nothing now. What we
-- see of others is committed; what is our own, or of a savepoint of ours, has our number or a later one, and `age`
-- grows with the distance into the past. A fact that another transaction committed after we wrote something is refused
-- with them: read before you write, or in a transaction of its own. The fact must have a place in the order, or wait
-- for one: a row slipped in beside the sequencer opens nothing. And it must be about the matter this contact was left
-- for: in the story of another one the person would never read of it.
create function vault.read(a_contact uuid, a_fact uuid)
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
            and fact.kind in ('people.identity_revealed', 'people.call_relayed')
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

-- Forgets an identity together with its key; the fact that tells of it is recorded by the same transaction.
create function vault.forget(a_contact uuid, a_fact uuid)
returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    matter uuid := (select identity.subject from vault.identity where identity.contact = a_contact);
begin
    if not exists (
        select from public.gongzhi_fact fact
        where fact.id = a_fact
            and (matter is null or matter = fact.subject)
            and fact.kind = 'people.identity_erased'
            and convert_from(fact.entry, 'UTF8')::jsonb -> 'data' ->> 'contact_id' = a_contact::text
    ) then
        raise exception 'nothing is forgotten without a fact on record' using errcode = 'insufficient_privilege';
    end if;
    delete from vault.identity where contact = a_contact;
    return found;
end
$$;

-- For the change of key generations: wrapped keys without what they seal, in the order of contacts after `a_after`.
create function vault.stale(a_generation text, a_after uuid, a_limit integer)
returns table (contact uuid, wrapped bytea, generation text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select identity.contact, identity.wrapped, identity.generation
    from vault.identity where identity.generation <> a_generation and identity.contact > a_after
    order by identity.contact limit a_limit
$$;

-- Keys go on to later generations, never back nor twice within one: whoever puts rubbish in the place of a key has to
-- name a generation that has not come yet, and `vault status` shows it at once.
create function vault.rewrap(a_contact uuid, a_old bytea, a_new bytea, a_generation text)
returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update vault.identity set wrapped = a_new, generation = a_generation
        where contact = a_contact and wrapped = a_old
            and a_generation > identity.generation and a_generation ~ '^[0-9]{4}-(0[1-9]|1[0-2])$';
    return found;
end
$$;

create function vault.generations()
returns table (generation text, size bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select identity.generation, count(*) from vault.identity group by identity.generation
$$;

revoke all on schema vault from public;
revoke all on all functions in schema vault from public;
