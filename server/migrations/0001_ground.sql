-- Every tenant table leads with clinic_id in each key and is fenced at the end of the migration that makes it.
-- Only clinic, person, membership, session and delivery have no fence (see docs/architecture.md).
--
-- The first migration finds no table that anyone uses:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

create extension if not exists btree_gist;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Ground: clinics and people ------------------------------------------------------------------

create table clinic (
  id         uuid not null default uuidv7(),
  slug       text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name       text not null check (length(name) between 1 and 200),
  timezone   text not null,
  currency   text not null check (currency ~ '^[A-Z]{3}$'),
  locale     text not null,
  is_demo    boolean not null default false,
  created_at timestamptz not null,
  constraint clinic_pkey primary key (id),
  constraint one_clinic_per_slug unique (slug)
);

-- What a clinic may change about itself. Inside the fence, so that domain statements may read it.
-- `version` is raised by every change that can alter an availability answer.
create table clinic_settings (
  clinic_id          uuid not null,
  timezone           text not null,
  currency           text not null,
  locale             text not null,
  version            bigint not null default 1,
  step_minutes       smallint not null default 15 check (step_minutes between 5 and 240),
  notice_minutes     integer not null default 120 check (notice_minutes between 0 and 60 * 24 * 30),
  horizon_days       smallint not null default 180 check (horizon_days between 1 and 730),
  constraint clinic_settings_pkey primary key (clinic_id),
  constraint clinic_settings_clinic foreign key (clinic_id) references clinic (id)
);

create table person (
  id                 uuid not null default uuidv7(),
  email              text not null check (length(email) between 3 and 254),
  email_confirmed_at timestamptz,
  name               text not null check (length(name) between 1 and 200),
  password_hash      text not null,
  created_at         timestamptz not null,
  constraint person_pkey primary key (id)
);
-- Unique only among the confirmed: otherwise registering would tell whether someone is known.
create unique index one_confirmed_person_per_email on person (lower(email)) where email_confirmed_at is not null;
create index person_by_email on person (lower(email), created_at);

create table membership (
  clinic_id    uuid not null,
  id           uuid not null default uuidv7(),
  person_id    uuid not null,
  role         text not null check (role in ('patient', 'receptionist', 'dentist', 'hygienist', 'manager', 'admin')),
  patient_id   uuid,
  provider_id  uuid,
  ended_at     timestamptz,
  last_used_at timestamptz,
  created_at   timestamptz not null,
  constraint membership_pkey primary key (clinic_id, id),
  constraint one_membership_per_person unique (clinic_id, person_id),
  constraint membership_clinic foreign key (clinic_id) references clinic (id),
  constraint membership_person foreign key (person_id) references person (id),
  constraint patients_have_a_record check (role <> 'patient' or patient_id is not null)
);
create index membership_by_person on membership (person_id);

-- One row per device. The refresh token of counter n is derived from `seed`; the row is the truth,
-- Valkey only makes the check fast.
create table session (
  id           uuid not null default uuidv7(),
  clinic_id    uuid not null,
  membership_id uuid not null,
  person_id    uuid not null,
  seed         bytea not null check (length(seed) = 32),
  counter      bigint not null default 1,
  rotated_at   timestamptz not null,
  device       text not null default '',
  address      text not null default '',
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  ended_at     timestamptz,
  ended_why    text check (ended_why in ('signed_out', 'reused', 'revoked', 'expired')),
  constraint session_pkey primary key (id),
  constraint session_membership foreign key (clinic_id, membership_id) references membership (clinic_id, id),
  constraint session_person foreign key (person_id) references person (id)
);
create index session_by_person on session (person_id) where ended_at is null;

-- Who and what --------------------------------------------------------------------------------

create table provider (
  clinic_id        uuid not null,
  id               uuid not null default uuidv7(),
  name             text not null check (length(name) between 1 and 200),
  specialty        text not null default '',
  schedule_version bigint not null default 1,
  version          integer not null default 1,
  archived_at      timestamptz,
  created_at       timestamptz not null,
  constraint provider_pkey primary key (clinic_id, id)
) with (fillfactor = 50);

