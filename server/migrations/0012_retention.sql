-- What is over is forgotten after a while: deliveries that are done, then events nobody hears any
-- more. The application itself may not delete events; it may ask for old ones to be.
--
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

-- A week is kept by the database's own clock, whatever is asked for: whoever controls the application cannot make
-- the last week go away by lying about the time.
create function forget_events(clinic uuid, before timestamptz, most integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  forgotten integer;
begin
  if clinic is null or clinic is distinct from nullif(current_setting('app.clinic_id', true), '')::uuid then
    raise insufficient_privilege using message = 'this is not the clinic of the transaction';
  end if;
  delete from public.event e
  where e.clinic_id = clinic and e.id = any(array(
    select old.id from public.event old
    where old.clinic_id = clinic
      and old.occurred_at < least(before, statement_timestamp() - interval '7 days')
      and not exists (
        select from public.delivery d where d.clinic_id = clinic and d.event_id = old.id)
    order by old.id limit most));
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

revoke execute on function forget_events from public;
grant execute on function forget_events to topsmile_app;
grant usage on schema public to topsmile_queue;
grant delete on event to topsmile_queue;
grant select (clinic_id, event_id) on delivery to topsmile_queue;
-- Whoever owns a function must be able to make it there, at that moment.
grant create on schema public to topsmile_queue;
alter function forget_events owner to topsmile_queue;
revoke create on schema public from topsmile_queue;
