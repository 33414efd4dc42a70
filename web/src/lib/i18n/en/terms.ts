export const terms = {
  title: 'What you agree to',
  depositFull: 'You pay {{amount}} now. Your time is kept while you pay.',
  deposit: 'You pay {{amount}} of it now, the rest at the clinic. Your time is kept while you pay.',
  free_zero:
    'You can cancel until the visit begins: that costs nothing, and what you paid goes back to you.',
  free_one:
    'Cancelling up to an hour before the visit costs nothing, and what you paid goes back to you.',
  free_other:
    'Cancelling up to {{count}} hours before the visit costs nothing, and what you paid goes back to you.',
  late: 'If you cancel later, it costs {{amount}}; moving the visit then does not change that. What you have paid counts towards it.',
  noShow: 'If you do not come, it costs {{amount}}. What you have paid counts towards it.',
  agree: 'By booking you agree to this.',
  now: 'To pay now',
  atClinic: 'At the clinic',
}
