import { Waiting } from '@/ui/waiting'

/** A page whose own code or first answer is on its way. */
export function PageWaiting() {
  return <Waiting height="60vh" m="lg" w="auto" />
}
