-- Reminders are planned when a visit is booked or moved. Those that were booked before there were
-- reminders get theirs as when a clinic wishes one that it did not have. Planned twice is written once.

do $$
declare
  each uuid;
begin
  for each in select id from clinic loop
    perform set_config('app.clinic_id', each::text, true);
    with wished as (
      insert into event (clinic_id, name, payload, request_id, occurred_at)
      select each, 'reminder.added',
        jsonb_build_object('type', 'reminder.added', 'minutes_before', minutes), 'migration-0013', now()
      from unnest(array[2880, 120]) minutes
      returning id
    )
    insert into delivery (clinic_id, event_id, handler, due_at, request_id, created_at)
    select each, id, 'plan_added_reminders', now(), 'migration-0013', now() from wished;
  end loop;
  perform set_config('app.clinic_id', '', true);
end $$;
