-- What the role that serves may do: read and write the tables, but never change or delete what is on
-- record. Applied after every migration, so that a new table has its rights from its first moment.
-- Without the role (a server prepared by hand) or the tables (migrated back to nothing) nothing happens.
do $$
declare
    item record;
begin
    if not exists (select from pg_roles where rolname = 'gongzhi_app') or to_regclass('gongzhi_fact') is null then
        return;
    end if;
    revoke all on all tables in schema public from gongzhi_app;
    revoke all on all sequences in schema public from gongzhi_app;
    grant usage on schema public to gongzhi_app;
    grant select, insert, update, delete on all tables in schema public to gongzhi_app;
    grant usage, select on all sequences in schema public to gongzhi_app;
    revoke update, delete on gongzhi_fact, gongzhi_entry from gongzhi_app;
    revoke insert, update, delete on django_migrations from gongzhi_app;
    if to_regclass('gongzhi_checkpoint') is not null then
        revoke update, delete on gongzhi_tile, gongzhi_checkpoint, gongzhi_cosignature from gongzhi_app;
        revoke delete on gongzhi_broken, gongzhi_logkey from gongzhi_app;
    end if;
    if to_regclass('gongzhi_datause') is not null then
        -- Who used whose data is added to, never changed; the numbers only rise.
        revoke update, delete on gongzhi_datause from gongzhi_app;
        revoke delete on gongzhi_usecount from gongzhi_app;
    end if;
    if to_regnamespace('vault') is not null then
        -- Functions alone: each asks for a fact on record before it does what its name says.
        -- A backup brings no rights with it, and PostgreSQL gives everybody every new function.
        revoke all on schema vault from public;
        revoke all on all functions in schema vault from public;
        grant usage on schema vault to gongzhi_app;
        revoke all on all tables in schema vault from gongzhi_app, public;
        grant execute on all functions in schema vault to gongzhi_app;
        -- A role of its own, which nobody signs in with, owns the vault wherever the server has it.
        if exists (select from pg_roles where rolname = 'gongzhi_vault') then
            alter schema vault owner to gongzhi_vault;
            for item in select format('alter table vault.%I owner to gongzhi_vault', relname) as statement
                from pg_class where relnamespace = 'vault'::regnamespace and relkind = 'r'
                union all select format('alter function %s owner to gongzhi_vault', oid::regprocedure)
                from pg_proc where pronamespace = 'vault'::regnamespace
            loop
                execute item.statement;
            end loop;
            grant usage on schema public to gongzhi_vault;
            grant select on gongzhi_fact, gongzhi_pendingfact, gongzhi_entry to gongzhi_vault;
        end if;
    end if;
end
$$;
