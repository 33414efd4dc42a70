/** Asked of whoever is about to close what they have typed into. */
export const leaving = {
  title: 'Close without saving?',
  text: 'What you have written here would be lost.',
  stay: 'Keep writing',
  leave: 'Close without saving',
}
