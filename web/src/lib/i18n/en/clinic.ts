/** The page of a clinic, for whoever comes by. */
export const clinic = {
  book: 'Book a visit',
  bookThis: 'Book {{service}}',
  from: 'Book in under a minute, without a call',
  services: 'What we do',
  people: 'Who you will meet',
  hours: 'Opening hours',
  closed: 'closed',
  today: 'today',
  find: 'Where to find us',
  map: 'Look for it on a map',
  call: 'Call {{phone}}',
  write: 'Write to us',
  none: 'Nothing can be booked online just now. Call us.',
}
