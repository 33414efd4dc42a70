-- What Stripe said, what is known from it, and the books that follow.
--
-- New tables that nobody uses yet:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout, prefer-robust-stmts

-- Every event that Stripe has told us, as it was told. It is written before Stripe gets an answer.
-- It has no fence: whose it is may only be known later. `about` are the objects it belongs to.
create table webhook_inbox (
  id           uuid not null default uuidv7(),
  stripe_event text not null,
  type         text not null,
  account      text not null default '',
  livemode     boolean not null,
  said_at      timestamptz not null,
  object       text not null,
  object_id    text not null,
  about        text[] not null default '{}',
  body         text not null,
  clinic_id    uuid,
  payment_id   uuid,
  state        text not null check (state in ('stored', 'applied', 'unknown', 'refused', 'ignored')),
  reason       text,
  request_id   text not null,
  received_at  timestamptz not null,
  settled_at   timestamptz,
  constraint webhook_inbox_pkey primary key (id),
  constraint one_inbox_row_per_stripe_event unique (stripe_event)
);
create index webhook_inbox_about on webhook_inbox using gin (about);
create index webhook_inbox_open on webhook_inbox (clinic_id, received_at) where state in ('stored', 'unknown');
create index webhook_inbox_by_age on webhook_inbox (received_at);

-- What is known of a payment: one row per aspect of a Stripe object, joined with every word about it.
create table payment_fact (
  clinic_id  uuid not null,
  payment_id uuid not null,
  kind       text not null,
  stripe_id  text not null,
  fact       jsonb not null,
  heard_at   timestamptz not null,
  constraint payment_fact_pkey primary key (clinic_id, payment_id, kind, stripe_id),
  constraint payment_fact_payment foreign key (clinic_id, payment_id) references payment (clinic_id, id)
);
create index payment_fact_by_object on payment_fact (clinic_id, stripe_id);

-- What Stripe moves from what it holds for the clinic to the clinic's bank.
create table payout (
  clinic_id     uuid not null,
  id            uuid not null default uuidv7(),
  stripe_payout text not null,
  account       text not null default '',
  livemode      boolean not null,
  amount        bigint not null,
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  status        text not null check (status in ('pending', 'in_transit', 'paid', 'failed', 'canceled')),
  last_error    text,
  arrival_date  date not null,
  created_at    timestamptz not null,
  heard_at      timestamptz not null,
  constraint payout_pkey primary key (clinic_id, id),
  constraint one_payout_per_stripe_payout unique (clinic_id, stripe_payout)
);
create index payout_by_arrival on payout (clinic_id, arrival_date, id);

-- The books. `entry` says what a transaction is about; what turns out to be otherwise is set right by
-- a further revision with the difference. Debits are positive; a transaction sums to zero.
create table ledger_transaction (
  clinic_id  uuid not null,
  id         uuid not null default uuidv7(),
  entry      text not null,
  revision   integer not null default 1,
  payment_id uuid,
  payout_id  uuid,
  currency   text not null check (currency ~ '^[A-Z]{3}$'),
  livemode   boolean not null,
  posted_at  timestamptz not null,
  request_id text not null,
  constraint ledger_transaction_pkey primary key (clinic_id, id),
  constraint one_ledger_transaction_per_entry unique (clinic_id, entry, revision),
  constraint ledger_transaction_payment foreign key (clinic_id, payment_id) references payment (clinic_id, id),
  constraint ledger_transaction_payout foreign key (clinic_id, payout_id) references payout (clinic_id, id)
);
create index ledger_transaction_by_payment on ledger_transaction (clinic_id, payment_id);
create index ledger_transaction_by_time on ledger_transaction (clinic_id, posted_at, id);

create table ledger_line (
  clinic_id      uuid not null,
  transaction_id uuid not null,
  account        text not null check (account in (
    'stripe_balance', 'patient_payments', 'refunds', 'fees', 'disputes', 'bank')),
  amount         bigint not null check (amount <> 0),
  constraint ledger_line_pkey primary key (clinic_id, transaction_id, account),
  constraint ledger_line_transaction foreign key (clinic_id, transaction_id)
    references ledger_transaction (clinic_id, id)
);

-- Asked when the transaction commits, so that the lines may come one by one. Where no line is to be
-- seen there is nothing to be sure of: that is refused too.
create function ledger_balances() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  lines integer;
  total numeric;
begin
  select count(*), sum(amount) into lines, total from public.ledger_line
  where clinic_id = new.clinic_id
    and transaction_id = case tg_table_name when 'ledger_line'
      then (to_jsonb(new) ->> 'transaction_id')::uuid else (to_jsonb(new) ->> 'id')::uuid end;
  if lines < 2 or total <> 0 then
    raise exception 'a ledger transaction of % lines sums to %', lines, total
      using errcode = 'check_violation', constraint = 'ledger_balances';
  end if;
  return null;
end $$;
create constraint trigger ledger_balances after insert on ledger_line
  deferrable initially deferred for each row execute function ledger_balances();
create constraint trigger ledger_transaction_balances after insert on ledger_transaction
  deferrable initially deferred for each row execute function ledger_balances();

-- What Stripe says that it moved, for comparing: the books are made from what is known of payments.
create table stripe_movement (
  clinic_id       uuid not null,
  stripe_movement text not null,
  source          text not null,
  type            text not null,
  account         text not null default '',
  amount          bigint not null,
  fee             bigint not null,
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  payment_id      uuid,
  created_at      timestamptz not null,
  constraint stripe_movement_pkey primary key (clinic_id, stripe_movement),
  constraint stripe_movement_payment foreign key (clinic_id, payment_id) references payment (clinic_id, id)
);
create index stripe_movement_by_source on stripe_movement (clinic_id, source);
create index stripe_movement_by_time on stripe_movement (clinic_id, created_at);

-- What came of asking Stripe whether anything was missed. A long one goes on from `asked_after`.
create table reconciliation (
  clinic_id   uuid not null,
  id          uuid not null default uuidv7(),
  status      text not null default 'running' check (status in ('running', 'done', 'failed')),
  asked_since timestamptz not null,
  asked_after uuid,
  started_at  timestamptz not null,
  finished_at timestamptz,
  payments    integer not null default 0,
  refunds     integer not null default 0,
  objects     integer not null default 0,
  changed     integer not null default 0,
  differences jsonb not null default '[]',
  last_error  text,
  by_hand     boolean not null default false,
  request_id  text not null,
  constraint reconciliation_pkey primary key (clinic_id, id)
);
create index reconciliation_by_time on reconciliation (clinic_id, started_at desc);

do $$
declare
  fenced text;
begin
  foreach fenced in array array[
    'payment_fact', 'payout', 'ledger_transaction', 'ledger_line', 'stripe_movement',
    'reconciliation'
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

grant select, insert, update, delete on webhook_inbox to topsmile_app;
grant select, insert, update on payment_fact, payout, reconciliation to topsmile_app;
grant select, insert on ledger_transaction, ledger_line, stripe_movement to topsmile_app;