-- Minutes since local midnight, so that a day may end at 24:00.
create table provider_hours (
  clinic_id   uuid not null,
  id          uuid not null default uuidv7(),
  provider_id uuid not null,
  weekday     smallint not null check (weekday between 0 and 6),
  opens       smallint not null check (opens between 0 and 1439),
  closes      smallint not null check (closes between 1 and 1440),
  constraint provider_hours_pkey primary key (clinic_id, id),
  constraint provider_hours_provider foreign key (clinic_id, provider_id) references provider (clinic_id, id),
  constraint hours_end_after_they_start check (opens < closes)
);
create index provider_hours_by_provider on provider_hours (clinic_id, provider_id);

-- `off` takes time away (a whole day where opens is null); `hours` replaces the weekly hours of its days.
create table provider_exception (
  clinic_id   uuid not null,
  id          uuid not null default uuidv7(),
  provider_id uuid not null,
  kind        text not null check (kind in ('off', 'hours')),
  first_day   date not null,
  last_day    date not null,
  opens       smallint check (opens between 0 and 1439),
  closes      smallint check (closes between 1 and 1440),
  note        text not null default '',
  created_at  timestamptz not null,
  constraint provider_exception_pkey primary key (clinic_id, id),
  constraint provider_exception_provider foreign key (clinic_id, provider_id) references provider (clinic_id, id),
  constraint exception_days_in_order check (first_day <= last_day and last_day - first_day <= 731),
  constraint exception_times_in_order check (
    (opens is null and closes is null and kind = 'off') or (opens is not null and closes is not null and opens < closes)
  )
);
create index provider_exception_by_day on provider_exception (clinic_id, provider_id, last_day);

create table service (
  clinic_id             uuid not null,
  id                    uuid not null default uuidv7(),
  name                  text not null check (length(name) between 1 and 200),
  description           text not null default '',
  duration_minutes      smallint not null check (duration_minutes between 5 and 720),
  buffer_before_minutes smallint not null default 0 check (buffer_before_minutes between 0 and 240),
  buffer_after_minutes  smallint not null default 0 check (buffer_after_minutes between 0 and 240),
  price_amount          bigint not null check (price_amount >= 0),
  price_currency        text not null check (price_currency ~ '^[A-Z]{3}$'),
  position              smallint not null default 0,
  version               integer not null default 1,
  archived_at           timestamptz,
  created_at            timestamptz not null,
  constraint service_pkey primary key (clinic_id, id)
);

create table service_provider (
  clinic_id   uuid not null,
  service_id  uuid not null,
  provider_id uuid not null,
  constraint service_provider_pkey primary key (clinic_id, service_id, provider_id),
  constraint service_provider_service foreign key (clinic_id, service_id) references service (clinic_id, id),
  constraint service_provider_provider foreign key (clinic_id, provider_id) references provider (clinic_id, id)
);
create index service_provider_by_provider on service_provider (clinic_id, provider_id);

create table patient (
  clinic_id        uuid not null,
  id               uuid not null default uuidv7(),
  name             text not null check (length(name) between 1 and 200),
  email            text check (length(email) between 3 and 254),
  phone            text check (length(phone) between 3 and 32),
  birth_date       date,
  locale           text not null,
  notes            text not null default '',
  schedule_version bigint not null default 1,
  version          integer not null default 1,
  archived_at      timestamptz,
  created_at       timestamptz not null,
  constraint patient_pkey primary key (clinic_id, id)
) with (fillfactor = 70);
create index patient_by_name on patient (clinic_id, name, id);

alter table membership add constraint membership_patient
  foreign key (clinic_id, patient_id) references patient (clinic_id, id);
alter table membership add constraint membership_provider
  foreign key (clinic_id, provider_id) references provider (clinic_id, id);

-- The day -------------------------------------------------------------------------------------

