import { SegmentedControl } from '@mantine/core'
import { useT } from '@/lib/i18n'
import { isView, type View, views } from '../weeks'

type Props = { view: View; onView: (view: View) => void }

export function ViewSwitch({ view, onView }: Props) {
  const t = useT()
  return (
    <SegmentedControl
      value={view}
      onChange={(value) => isView(value) && onView(value)}
      data={views.map((value) => ({ value, label: t(`calendar.view.${value}`) }))}
      aria-label={t('calendar.view.label')}
      radius={12}
      withItemsBorders={false}
    />
  )
}
