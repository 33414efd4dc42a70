export const calendar = {
  cameAfterAll: 'Came after all',
  view: { label: 'View', day: 'Day', week: 'Week', month: 'Month' },
  filter: { label: 'Whose visits', all: 'Everyone' },
  turn: {
    day: { previous: 'Previous day', next: 'Next day' },
    week: { previous: 'Previous week', next: 'Next week' },
    month: { previous: 'Previous month', next: 'Next month' },
  },
  week: {
    label: 'Week of {{day}}',
    none: 'No visits',
    freeSpot: 'Book on {{day}} at {{time}}',
    moveHint:
      'Moving {{patient}}: arrow keys change day and time, Enter puts it there, Escape cancels.',
  },
  month: {
    label: 'Month of {{month}}',
    full: '{{percent}} % full',
    more: '+ {{count}} more',
  },
  keys: {
    views: 'Day, week, month',
    previous: 'Back by a day, week or month',
    next: 'On by a day, week or month',
    arrows: 'While moving: five minutes earlier or later, other provider or day',
  },
  conflict: {
    title: 'What now?',
    notBooked: 'Not booked: {{why}}',
    notDone: 'Not done: {{why}}',
    wanted: 'You wanted',
    now: 'There now',
    free: 'Free instead',
    take: 'Take {{when}}, with {{provider}}',
    again: 'Do it all the same',
    drop: 'Leave it as it is',
    act: {
      book: 'Book {{patient}}',
      reschedule: 'Move {{patient}}',
      confirm: 'Confirm the visit of {{patient}}',
      'check-in': 'Check {{patient}} in',
      start: 'Start with {{patient}}',
      complete: 'Complete the visit of {{patient}}',
      'no-show': 'Note that {{patient}} did not come',
      cancel: 'Cancel the visit of {{patient}}',
    },
  },
}