create table appointment (
  clinic_id      uuid not null,
  id             uuid not null default uuidv7(),
  provider_id    uuid not null,
  patient_id     uuid not null,
  service_id     uuid not null,
  starts_at      timestamptz not null,
  ends_at        timestamptz not null,
  status         text not null default 'scheduled' check (status in (
    'pending_payment', 'scheduled', 'confirmed', 'checked_in', 'in_progress', 'completed', 'cancelled', 'no_show')),
  version        integer not null default 1,
  notes          text not null default '',
  price_amount   bigint not null,
  price_currency text not null,
  pay_by         timestamptz,
  created_at     timestamptz not null,
  constraint appointment_pkey primary key (clinic_id, id),
  constraint appointment_provider foreign key (clinic_id, provider_id) references provider (clinic_id, id),
  constraint appointment_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id),
  constraint appointment_service foreign key (clinic_id, service_id) references service (clinic_id, id),
  constraint appointment_ends_after_it_starts check (starts_at < ends_at)
);
create index appointment_by_start on appointment (clinic_id, starts_at, id);
create index appointment_by_patient on appointment (clinic_id, patient_id, starts_at);
create index appointment_by_provider on appointment (clinic_id, provider_id, starts_at);

-- Who occupies which time. A visit claims its provider (with buffers) and its patient (without);
-- a hold claims a provider until it expires. Nothing else decides whether a time is free.
create table claim (
  clinic_id      uuid not null,
  id             uuid not null default uuidv7(),
  provider_id    uuid,
  patient_id     uuid,
  resource_id    uuid not null generated always as (coalesce(provider_id, patient_id)) stored,
  during         tstzrange not null,
  -- Under row-level security only leakproof operators reach an index; `&&` is not one, `<` is.
  starts_at      timestamptz not null generated always as (lower(during)) stored,
  ends_at        timestamptz not null generated always as (upper(during)) stored,
  appointment_id uuid,
  hold_hash      bytea,
  held_by        bytea,
  expires_at     timestamptz,
  constraint claim_pkey primary key (clinic_id, id),
  constraint claim_provider foreign key (clinic_id, provider_id) references provider (clinic_id, id),
  constraint claim_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id),
  constraint claim_appointment foreign key (clinic_id, appointment_id) references appointment (clinic_id, id),
  constraint claim_is_of_one_resource check (num_nonnulls(provider_id, patient_id) = 1),
  constraint claim_is_visit_or_hold check (
    (appointment_id is not null and hold_hash is null and expires_at is null and held_by is null)
    or (appointment_id is null and hold_hash is not null and expires_at is not null and held_by is not null)
  ),
  constraint claim_is_half_open check (
    not isempty(during) and lower_inc(during) and not upper_inc(during)
    and upper(during) - lower(during) <= interval '24 hours'
  ),
  constraint hold_expires_on_a_minute check (date_trunc('minute', expires_at, 'UTC') = expires_at),
  constraint one_claim_at_a_time exclude using gist (clinic_id with =, resource_id with =, during with &&)
);
create index claim_by_end on claim (clinic_id, resource_id, ends_at);
create index claim_by_appointment on claim (clinic_id, appointment_id) where appointment_id is not null;
create unique index one_claim_per_hold on claim (clinic_id, hold_hash) where hold_hash is not null;
create index claim_by_holder on claim (clinic_id, held_by) where held_by is not null;

-- Kernel --------------------------------------------------------------------------------------

create table event (
  clinic_id   uuid not null,
  id          uuid not null default uuidv7(),
  name        text not null,
  payload     jsonb not null,
  request_id  text not null,
  occurred_at timestamptz not null,
  constraint event_pkey primary key (clinic_id, id)
);

