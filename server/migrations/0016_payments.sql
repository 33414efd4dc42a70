-- What patients pay, what they get back, and where the money of a clinic goes.
--
-- New tables that nobody uses yet, and columns without a default:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout, disallowed-unique-constraint

-- Events of an account come without a clinic: it is found here, outside the fences.
alter table clinic add column stripe_account text;
-- squawk-ignore require-concurrent-index-creation
create unique index one_clinic_per_stripe_account on clinic (stripe_account) where stripe_account is not null;

-- What Stripe says of the account that a clinic is paid into: its own, or "" for the installation's.
create table payment_account (
  clinic_id         uuid not null,
  stripe_account    text not null,
  livemode          boolean not null,
  charges_enabled   boolean not null default false,
  payouts_enabled   boolean not null default false,
  details_submitted boolean not null default false,
  requirements      text[] not null default '{}',
  methods           text[] not null default '{card}',
  created_at        timestamptz not null,
  heard_at          timestamptz not null,
  constraint payment_account_pkey primary key (clinic_id)
);

-- A patient as Stripe knows them, per account.
create table payment_customer (
  clinic_id       uuid not null,
  patient_id      uuid not null,
  account         text not null default '',
  stripe_customer text not null,
  created_at      timestamptz not null,
  constraint payment_customer_pkey primary key (clinic_id, patient_id, account),
  constraint payment_customer_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id)
);

-- A card that a patient agreed to have kept. `consent` is the sentence they agreed to.
create table payment_card (
  clinic_id     uuid not null,
  id            uuid not null default uuidv7(),
  patient_id    uuid not null,
  account       text not null default '',
  stripe_method text not null,
  brand         text not null,
  last4         text not null check (last4 ~ '^[0-9]{4}$'),
  expires_month smallint not null,
  expires_year  smallint not null,
  consent       text not null,
  consented_at  timestamptz not null,
  removed_at    timestamptz,
  constraint payment_card_pkey primary key (clinic_id, id),
  constraint one_payment_card_per_method unique (clinic_id, stripe_method),
  constraint payment_card_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id)
);
create index payment_card_by_patient on payment_card (clinic_id, patient_id) where removed_at is null;

-- One amount that a patient is to pay. It is written before Stripe is asked: `key` is what Stripe
-- is asked with however often and `asks` in which words, since other words under the same key are
-- refused; `intent` is what it answered. Amounts are minor units. From `withdrawn_at` on it is not
-- to be paid any more: it is cancelled, unless the money turns out to be on its way or there.
create table payment (
  clinic_id       uuid not null,
  id              uuid not null default uuidv7(),
  appointment_id  uuid not null,
  patient_id      uuid not null,
  purpose         text not null check (purpose in ('deposit', 'full', 'balance', 'late_cancel_fee', 'no_show_fee')),
  amount          bigint not null check (amount > 0),
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  status          text not null default 'pending' check (status in (
    'pending', 'processing', 'succeeded', 'cancelled')),
  refunded        bigint not null default 0 check (refunded >= 0),
  disputed        boolean not null default false,
  last_error      text,
  key             text not null,
  asks            jsonb not null default '{}',
  asked_at        timestamptz,
  account         text not null default '',
  livemode        boolean not null,
  intent          text,
  charge          text,
  card_id         uuid,
  keeps_card      boolean not null default false,
  off_session     boolean not null default false,
  method          text,
  request_id      text not null,
  version         integer not null default 1,
  created_at      timestamptz not null,
  succeeded_at    timestamptz,
  cancelled_at    timestamptz,
  withdrawn_at    timestamptz,
  constraint payment_pkey primary key (clinic_id, id),
  constraint payment_appointment foreign key (clinic_id, appointment_id) references appointment (clinic_id, id),
  constraint payment_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id),
  constraint payment_card_used foreign key (clinic_id, card_id) references payment_card (clinic_id, id),
  constraint one_payment_per_key unique (clinic_id, key),
  constraint payment_refunds_what_was_paid check (refunded <= amount)
);
-- Two tabs that begin to pay for the same thing get the same payment.
create unique index one_open_payment_per_purpose on payment (clinic_id, appointment_id, purpose)
  where status in ('pending', 'processing') and withdrawn_at is null;
create unique index one_payment_per_intent on payment (clinic_id, intent) where intent is not null;
create index payment_by_appointment on payment (clinic_id, appointment_id, id);
create index payment_by_patient on payment (clinic_id, patient_id, id);

-- Money that goes back. Written before Stripe is asked, as a payment is; one that was made in
-- Stripe's own pages is written when it is heard of.
create table refund (
  clinic_id     uuid not null,
  id            uuid not null default uuidv7(),
  payment_id    uuid not null,
  amount        bigint not null check (amount > 0),
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  reason        text not null check (reason in (
    'requested', 'cancelled', 'late_payment', 'duplicate', 'elsewhere')),
  status        text not null default 'pending' check (status in ('pending', 'succeeded', 'failed', 'cancelled')),
  key           text not null,
  stripe_refund text,
  last_error    text,
  actor_id      uuid,
  request_id    text not null,
  created_at    timestamptz not null,
  settled_at    timestamptz,
  constraint refund_pkey primary key (clinic_id, id),
  constraint refund_payment foreign key (clinic_id, payment_id) references payment (clinic_id, id),
  constraint one_refund_per_key unique (clinic_id, key)
);
create index refund_by_payment on refund (clinic_id, payment_id, id);
create unique index one_refund_per_stripe_refund on refund (clinic_id, stripe_refund) where stripe_refund is not null;

do $$
declare
  fenced text;
begin
  foreach fenced in array array['payment_account', 'payment_customer', 'payment_card', 'payment', 'refund'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy clinic on %I'
      || ' using (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)'
      || ' with check (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)',
      fenced);
  end loop;
end $$;

grant select, insert, update on payment_account, payment_customer, payment_card, payment, refund to topsmile_app;
grant update (stripe_account) on clinic to topsmile_app;
