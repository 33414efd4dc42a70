import { useQuery } from '@tanstack/react-query'
import { clinic } from '@/api/queries'
import type { User } from '@/features/auth/api'
import type { Laid } from '@/lib/shortcuts'
import { BookingDialog } from '../booking-dialog'
import { KeySheet } from './key-sheet'
import { Palette } from './palette'

type Props = { user: User; onClose: () => void }

function Booking({ user, onClose }: Props) {
  const { data: place } = useQuery(clinic(user.clinic.slug))
  return place && <BookingDialog booking={{}} day={place.today} user={user} onDone={onClose} />
}

const overlays = { palette: Palette, keys: KeySheet, booking: Booking }

/** What is laid over any screen of the staff, loaded when it is wanted first. */
export function Overlay({ what, ...props }: Props & { what: Laid }) {
  const Shown = overlays[what]
  return <Shown {...props} />
}
