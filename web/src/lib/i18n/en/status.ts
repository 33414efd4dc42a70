/** How far a visit has come. */
export const status = {
  pending_payment: 'Awaiting payment',
  scheduled: 'Scheduled',
  confirmed: 'Confirmed',
  checked_in: 'Arrived',
  in_progress: 'In the chair',
  completed: 'Completed',
  cancelled: 'Cancelled',
  no_show: 'Did not come',
}
