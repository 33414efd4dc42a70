/** One root key per resource. Invalidating a root refreshes everything beneath it. */
export const keys = {
  me: ['me'],
  clinic: ['clinic'],
  services: ['services'],
  providers: ['providers'],
  availability: ['availability'],
  appointments: ['appointments'],
  appointment: ['appointment'],
  calendar: ['calendar'],
  patients: ['patients'],
  messages: ['messages'],
  deliveries: ['deliveries'],
  analytics: ['analytics'],
  staff: ['staff'],
  link: ['link'],
  webhooks: ['webhooks'],
  audit: ['audit'],
  files: ['files'],
  fileRules: ['file-rules'],
  payments: ['payments'],
  paying: ['paying'],
} as const

export type Root = keyof typeof keys

/** What each holds, in words; docs/reference/queries.md is made of it. */
export const holds: Record<Root, string> = {
  me: 'Who is signed in, or nobody; on which devices.',
  clinic: 'A clinic as the public sees it, by its address.',
  services: 'What can be booked: public, by clinic, and the catalogue with its terms.',
  providers: 'Who treats, by clinic.',
  availability: 'Free times: what is sought, from which day, how many days.',
  appointments: 'Lists of visits: one’s own, or of a patient.',
  appointment: 'One visit with its history, by id.',
  calendar: 'What the board shows of days.',
  patients: 'One patient by id, one’s own record, lists and searches.',
  messages: 'The ledger of a visit or a patient; preferences, settings and templates.',
  deliveries: 'What is held or waits to be delivered.',
  analytics: 'Figures of a period.',
  staff: 'Who works here.',
  link: 'What the link of a message opens, by its token.',
  webhooks: 'Endpoints and what they were told.',
  audit: 'The trail and the state of its chain.',
  files: 'Lists of files, their versions, how much room they take.',
  fileRules: 'Which files are taken; the same for everybody.',
  payments: 'Payments, dues, cards, settings, the ledger, invoices.',
  paying: 'A payment that was begun. No news makes it stale: asking again would begin another.',
}
