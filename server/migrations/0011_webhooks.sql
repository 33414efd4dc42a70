-- A clinic's other systems are told what happened here.
--
-- Three new tables that nobody uses yet:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

-- Secrets are sealed before they come here, with a key that PostgreSQL never sees.
create table webhook_endpoint (
  clinic_id       uuid not null,
  id              uuid not null default uuidv7(),
  url             text not null check (length(url) between 1 and 2000),
  description     text not null default '',
  events          text[] not null default '{}',
  secret_sealed   bytea not null,
  previous_sealed bytea,
  previous_until  timestamptz,
  failing_since   timestamptz,
  paused_at       timestamptz,
  paused_why      text check (paused_why in ('by_hand', 'failing', 'gone')),
  version         integer not null default 1,
  archived_at     timestamptz,
  created_at      timestamptz not null,
  constraint webhook_endpoint_pkey primary key (clinic_id, id),
  constraint webhook_pause_has_a_reason check ((paused_at is null) = (paused_why is null)),
  constraint webhook_previous_secret_has_an_end check ((previous_sealed is null) = (previous_until is null))
);

-- One fact told to one endpoint, however often that takes. `body` is kept as it is signed; the event
-- itself may be forgotten earlier than this. `due_event_id` is what made it due the last time.
create table webhook_call (
  clinic_id    uuid not null,
  id           uuid not null default uuidv7(),
  endpoint_id  uuid not null,
  event_id     uuid not null,
  event        text not null,
  body         text not null,
  state        text not null default 'due' check (state in ('due', 'delivered', 'failed', 'discarded')),
  why          text,
  attempts     smallint not null default 0,
  not_before   timestamptz,
  due_event_id uuid,
  request_id   text not null,
  created_at   timestamptz not null,
  done_at      timestamptz,
  constraint webhook_call_pkey primary key (clinic_id, id),
  constraint one_webhook_call_per_event unique (clinic_id, endpoint_id, event_id),
  constraint webhook_call_endpoint foreign key (clinic_id, endpoint_id) references webhook_endpoint (clinic_id, id)
);
create index webhook_call_by_endpoint on webhook_call (clinic_id, endpoint_id, id);
create index webhook_call_by_age on webhook_call (clinic_id, created_at);

-- Written before the question is asked: an attempt without status and error is one whose end nobody knows.
create table webhook_attempt (
  clinic_id        uuid not null,
  call_id          uuid not null,
  number           smallint not null,
  at               timestamptz not null,
  status           smallint,
  ms               integer,
  error            text,
  response_excerpt text not null default '' check (length(response_excerpt) <= 500),
  constraint webhook_attempt_pkey primary key (clinic_id, call_id, number),
  constraint webhook_attempt_call foreign key (clinic_id, call_id) references webhook_call (clinic_id, id)
);

do $$
declare
  fenced text;
begin
  foreach fenced in array array['webhook_endpoint', 'webhook_call', 'webhook_attempt'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy clinic on %I'
      || ' using (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)'
      || ' with check (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)',
      fenced);
  end loop;
end $$;

grant select, insert, update on webhook_endpoint to topsmile_app;
grant select, insert, update, delete on webhook_call, webhook_attempt to topsmile_app;
