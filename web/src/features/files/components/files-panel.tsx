import { Select, Switch, Title } from '@mantine/core'
import { useId, useMemo, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Panel } from '@/ui/panel'
import type { Kind, Of } from '../api'
import type { Visit } from '../group'
import { KINDS } from '../kinds'
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
  level?: 1 | 2 | 3
  /** Which visit an upload belongs to unless another is chosen. */
  usual?: string | undefined
}

const AUTO = 'auto'

function KindChoice({ kind, onKind }: { kind: Kind | null; onKind: (kind: Kind | null) => void }) {
  const t = useT()
  const choices = [
    { value: AUTO, label: t('files.kindAuto') },
    ...KINDS.map((value) => ({ value: value as string, label: t(`files.kind.${value}`) })),
  ]
  return (
    <Select
      label={t('files.kindLabel')}
      data={choices}
      value={kind ?? AUTO}
      onChange={(value) => onKind(KINDS.find((each) => each === value) ?? null)}
    />
  )
}

type As = { visit: string; kind: Kind | null; shared: boolean }
type WhereProps = Pick<Props, 'side'> & {
  visits: readonly Visit[]
  as: As
  onAs: (change: Partial<As>) => void
}

const NONE = ''

/** As what the next files come: to which visit they belong, and whether their patient sees them. */
function Where({ side, visits, as, onAs }: WhereProps) {
  const t = useT()
  return (
    <div className={classes.where}>
      {visits.length > 0 && (
        <Select
          label={t('files.visit')}
          data={[
            { value: NONE, label: t('files.noVisit') },
            ...visits.map(({ id, label }) => ({ value: id, label })),
          ]}
          value={as.visit}
          onChange={(value) => onAs({ visit: value ?? NONE })}
        />
      )}
      <KindChoice kind={as.kind} onKind={(kind) => onAs({ kind })} />
      {side === 'staff' && (
        <Switch
          label={t('files.shareAtOnce')}
          checked={as.shared}
          onChange={({ currentTarget }) => onAs({ shared: currentTarget.checked })}
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
  const [as, setAs] = useState<As>({ visit: usual ?? NONE, kind: null, shared: false })
  const { visit, shared } = as
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
          as={as}
          onAs={(change) => setAs((now) => ({ ...now, ...change }))}
        />
        <Uploader target={target} kind={as.kind} />
        <UploadList place={of} />
        <Gallery of={of} side={side} visits={visits} level={level} />
      </Panel>
    </section>
  )
}
