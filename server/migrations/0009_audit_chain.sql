-- The audit trail becomes a chain: each entry gets a number and a code made with a key that never
-- comes here (docs/decisions/0010-audit-chain.md). What is written stays as it was written.
--
-- No installation has a trail yet, so the table may be locked while its indexes are made:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion

-- No foreign key to the entry: to say that an entry is gone, its link has to outlive it.
create table audit_link (
  clinic_id uuid not null,
  number    bigint not null check (number > 0),
  entry_id  uuid not null,
  mac       bytea not null check (length(mac) = 32),
  key_id    text not null,
  constraint audit_link_pkey primary key (clinic_id, number),
  constraint one_link_per_entry unique (clinic_id, entry_id)
);

-- The head of each clinic's chain. `newest` is the greatest id among the entries that are in it.
create table audit_chain (
  clinic_id       uuid not null,
  number          bigint not null default 0,
  mac             bytea not null default decode(repeat('00', 32), 'hex'),
  newest          uuid,
  chained_at      timestamptz,
  anchored_number bigint not null default 0,
  anchored_at     timestamptz,
  constraint audit_chain_pkey primary key (clinic_id)
);

-- For whoever reads the trail: by time, by person, by action, by request.
create index audit_entry_by_time on audit_entry (clinic_id, at, id);
create index audit_entry_by_actor on audit_entry (clinic_id, actor_id, at, id) where actor_id is not null;
create index audit_entry_by_action on audit_entry (clinic_id, action, at, id);
create index audit_entry_by_request on audit_entry (clinic_id, request_id);

do $$
declare
  fenced text;
begin
  foreach fenced in array array['audit_link', 'audit_chain'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy clinic on %I'
      || ' using (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)'
      || ' with check (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)',
      fenced);
  end loop;
end $$;

grant select, insert on audit_link to topsmile_app;
grant select, insert, update on audit_chain to topsmile_app;
