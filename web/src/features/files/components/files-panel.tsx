import { Select, Switch, Title } from '@mantine/core'
import { useId, useMemo, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Panel } from '@/ui/panel'
import type { Of } from '../api'
import type { Visit } from '../group'
import type { Target } from '../queue'
import type { Side } from '../use-acts'
import { Gallery } from './gallery'
import classes from './gallery.module.css'
import { UploadList } from './upload-list'
import { Uploader } from './uploader'
import { Usage } from './usage'

type Props = {
  /** Of one patient, of one visit of theirs, or one's own. */
  of: Of
  side: Side
  visits?: readonly Visit[]
  title: string
  lead?: string
  level?: 2 | 3
  /** Which visit an upload belongs to unless another is chosen. */
  usual?: string | undefined
}

type WhereProps = Pick<Props, 'side'> & {
  visits: readonly Visit[]
  visit: string
  onVisit: (visit: string) => void
  shared: boolean
  onShared: (shared: boolean) => void
}

const NONE = ''

/** To which visit the next files belong, and whether their patient sees them. */
function Where({ side, visits, visit, onVisit, shared, onShared }: WhereProps) {
  const t = useT()
  if (visits.length === 0 && side === 'patient') return null
  return (
    <div className={classes.where}>
      {visits.length > 0 && (
        <Select
          label={t('files.visit')}
          data={[
            { value: NONE, label: t('files.noVisit') },
            ...visits.map(({ id, label }) => ({ value: id, label })),
          ]}
          value={visit}
          onChange={(value) => onVisit(value ?? NONE)}
        />
      )}
      {side === 'staff' && (
        <Switch
          mb={8}
          label={t('files.shareAtOnce')}
          checked={shared}
          onChange={({ currentTarget }) => onShared(currentTarget.checked)}
        />
      )}
    </div>
  )
}

const visitsOf = ({ appointment_id }: Of, visits: readonly Visit[]) =>
  appointment_id ? [] : visits

const NO_VISITS: readonly Visit[] = []

/** Files of someone: how they come, those that are coming, and those that are here. */
export function FilesPanel({ of, side, visits = NO_VISITS, title, lead, level = 2, usual }: Props) {
  const heading = useId()
  const [visit, setVisit] = useState(usual ?? NONE)
  const [shared, setShared] = useState(false)
  const { patient_id, appointment_id } = of
  const target = useMemo<Target>(() => {
    const belongs = appointment_id ?? (visit || undefined)
    return {
      ...(patient_id ? { patient_id } : {}),
      ...(belongs ? { appointment_id: belongs } : {}),
      ...(side === 'staff' ? { shared } : {}),
    }
  }, [patient_id, appointment_id, visit, shared, side])
  return (
    <section className={classes.panel} aria-labelledby={heading}>
      <div className={classes.head}>
        <Title order={level} id={heading}>
          {title}
        </Title>
        <Usage side={side} />
      </div>
      {lead && <p className={classes.lead}>{lead}</p>}
      <Panel>
        <Where
          side={side}
          visits={visitsOf(of, visits)}
          visit={visit}
          onVisit={setVisit}
          shared={shared}
          onShared={setShared}
        />
        <Uploader target={target} />
        <UploadList place={of} />
        <Gallery of={of} side={side} visits={visits} />
      </Panel>
    </section>
  )
}
