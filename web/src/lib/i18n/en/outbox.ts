export const outbox = {
  title: 'Waiting to be sent',
  pill: {
    waiting_one: '{{count}} waiting',
    waiting_other: '{{count}} waiting',
    undecided_one: '{{count}} to decide',
    undecided_other: '{{count}} to decide',
    refused_one: '{{count}} not done',
    refused_other: '{{count}} not done',
    open: '{{state}}. What waits to be sent',
  },
  lead: {
    offline:
      'There is no network. You can go on moving visits and taking them through the day: it is kept on this device and sent in this order.',
    trying: 'We cannot reach the server yet, and keep trying.',
    sending: 'Being sent, in this order.',
    settled: 'Everything has been sent.',
    decide: 'Some of it needs you.',
  },
  none: 'Nothing waits',
  noneText:
    'If the network goes, what you do here is kept on this device, encrypted, and sent when it is back.',
  section: {
    decide: 'For you to decide',
    waiting: 'Waiting',
    verdicts: 'What became of it',
  },
  wished: 'wished {{ago}}',
  state: {
    waiting: 'Waiting',
    tried: 'May have arrived; we ask again, and it is done only once',
    held: 'Waits for your decision above',
    done: 'Done',
    refused: 'Not done: {{why}}',
  },
  takeBack: 'Take back',
  takenBack: 'Taken back',
  giveUp: 'Do not ask again',
  seen: 'Seen',
  now: 'Send now',
  look: 'Look',
  kept: 'Kept on this device, and sent when the network is back: {{what}}',
  mark: { waiting: 'waiting to be sent', undecided: 'waiting for your decision' },
  news: {
    sent_one: 'Sent: {{count}} change is done.',
    sent_other: 'Sent: {{count}} changes are done.',
    conflict_one: 'Somebody else was there first: {{count}} change needs your decision.',
    conflict_other: 'Somebody else was there first: {{count}} changes need your decision.',
    refused_one: '{{count}} change was not done.',
    refused_other: '{{count}} changes were not done.',
  },
  leave: {
    title: 'Sign out, and lose what was not sent?',
    text_one:
      '{{count}} change waits on this device only. After signing out nothing remains here, so it would not be done:',
    text_other:
      '{{count}} changes wait on this device only. After signing out nothing remains here, so they would not be done:',
    more_one: 'and {{count}} more',
    more_other: 'and {{count}} more',
    stay: 'Stay signed in',
    yes: 'Sign out and lose it',
  },
}
