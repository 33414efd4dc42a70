-- What a clinic asks of whoever books: a deposit, and fees for what is cancelled late or not come to. A visit whose
-- deposit is not paid yet keeps its time as long as a hold does, and no longer.
--
-- Columns that are null or have a constant default, a new table, and a constraint that only allows more:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

-- Amounts are minor units of the clinic's currency; none or nothing means that nothing is asked.
alter table clinic_settings
  add column payments_ready boolean not null default false,
  add column deposit_kind text not null default 'none' check (deposit_kind in ('none', 'amount', 'full')),
  add column deposit_amount bigint check (deposit_amount >= 0),
  add column cancellation_hours integer not null default 24 check (cancellation_hours between 0 and 8760),
  add column late_cancel_fee bigint check (late_cancel_fee >= 0),
  add column no_show_fee bigint check (no_show_fee >= 0);

-- A service has a policy of its own, whole, or the clinic's: then all of it is null.
alter table service
  add column deposit_kind text check (deposit_kind in ('none', 'amount', 'full')),
  add column deposit_amount bigint check (deposit_amount >= 0),
  add column cancellation_hours integer check (cancellation_hours between 0 and 8760),
  add column late_cancel_fee bigint check (late_cancel_fee >= 0),
  add column no_show_fee bigint check (no_show_fee >= 0);

-- squawk-ignore constraint-missing-not-valid
alter table clinic_settings add constraint clinic_deposit_has_its_amount
  check ((deposit_kind = 'amount') = (deposit_amount is not null));
-- squawk-ignore constraint-missing-not-valid
alter table service add constraint service_policy_is_whole check (
  (deposit_kind is null and num_nonnulls(deposit_amount, cancellation_hours, late_cancel_fee, no_show_fee) = 0)
  or (cancellation_hours is not null and (deposit_kind = 'amount') = (deposit_amount is not null))
);

-- How a visit ended that did not take place. `pay_by` stays where it ended before it was paid.
alter table appointment
  add column ended_at timestamptz,
  add column ended_by_role text,
  add column ended_why text;

-- What was agreed when the visit was booked. It is never changed, whatever becomes of the policy.
create table appointment_terms (
  clinic_id          uuid not null,
  appointment_id     uuid not null,
  currency           text not null check (currency ~ '^[A-Z]{3}$'),
  deposit            bigint check (deposit > 0),
  cancellation_hours integer not null check (cancellation_hours >= 0),
  late_cancel_fee    bigint check (late_cancel_fee > 0),
  no_show_fee        bigint check (no_show_fee > 0),
  agreed_at          timestamptz not null,
  agreed_by_role     text not null,
  constraint appointment_terms_pkey primary key (clinic_id, appointment_id),
  constraint appointment_terms_appointment
    foreign key (clinic_id, appointment_id) references appointment (clinic_id, id)
);

-- Every claim that expires does so on a whole minute, an unpaid visit's too.
-- squawk-ignore renaming-object
alter table claim rename constraint hold_expires_on_a_minute to claim_expires_on_a_minute;
-- What the old one allowed is allowed by the new one: there is nothing to find.
-- squawk-ignore ban-drop-constraint
alter table claim drop constraint claim_is_visit_or_hold;
alter table claim add constraint claim_is_visit_or_hold check (
  (appointment_id is not null and hold_hash is null and held_by is null)
  or (appointment_id is null and hold_hash is not null and expires_at is not null and held_by is not null)
) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table claim validate constraint claim_is_visit_or_hold;

-- What has expired is looked for at every answer about free times, and there is next to none.
-- squawk-ignore require-concurrent-index-creation
create index claim_that_expires on claim (clinic_id, resource_id, ends_at) where expires_at is not null;

alter table appointment_terms enable row level security;
alter table appointment_terms force row level security;
create policy clinic on appointment_terms
  using (clinic_id = nullif(current_setting('app.clinic_id', true), '')::uuid)
  with check (clinic_id = nullif(current_setting('app.clinic_id', true), '')::uuid);

grant select, insert on appointment_terms to topsmile_app;