-- The queue and the scheduler. It spans clinics and carries no personal data, so it has no fence.
create table delivery (
  clinic_id    uuid not null,
  id           uuid not null default uuidv7(),
  event_id     uuid,
  schedule     text,
  handler      text not null,
  state        text not null default 'due' check (state in ('due', 'done', 'held', 'discarded')),
  due_at       timestamptz not null,
  attempts     smallint not null default 0,
  -- True between the lease and the word of how it went: a lease that ran out with this still set
  -- belonged to a worker that died, and the delivery is tried again in quarantine.
  silent       boolean not null default false,
  lease        uuid,
  leased_until timestamptz,
  error        text,
  request_id   text not null,
  created_at   timestamptz not null,
  done_at      timestamptz,
  constraint delivery_pkey primary key (clinic_id, id),
  constraint one_delivery_per_handler unique (clinic_id, event_id, handler),
  constraint one_delivery_per_schedule unique (clinic_id, schedule),
  constraint delivery_event foreign key (clinic_id, event_id) references event (clinic_id, id),
  constraint delivery_is_of_event_or_schedule check (num_nonnulls(event_id, schedule) = 1)
);
create index delivery_due on delivery (due_at) where state = 'due';
create index delivery_held on delivery (clinic_id, id) where state = 'held';

create table audit_entry (
  clinic_id    uuid not null,
  id           uuid not null default uuidv7(),
  at           timestamptz not null,
  action       text not null,
  subject      text not null,
  subject_id   uuid not null,
  actor_id     uuid,
  actor_role   text not null,
  address      text not null default '',
  request_id   text not null,
  before       jsonb,
  after        jsonb,
  constraint audit_entry_pkey primary key (clinic_id, id)
);
create index audit_entry_by_subject on audit_entry (clinic_id, subject_id, id);

create table idempotency (
  clinic_id  uuid not null,
  key_hash   bytea not null,
  body_hash  bytea not null,
  status     smallint not null,
  answer     bytea not null,
  created_at timestamptz not null,
  constraint idempotency_pkey primary key (clinic_id, key_hash)
);
create index idempotency_by_age on idempotency (clinic_id, created_at);

-- Consequences --------------------------------------------------------------------------------

create table message (
  clinic_id      uuid not null,
  id             uuid not null default uuidv7(),
  key            text not null,
  kind           text not null,
  channel        text not null check (channel in ('email', 'sms', 'whatsapp')),
  appointment_id uuid,
  patient_id     uuid not null,
  to_address     text not null,
  locale         text not null,
  subject        text not null,
  body           text not null,
  html           text not null default '',
  attachments    jsonb not null default '[]',
  state          text not null check (state in ('queued', 'sending', 'sent', 'failed', 'suppressed')),
  why            text,
  provider_ref   text,
  attempts       smallint not null default 0,
  request_id     text not null,
  created_at     timestamptz not null,
  sent_at        timestamptz,
  constraint message_pkey primary key (clinic_id, id),
  constraint one_message_per_key unique (clinic_id, key),
  constraint message_appointment foreign key (clinic_id, appointment_id) references appointment (clinic_id, id),
  constraint message_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id)
);
create index message_by_appointment on message (clinic_id, appointment_id, id);
create index message_by_patient on message (clinic_id, patient_id, id);

-- Fences --------------------------------------------------------------------------------------

do $$
declare
  fenced text;
begin
  foreach fenced in array array[
    'clinic_settings', 'provider', 'provider_hours', 'provider_exception', 'service', 'service_provider', 'patient',
    'appointment', 'claim', 'event', 'audit_entry', 'idempotency', 'message'
  ] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy clinic on %I'
      || ' using (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)'
      || ' with check (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)',
      fenced);
  end loop;
end $$;

grant usage on schema public to topsmile_app, topsmile_queue;
grant select, insert, update, delete on all tables in schema public to topsmile_app;
-- What has happened stays as it was written.
revoke update, delete on event, audit_entry from topsmile_app;
revoke delete on clinic, person, membership, session from topsmile_app;

-- The worker leases across clinics and must see the events of what it leased: names, ids and nothing personal.
create view queued_event as select clinic_id, id, name, payload::text as payload from event;
grant select on event to topsmile_queue;
-- Whoever owns a view must be able to make it there, at that moment.
grant create on schema public to topsmile_queue;
alter view queued_event owner to topsmile_queue;
revoke create on schema public from topsmile_queue;
revoke insert, update, delete on queued_event from topsmile_app;
grant select on queued_event to topsmile_app;
