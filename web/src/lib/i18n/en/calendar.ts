export const calendar = {
  cameAfterAll: 'Came after all',
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
