-- Links that prove who reads a mailbox, what a clinic calls its staff, and who holds times from where.
--
-- squawk-ignore-file require-lock-timeout, require-statement-timeout, require-concurrent-index-creation

-- No fence: whoever shows one is not signed in, and its clinic is known only afterwards. The token itself
-- is derived from `id` with a key that PostgreSQL never sees; `proof_hash` is a hash of that secret.
create table one_time_token (
  id         uuid not null,
  clinic_id  uuid not null,
  person_id  uuid not null,
  purpose    text not null check (purpose in ('confirm', 'reset', 'invite')),
  proof_hash bytea not null check (length(proof_hash) = 32),
  expires_at timestamptz not null,
  used_at    timestamptz,
  created_at timestamptz not null,
  constraint one_time_token_pkey primary key (id),
  constraint one_time_token_clinic foreign key (clinic_id) references clinic (id),
  constraint one_time_token_person foreign key (person_id) references person (id),
  constraint one_time_token_ends_after_it_began check (created_at < expires_at)
);
create index one_time_token_by_person on one_time_token (person_id) where used_at is null;
create index one_time_token_by_age on one_time_token (clinic_id, expires_at);
grant select, insert, update, delete on one_time_token to topsmile_app;

-- A clinic calls its staff what it likes: a person's own name is not one clinic's to change, and
-- whom it invites it must not learn from the name that they have elsewhere.
alter table membership
  add column name text check (length(name) between 1 and 200),
  add column version integer not null default 1,
  -- Invited, and nothing more until they show by the invitation that they read the mailbox: an account may have been
  -- made by somebody else who knows the address.
  add column pending boolean not null default false;

-- From which address a patient keeps a time: registering anew must not earn new holds.
alter table claim add column held_from bytea;
create index claim_by_origin on claim (clinic_id, held_from) where held_from is not null;
