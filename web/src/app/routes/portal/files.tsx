import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useVisitNames } from '@/app/parts/visit-names'
import { mine } from '@/features/appointments/api'
import { FilesPanel } from '@/features/files/components/files-panel'
import { useT } from '@/lib/i18n'
import { Panel } from '@/ui/panel'

const route = getRouteApi('/portal')
const OWN = {}

/** Pictures and papers, from the patient and for the patient. */
export function FilesPage() {
  const t = useT()
  const { user } = route.useRouteContext()
  const { data: appointments = [] } = useQuery(mine())
  const visits = useVisitNames(appointments)
  return (
    <Panel>
      <title>{`${t('files.mine')} · ${user.clinic.name}`}</title>
      <FilesPanel
        of={OWN}
        side="patient"
        visits={visits}
        title={t('files.mine')}
        lead={t('files.mineText')}
        level={1}
      />
    </Panel>
  )
}
