-- The clinic's figures: what each visit adds to them, and the sums. Both are projections: they can be
-- thrown away and counted again from `appointment`. What the numbers mean stands in
-- docs/reference/analytics.md.
--
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

-- In which zone and by which definitions the clinic was counted. Whoever counts one visit keeps this
-- row from being taken, whoever counts everything anew takes it.
create table analytics_state (
  clinic_id  uuid not null,
  timezone   text not null,
  definition smallint not null,
  counted_at timestamptz not null,
  constraint analytics_state_pkey primary key (clinic_id)
);

-- A visit as it was last counted: what must be taken away again when it has changed.
create table analytics_visit (
  clinic_id      uuid not null,
  appointment_id uuid not null,
  version        integer not null,
  day            date not null,
  made_on        date not null,
  provider_id    uuid not null,
  service_id     uuid not null,
  source         text not null,
  status         text not null,
  minutes        integer not null,
  lead_minutes   integer not null,
  price_amount   bigint not null,
  price_currency text not null,
  constraint analytics_visit_pkey primary key (clinic_id, appointment_id),
  constraint analytics_visit_appointment foreign key (clinic_id, appointment_id) references appointment (clinic_id, id)
) with (fillfactor = 80);

-- `made` counts the bookings made on this day, everything else the visits that were to be on it.
create table analytics_day (
  clinic_id       uuid not null,
  day             date not null,
  provider_id     uuid not null,
  service_id      uuid not null,
  source          text not null,
  currency        text not null,
  visits          integer not null,
  made            integer not null,
  completed       integer not null,
  cancelled       integer not null,
  no_show         integer not null,
  booked_minutes  integer not null,
  lead_minutes    bigint not null,
  revenue_amount  bigint not null,
  expected_amount bigint not null,
  constraint analytics_day_pkey primary key (clinic_id, day, provider_id, service_id, source, currency),
  constraint analytics_day_provider foreign key (clinic_id, provider_id) references provider (clinic_id, id),
  constraint analytics_day_service foreign key (clinic_id, service_id) references service (clinic_id, id)
) with (fillfactor = 80);

do $$
declare
  fenced text;
begin
  foreach fenced in array array['analytics_state', 'analytics_visit', 'analytics_day'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy clinic on %I'
      || ' using (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)'
      || ' with check (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)',
      fenced);
  end loop;
end $$;

grant select, insert, update on analytics_state to topsmile_app;
grant select, insert, update, delete on analytics_visit, analytics_day to topsmile_app;
