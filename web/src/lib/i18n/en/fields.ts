/** What is wrong with a field, by the server's stable word for it. */
export const fields = {
  count_one: 'One field needs another look: {{what}}',
  count_other: '{{count}} fields need another look: {{what}}',
  wrong: 'Please check this',
  rule: {
    missing: 'Please fill this in',
    malformed: 'This is not written as we need it',
    too_short: 'At least {{count}} characters',
    too_long: 'At most {{count}} characters',
  },
}
