import { useMatches } from '@tanstack/react-router'
import { WaitingPage } from '@/ui/waiting'
import { PublicFrame } from './frames/public-frame'
import { isWithinShell } from './within-shell'

/** A page whose own code or first answer is on its way. */
export function PageWaiting() {
  const within = useMatches({ select: isWithinShell })
  if (within) return <WaitingPage />
  return (
    <PublicFrame>
      <WaitingPage />
    </PublicFrame>
  )
}
