/** The clinics that the demo makes; a real installation has none of them. */
export const demoClinics = [
  { slug: 'sorriso', name: 'Clínica Sorriso', place: 'sorrisoPlace' },
  { slug: 'brightside', name: 'Brightside Dental', place: 'brightsidePlace' },
] as const

export const DEMO_PASSWORD = 'TopSmile-Demo-2026'
