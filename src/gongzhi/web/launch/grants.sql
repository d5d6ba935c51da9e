-- What the role that serves may do: read and write the tables, but never change or delete what is on
-- record. Applied after every migration, so that a new table has its rights from its first moment.
-- Without the role (a server prepared by hand) or the tables (migrated back to nothing) nothing happens.
do $$
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
end
$$;
