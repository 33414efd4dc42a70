/** Fields for days and times. */
export const dates = {
  /** The letters of `dd/mm/yyyy`; the order and what stands between are the clinic's. */
  dd: 'dd',
  mm: 'mm',
  yyyy: 'yyyy',
  day: 'Write the date like {{example}}',
  time: 'Write the time like {{example}}',
  previousMonth: 'Month before',
  nextMonth: 'Month after',
  previousYear: 'Year before',
  nextYear: 'Year after',
  previousDecade: 'Ten years before',
  nextDecade: 'Ten years after',
  pick: '{{field}}: choose from a calendar',
}
