import { Skeleton } from '@mantine/core'
import { PublicFrame } from '@/app/frames/public-frame'
import { Coming, WaitingList } from '@/ui/waiting'
import classes from './clinic-waiting.module.css'

/** A clinic's page before the clinic has said who it is. */
export function ClinicWaiting() {
  return (
    <PublicFrame>
      <Coming className={classes.page}>
        <span className={classes.hero}>
          <Skeleton height={52} width="min(380px, 80%)" />
          <Skeleton height={16} width="min(460px, 100%)" radius={8} />
          <Skeleton height={16} width="min(400px, 90%)" radius={8} />
          <Skeleton height={50} width={190} mt={10} />
        </span>
      </Coming>
      <WaitingList rows={6} />
    </PublicFrame>
  )
}
