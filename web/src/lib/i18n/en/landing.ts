export const landing = {
  badge: 'For dental clinics',
  title: 'The quiet front desk.',
  titleAccent: 'A full chair.',
  lead: 'Patients find a time and book it in under a minute. Your team sees the whole day at a glance and moves it with a finger. Two people never get the same chair.',
  signIn: 'Open your clinic',
  try: 'Book as a patient',
  demoTitle: 'See it from the other side of the desk',
  demoLead: 'Two made-up clinics, open around the clock. Book yourself in.',
  demoPages: 'Or look at their own pages:',
  demoGo: 'Book at {{clinic}}',
  sorrisoPlace: 'São Paulo · in Portuguese',
  brightsidePlace: 'London · in English',
  day: 'Today at the desk',
  dayLabel: 'Sketch of a day with three dentists',
  neverTitle: 'Never twice',
  neverText:
    'A chosen time is yours for ten minutes. If two people reach for it, one gets it and the other sees what is free beside it.',
  nowTitle: 'Now means now',
  nowText:
    'Free times, bookings and the day view answer as fast as you can look. No spinner between a patient and a chair.',
  yoursTitle: 'Yours alone',
  yoursText:
    'Every clinic sees itself and nobody else. Two fences stand around each one, in the code and in the database.',
  zoneTitle: 'On your clock',
  zoneText:
    'Nine o’clock is nine o’clock at your door, wherever the patient sits and whatever the clocks did last night.',
  footer: 'Made for people who look after teeth.',
}
